"""Column types: our ids, our times, and fields that lie encrypted in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Text, Uuid
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from .crypto import current


class Id(TypeDecorator[UUID]):
    """A UUID; native on PostgreSQL, 32 hex digits on SQLite, in the order of time on both."""

    impl = Uuid
    cache_ok = True


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC: aware in, aware out; a naive one is refused (ValueError)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite keeps no time zone, so there it is UTC by agreement."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC from both databases."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Sealed(TypeDecorator[str]):
    """Text that lies encrypted; `field` is "table.column" and belongs to the ciphertext (DECISIONS 12)."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """Seal with the key in use."""
        return None if value is None else current().seal(self.field, value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """Raises CannotOpen when the value is not ours."""
        return None if value is None else current().open_(self.field, value).decode()


class SealedJson(TypeDecorator[Any]):
    """A JSON value that lies encrypted."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        """None stays empty; everything else becomes compact JSON and is sealed."""
        return None if value is None else current().seal(self.field, _json(value).encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:
        """Raises CannotOpen when the value is not ours."""
        return None if value is None else json.loads(current().open_(self.field, value))


class Codes(TypeDecorator[Any]):
    """JSON in clear: plain codes and settings only, never a word a person wrote."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: Mapping[str, Any] | Sequence[Any] | str | None, dialect: Dialect
    ) -> str | None:
        """Compact JSON text, the same on both databases."""
        return None if value is None else _json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """What was stored."""
        return None if value is None else json.loads(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
