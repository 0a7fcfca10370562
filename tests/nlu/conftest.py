"""Understanding by code alone, over six kecamatan."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.client import NoGuesser
from nlu.places import Gazetteer
from nlu.understanding import Understanding

REGIONS = Path(__file__).resolve().parents[1] / "wilayah"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """Read once; it never changes."""
    return Gazetteer.for_regency(REGIONS, "32.09")


@pytest.fixture(scope="session")
def understanding(gazetteer: Gazetteer) -> Understanding:
    """As when the service is away."""
    return Understanding(gazetteer, NoGuesser())
