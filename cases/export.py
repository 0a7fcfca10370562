"""What leaves the house in one piece: the rows of `cases --json`."""

from __future__ import annotations

from cases.store.export_rows import rows

__all__ = ["rows"]
