"""Alembic's entry: `cases/db.py` hands over an open connection, whose transaction is committed there."""

from __future__ import annotations

from alembic import context

from cases.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=True,  # SQLite changes a table by copying it
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
