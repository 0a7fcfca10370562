"""The region tree of the office, from the CSV files of idn-area-data (ODbL): kab/kota, kecamatan, desa."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Select, func, select

from .dialects import among, insert_new
from .errors import ConfigError
from .models import areas

LEVELS = ("province", "regency", "district", "village")
"""By the number of dots in the code: 32, 32.09, 32.09.15, 32.09.15.2001."""


@dataclass(frozen=True, slots=True)
class Area:
    """One place."""

    code: str
    level: str
    name: str
    parent: str
    """Code of the place it lies in."""
    covered: bool
    """Does the office serve it?"""


def load(tx: Connection, folder: Path, office: str) -> int:
    """Bring the places of one kab/kota in, where they are missing. How many there are in the files.

    `folder` holds regencies.csv, districts.csv and villages.csv. Raises ConfigError when it does not, or
    when they do not know the office's code.
    """
    rows = [
        {"code": code, "level": level_of(code), "name": name, "parent": parent, "covered": True}
        for code, parent, name in _of_office(folder, office)
    ]
    if not any(row["code"] == office for row in rows):
        raise ConfigError(f"office.code: {office} is not in {folder / 'regencies.csv'}")
    known = tx.scalars(select(func.count()).select_from(areas).where(areas.c.code.like(f"{office}%"))).one()
    if known < len(rows):
        tx.execute(insert_new(tx, areas), rows)
    return len(rows)


def _of_office(folder: Path, office: str) -> Iterator[tuple[str, str, str]]:
    """(code, parent, name) of the kab/kota and of everything in it."""
    for name in ("regencies", "districts", "villages"):
        try:
            with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
                for code, parent, place in list(csv.reader(file))[1:]:
                    if code == office or code.startswith(f"{office}."):
                        yield code, parent, place
        except (OSError, ValueError) as error:
            raise ConfigError(f"{folder / name}.csv: cannot be read ({type(error).__name__})") from None


def level_of(code: str) -> str:
    """province, regency, district or village; empty for an empty code."""
    return LEVELS[code.count(".")] if code else ""


def by_code(tx: Connection, code: str) -> Area | None:
    """One place."""
    row = areas.c
    found = tx.execute(_all().where(row.code == code)).first()
    return Area(*found) if found else None


def inside(tx: Connection, parent: str) -> list[Area]:
    """The places directly inside another, by name."""
    row = areas.c
    return [Area(*found) for found in tx.execute(_all().where(row.parent == parent).order_by(row.name))]


def districts(tx: Connection) -> list[Area]:
    """Every kecamatan of the office, by name."""
    row = areas.c
    return [Area(*found) for found in tx.execute(_all().where(row.level == "district").order_by(row.name))]


def name_of(tx: Connection, code: str) -> str:
    """How people say it: "Matangaji, Kec. Sumber"; "Kec. Sumber"; the kab/kota's own name; or empty."""
    return names_of(tx, {code}).get(code, "")


def names_of(tx: Connection, codes: Collection[str]) -> dict[str, str]:
    """`name_of` for many codes; unknown ones are left out."""
    wanted = {part for code in codes if code for part in (code, code.rpartition(".")[0])}
    places = {
        one.code: one
        for one in (Area(*row) for row in tx.execute(_all().where(among(tx, areas.c.code, sorted(wanted)))))
    }
    return {code: _said(places[code], places) for code in codes if code in places}


def _said(place: Area, places: Mapping[str, Area]) -> str:
    match place.level:
        case "village" if place.parent in places:
            return f"{place.name}, Kec. {places[place.parent].name}"
        case "district":
            return f"Kec. {place.name}"
        case _:
            return place.name


def _all() -> Select[str, str, str, str, bool]:
    row = areas.c
    return select(row.code, row.level, row.name, row.parent, row.covered)
