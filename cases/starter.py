"""Starter data of one office: cases/starter/<office>/*.yml brought in where they are missing.

Another office is another folder, no code. What officers changed later is never overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import holidays as public_holidays
import yaml
from sqlalchemy import Connection, Table, func, insert, select

from . import areas
from .agencies import Programme, all_categories, catalogue, read_setting
from .calendar import hours_of
from .dialects import insert_new
from .errors import ConfigError
from .ids import new_id
from .models import agencies, categories, holidays, programmes, routing_rules, settings
from .rule_tables import RuleKind, version_of
from .rules import Confidentiality

FOLDER = Path(__file__).parent / "starter"
_ESTIMATED = "perkiraan"
"""How the package `holidays` marks a day of the moon that is not announced yet."""


@dataclass(frozen=True, slots=True)
class OfficeData:
    """What the talk needs of the office's data, as plain values."""

    categories: Mapping[str, str]
    """Code -> name, in the order they are shown."""
    secret: frozenset[str]
    """Codes of the categories that are secret from the first word."""
    groups: Mapping[str, tuple[str, ...]]
    programmes: tuple[Programme, ...]
    emergency_numbers: tuple[tuple[str, str], ...]
    """(number, what for)."""
    hours: str
    """Office hours as a sentence part."""


def office_data(tx: Connection) -> OfficeData:
    """What is in the database now."""
    numbers = read_setting(tx, "emergency_numbers") or []
    groups = read_setting(tx, "groups") or {}
    known = all_categories(tx)
    return OfficeData(
        categories={category.code: category.name for category in known},
        secret=frozenset(one.code for one in known if one.confidentiality == Confidentiality.SECRET),
        programmes=tuple(catalogue(tx)),
        groups={name: tuple(codes) for name, codes in groups.items()},
        emergency_numbers=tuple((number, what) for number, what in numbers),
        hours=read_setting(tx, "hours_read") or "",
    )


def load(tx: Connection, starter: str, regions: Path, office: str, now: datetime) -> None:
    """Bring in what is missing: places, agencies, categories, routing, calendar, programmes.

    `starter` names a folder of cases/starter, `regions` holds the region CSV files, `office` is the region
    code. Raises ConfigError for data that cannot work.
    """
    data = _Files(FOLDER / starter)
    areas.load(tx, regions, office)
    _add(tx, agencies, data.rows("agencies"), now)
    _add(tx, categories, _numbered(data.rows("categories")), now)
    _load_routing(tx, data, now)
    _load_settings(tx, data, now)
    _load_holidays(tx, data, now)
    _add(tx, programmes, data.rows("programmes"), now)


class _Files:
    """The YAML files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> Any:
        """The content of one file. Raises ConfigError when it cannot be read."""
        path = self.folder / f"{name}.yml"
        try:
            return yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise ConfigError(f"{path}: cannot be read ({type(error).__name__})") from None

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """A file that is a list."""
        content = self.read(name)
        if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
            raise ConfigError(f"{self.folder / name}.yml: must be a list of rows")
        return content


def _add(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Insert what has no row with the same unique key."""
    if not rows:
        return
    tx.execute(insert_new(tx, table), [{"id": new_id(now), **row} for row in rows])


def _numbered(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [{**row, "position": position} for position, row in enumerate(rows)]


def _load_routing(tx: Connection, data: _Files, now: datetime) -> None:
    """Only into an empty table: a rule an officer removed does not come back."""
    if tx.scalars(select(func.count()).select_from(routing_rules)).one():
        return
    known: dict[str, UUID] = dict(tx.execute(select(agencies.c.code, agencies.c.id)).all())
    rows = []
    for position, row in enumerate(data.rows("routing")):
        if row.get("agency") not in known:
            raise ConfigError(f"{data.folder}/routing.yml: there is no agency called {row.get('agency')}")
        rule = {name: value for name, value in row.items() if name != "agency"}
        fields = {"area": "", "urgency": "", "kind": "", **rule}
        rows.append({"id": new_id(now), "position": position, "agency_id": known[row["agency"]], **fields})
    everywhere = {r["category"] for r in rows if not (r["area"] or r["urgency"] or r["kind"])}
    missing = [category.code for category in all_categories(tx) if category.code not in everywhere]
    if missing:
        raise ConfigError(f"{data.folder}/routing.yml: no general rule for {', '.join(missing)}")
    tx.execute(insert(routing_rules), rows)


def _load_settings(tx: Connection, data: _Files, now: datetime) -> None:
    office = data.read("office")
    try:
        hours_of(office["jam_kerja"])
        values = {
            "timezone": office["zona_waktu"],
            "working_hours": office["jam_kerja"],
            "hours_read": office["jam_kerja_dibaca"],
            "emergency_numbers": office["nomor_darurat"],
            "deadlines": office["tenggat"],
            "note": office["keterangan"],
            "groups": data.read("groups"),
        }
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"{data.folder}/office.yml: {error} is missing or wrong") from None
    _add(tx, settings, [{"name": name, "value": value} for name, value in values.items()], now)


def _load_holidays(tx: Connection, data: _Files, now: datetime) -> None:
    """National ones of this and the next year, days off by decree, and those of the region."""
    known = public_holidays.country_holidays(
        "ID", years=(now.year, now.year + 1), language="id", categories=("public", "government")
    )
    rows: list[dict[str, Any]] = [
        {"day": day, "name": name, "estimated": _ESTIMATED in name} for day, name in known.items()
    ]
    regional = data.read("office").get("libur_daerah", [])
    rows += [{"day": day["tanggal"], "name": day["nama"], "estimated": False} for day in regional]
    if read_setting(tx, version_of(RuleKind.CALENDAR)):  # people decided about the years that are there
        years = {day.year for day in tx.scalars(select(holidays.c.day))}
        rows = [row for row in rows if row["day"].year not in years]
    _add(tx, holidays, rows, now)
