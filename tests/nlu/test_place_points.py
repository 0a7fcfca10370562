"""Villages near a pin, when an office has their coordinates; a pin without them names none."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.place_points import BadPoints, Points

HOME = (-6.7600, 108.4800)
AT = {
    "32.09.15.2001": (-6.7610, 108.4810),
    "32.09.15.2002": (-6.7700, 108.4900),
    "32.09.15.2003": (-6.7650, 108.4850),
    "32.09.15.2004": (-6.8000, 108.5000),
    "32.09.99.2001": (-7.5, 109.9),
}  # synthetic


def test_the_nearest_first_and_no_farther_than_a_walk() -> None:
    assert Points(AT).near(*HOME) == ["32.09.15.2001", "32.09.15.2003", "32.09.15.2002"]
    assert Points({"32.09.99.2001": AT["32.09.99.2001"]}).near(*HOME) == []


def test_a_file_beside_the_region_tables(tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text("code,lat,lon\n32.09.15.2001,-6.761,108.481\n", encoding="utf-8")

    assert Points.read(tmp_path).near(*HOME) == ["32.09.15.2001"]
    assert Points.read(tmp_path / "none").near(*HOME) == []


@pytest.mark.parametrize("row", ["32.09.15.2001,x,108", "32.09.15.2001,-6.7", "32.09.15.2001,-96,108"])
def test_a_line_that_is_none_is_named(row: str, tmp_path: Path) -> None:
    (tmp_path / "points.csv").write_text(f"code,lat,lon\n{row}\n", encoding="utf-8")

    with pytest.raises(BadPoints, match="line 2"):
        Points.read(tmp_path)
