"""Tables for a spreadsheet: CSV and XLSX in which no cell is a formula (PANEL.md section 8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import xlsxwriter
from aiohttp import web

Cell = str | int | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is calculated, or worse, by the program that opens it (OWASP, CSV injection)."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table with a name; short, as spreadsheets want it."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def safe(cell: Cell) -> Cell:
    """The same, and a spreadsheet shows it instead of calculating it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_csv(sheet: Sheet) -> bytes:
    """With a byte order mark, by which Excel knows that it is UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.heads)
    writer.writerows([safe(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Iterable[Sheet]) -> bytes:
    """One file; text stays text, a number stays a number. Slow for many rows: not in the event loop."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, sheet.heads, bold)
            page.freeze_panes(1, 0)
            for number, row in enumerate(sheet.rows, start=1):
                page.write_row(number, 0, ["" if cell is None else cell for cell in row])
            page.set_column(0, max(0, len(sheet.heads) - 1), 18)
    return out.getvalue()


def download(content: bytes, name: str, mime: str) -> web.Response:
    """A file to be kept; `name` is made by us."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type=mime, headers=headers)


def stamp(at: datetime | None) -> str:
    """A moment as spreadsheets sort it."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
