"""Tables of rules as forms: the draft travels in the form itself, and every button of a row sends all of it back."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableSequence, Sequence
from datetime import date
from typing import Any

from aiohttp import web
from multidict import MultiDictProxy

from cases.calendar import DAYS
from cases.deadlines import LIMITS, key, parts
from cases.errors import Refused
from cases.rule_tables import RuleKind

LONGEST = 300
"""Characters of one field."""
MOST_ROWS = 300


Form = MultiDictProxy[str | bytearray | bytes | web.FileField]
Row = dict[str, str]
ROUTING = ("category", "area", "urgency", "kind", "agency", "reason")
LIMIT = ("what", "category", "urgency", "length", "unit")
HOLIDAY = ("day", "name", "estimated")
FIELDS: Mapping[str, str] = {
    "category": "kategori", "area": "wilayah", "urgency": "mendesak", "kind": "jenis", "agency": "lembaga",
    "reason": "alasan", "what": "tahap", "length": "lama", "unit": "satuan", "day": "tanggal", "name": "nama",
    "estimated": "perkiraan",
}  # fmt: skip
"""Part of a row -> name of its field."""


class Draft:
    """One table while somebody works on it: rows as the form shows them, and what stands beside them."""

    columns: Sequence[str] = ROUTING

    def __init__(self, rows: list[Row], beside: Mapping[str, str] | None = None) -> None:
        self.rows = rows[:MOST_ROWS]
        self.beside = dict(beside or {})

    @classmethod
    def of_table(cls, table: Any) -> Draft:
        """To begin with: the table in force."""
        return cls([dict(row) for row in table])

    @classmethod
    def of_form(cls, form: Form) -> Draft:
        """As it was sent."""
        columns = [[clean(text) for text in form.getall(FIELDS[name], [])] for name in cls.columns]
        rows = [dict(zip(cls.columns, values, strict=True)) for values in zip(*columns, strict=False)]
        return cls(rows, {name: clean(form.get(name, "")) for name in cls.names_beside()})

    @classmethod
    def names_beside(cls) -> Sequence[str]:
        """Fields that stand once."""
        return ()

    def table(self) -> Any:
        """As a proposal writes it. Raises Refused for what cannot be read."""
        return [{name: row[name] for name in ROUTING} for row in self.rows]

    def press(self, button: str) -> int | None:
        """`naik:2`, `turun:2`, `hapus:2`, `tambah`: the row that is looked at then, None for other buttons."""
        word, _, place = button.partition(":")
        at = int(place) if place.isdecimal() and int(place) < len(self.rows) else None
        match word, at:
            case "tambah", _:
                self.rows.append(dict.fromkeys(self.columns, ""))
                return len(self.rows) - 1
            case "hapus", int():
                del self.rows[at]
            case "naik", int() if at > 0:
                _swap(self.rows, at, at - 1)
            case "turun", int() if at < len(self.rows) - 1:
                _swap(self.rows, at, at + 1)
        return None


def _swap(rows: MutableSequence[Row], one: int, other: int) -> None:
    rows[one], rows[other] = rows[other], rows[one]


class LimitsDraft(Draft):
    """How long each step may take."""

    columns = LIMIT

    @classmethod
    def of_table(cls, table: Any) -> Draft:
        """Plain stages in their order, then the narrowed ones."""
        rows = []
        for name, limit in sorted(table.items(), key=lambda item: (item[0] not in LIMITS, "")):
            [(unit, length)] = limit.items()
            values = (*parts(name), str(length), unit)
            rows.append(dict(zip(LIMIT, values, strict=True)))
        return cls(rows)

    def table(self) -> Any:
        """Raises Refused `usul.tenggat` for what is no number, and for the same stage twice."""
        found = {}
        for row in self.rows:
            name = key(row["what"], row["category"], row["urgency"])
            number = row["length"].isascii() and row["length"].isdecimal() and len(row["length"]) < 6
            if not number or row["unit"] not in {"days", "minutes"} or name in found:
                raise Refused("usul.tenggat")
            found[name] = {row["unit"]: int(row["length"])}
        return found


class CalendarDraft(Draft):
    """Working hours of each weekday, and the days the office is closed."""

    columns = HOLIDAY

    @classmethod
    def names_beside(cls) -> Sequence[str]:
        """One field for each weekday, and the hours as residents read them."""
        return (*(f"jam_{day}" for day in DAYS), "dibaca")

    @classmethod
    def of_table(cls, table: Any) -> Draft:
        """Hours as a person writes them."""
        rows = [
            {"day": day, "name": name, "estimated": "1" if estimated else ""}
            for day, name, estimated in table["holidays"]
        ]
        hours = {f"jam_{day}": ", ".join(table["hours"].get(day, ())) for day in DAYS}
        return cls(rows, hours | {"dibaca": table["read"]})

    def table(self) -> Any:
        """Raises Refused `usul.libur` for a day that is none."""
        try:
            days = [
                (date.fromisoformat(row["day"]).isoformat(), row["name"], row["estimated"] == "1")
                for row in self.rows
            ]
        except ValueError:
            raise Refused("usul.libur") from None
        hours = {day: _spans(self.beside[f"jam_{day}"]) for day in DAYS}
        return {
            "hours": {day: spans for day, spans in hours.items() if spans},
            "read": self.beside["dibaca"],
            "holidays": [list(one) for one in sorted(days)],
        }


def _spans(text: str) -> list[str]:
    """`07.30–12.00, 13.00–16.00` as the data write it."""
    plain = re.sub(r"\s*[-–—]\s*", "-", text.replace(".", ":"))
    return [span.strip() for span in re.split(r"[,;]", plain) if span.strip()]


def clean(text: object) -> str:
    """One line, without spaces around it."""
    return " ".join(str(text).replace("\0", "").split())[:LONGEST]


DRAFTS: Mapping[RuleKind, type[Draft]] = {
    RuleKind.ROUTING: Draft,
    RuleKind.DEADLINES: LimitsDraft,
    RuleKind.CALENDAR: CalendarDraft,
}
