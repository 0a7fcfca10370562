"""Region tables of `idn-area-data`: four CSV files with dotted Kemendagri codes (DOMAIN.md section 9).

The data are ODbL 1.0 and are not part of this repository; set-up copies them into a folder that git ignores.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .meaning import Place

_OWN_WORDS = ("Kabupaten ", "Kota ")


@dataclass(frozen=True, slots=True)
class Region:
    """One row of the CSV files; `parent` is the code one level up, empty for a province."""

    code: str
    parent: str
    name: str


@dataclass(frozen=True, slots=True)
class Regions:
    """All rows of the four files, in the order of the files."""

    provinces: tuple[Region, ...]
    regencies: tuple[Region, ...]
    districts: tuple[Region, ...]
    villages: tuple[Region, ...]


def read_csv(folder: Path) -> Regions:
    """Read provinces.csv, regencies.csv, districts.csv and villages.csv of `folder`.

    Raises OSError when a file is missing and KeyError when a column is.
    """
    return Regions(
        tuple(_rows(folder / "provinces.csv", "")),
        tuple(_rows(folder / "regencies.csv", "province_code")),
        tuple(_rows(folder / "districts.csv", "regency_code")),
        tuple(_rows(folder / "villages.csv", "district_code")),
    )


def _rows(path: Path, parent_column: str) -> Iterator[Region]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Region(row["code"], row[parent_column] if parent_column else "", row["name"])


def places_of(regions: Regions, regency: str) -> list[Place]:
    """The office's own area, `regency` being its code ("32.09"): the regency, its districts, its villages.

    Raises LookupError when no regency has that code.
    """
    own = [r for r in regions.regencies if r.code == regency]
    if not own:
        raise LookupError(f"no regency with code {regency}")
    districts = {r.code: r.name for r in regions.districts if r.parent == regency}
    places = [Place(own[0].code, "regency", own[0].name)]
    places += [Place(code, "district", name) for code, name in districts.items()]
    places += [
        Place(r.code, "village", r.name, districts[r.parent])
        for r in regions.villages
        if r.parent in districts
    ]
    return places


def names_elsewhere(regions: Regions, regency: str) -> list[str]:
    """Names of all other regencies, with their "Kabupaten" or "Kota"."""
    return [r.name for r in regions.regencies if r.code != regency]


def districts_elsewhere(regions: Regions, regency: str) -> dict[str, str]:
    """Kecamatan that exist once in the country, outside `regency`: name -> "Name, Kabupaten ..."."""
    regencies = {r.code: r.name for r in regions.regencies}
    seen: dict[str, list[Region]] = {}
    for district in regions.districts:
        seen.setdefault(district.name, []).append(district)
    return {
        name: f"{name}, {regencies[rows[0].parent]}"
        for name, rows in seen.items()
        if len(rows) == 1 and rows[0].parent != regency
    }


def districts_by_regency(regions: Regions, regency: str) -> dict[str, frozenset[str]]:
    """Name of each kecamatan outside `regency` -> the regencies that have one of that name."""
    regencies = {r.code: r.name for r in regions.regencies}
    found: dict[str, set[str]] = {}
    for district in regions.districts:
        if district.parent != regency:
            found.setdefault(district.name, set()).add(regencies[district.parent])
    return {name: frozenset(names) for name, names in found.items()}


def bare(name: str) -> str:
    """A regency's name without "Kabupaten" or "Kota"."""
    for word in _OWN_WORDS:
        if name.startswith(word):
            return name.removeprefix(word)
    return name
