"""Where PostgreSQL and SQLite speak differently; nothing else in the case room asks which one it is."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, any_, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite


def among(tx: Connection, what: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """`what` is one of `values`: ids, texts or bytes.

    One bound value however many there are, so that the statement is prepared once: `= ANY(array)` on
    PostgreSQL, `json_each` on SQLite (ENGINE.md section 6). Bytes have no place in JSON: there, a list.
    """
    if tx.dialect.name == "postgresql":
        return what == any_(bindparam(None, list(values), type_=postgresql.ARRAY(what.type), unique=True))
    if any(isinstance(value, bytes) for value in values):
        return what.in_(list(values))
    listed = json.dumps([value.hex if isinstance(value, UUID) else value for value in values])
    each = text("SELECT value FROM json_each(:each)").bindparams(bindparam("each", listed, unique=True))
    return what.in_(each)


def insert_new(tx: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that leaves out rows which are there already, by any unique key."""
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()
