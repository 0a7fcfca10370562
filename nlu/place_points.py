"""Points: which villages lie near a pin somebody sent.

The region data have no coordinates. An office that has them (its own GIS, or the village points of BIG) lays a file
`points.csv` with the columns code, lat, lon beside the other tables; without it a pin is kept and names no village.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from pathlib import Path

FARTHEST = 10.0
"""Kilometres: villages farther away than this are no candidates."""
_RADIUS = 6371.0


class BadPoints(ValueError):
    """points.csv cannot be used; says which line is wrong."""


class Points:
    """Where villages are."""

    def __init__(self, at: Mapping[str, tuple[float, float]]) -> None:
        """`at`: region code -> (latitude, longitude) of a point in the village, in degrees."""
        self._at = dict(at)

    @classmethod
    def read(cls, folder: Path) -> Points:
        """The points of `folder`/points.csv; none when there is no such file. Raises BadPoints."""
        path = folder / "points.csv"
        return cls(_rows(path) if path.is_file() else {})

    def near(self, lat: float, lon: float, limit: int = 3) -> list[str]:
        """Codes of the nearest villages, nearest first, at most `limit` and at most FARTHEST away."""
        away = sorted((_kilometres(lat, lon, *point), code) for code, point in self._at.items())
        return [code for distance, code in away[:limit] if distance <= FARTHEST]


def _rows(path: Path) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                lat, lon = float(row["lat"]), float(row["lon"])
            except (KeyError, TypeError, ValueError):
                raise BadPoints(f"{path}, line {number}: code, lat and lon are needed") from None
            if not (-90 <= lat <= 90 and -180 <= lon <= 180):
                raise BadPoints(f"{path}, line {number}: {lat}, {lon} is no point on earth")
            found[row["code"]] = (lat, lon)
    return found


def _kilometres(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Along the great circle (haversine)."""
    a, b = math.radians(lat), math.radians(to_lat)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(to_lon - lon) / 2) ** 2
    return 2 * _RADIUS * math.asin(math.sqrt(half))
