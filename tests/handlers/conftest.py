"""What a test of the talk starts from: our sentences, the example office, a resident nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from handlers import texts as sentences
from handlers.places import PlaceList
from handlers.texts import Texts
from handlers.turn import Facts, Programme
from nlu.places import Gazetteer

ROOT = Path(__file__).resolve().parents[2]
STARTER = ROOT / "cases" / "starter" / "cirebon"


@pytest.fixture(scope="session")
def texts() -> Texts:
    """The sentences residents read."""
    return sentences.load(ROOT / "texts")


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """Six kecamatan."""
    return Gazetteer.for_regency(ROOT / "tests" / "wilayah", "32.09")


@pytest.fixture(scope="session")
def facts(gazetteer: Gazetteer) -> Facts:
    """The example office, as its starter data describe it."""
    categories = yaml.safe_load((STARTER / "categories.yml").read_text(encoding="utf-8"))
    groups = yaml.safe_load((STARTER / "groups.yml").read_text(encoding="utf-8"))
    return Facts(
        office="SLRT Kabupaten Cirebon (contoh)",
        places=PlaceList(gazetteer),
        categories={row["code"]: row["name"] for row in categories},
        programmes=tuple(
            Programme(
                row["code"],
                row["name"],
                row["category"],
                row["owner"],
                tuple(row["papers"]),
                row["place"],
                row["cost"],
            )
            for row in yaml.safe_load((STARTER / "programmes.yml").read_text(encoding="utf-8"))
        ),
        secret=frozenset(row["code"] for row in categories if row["confidentiality"] == "secret"),
        groups={name: tuple(codes) for name, codes in groups.items()},
        emergency_numbers=(("112", "semua keadaan darurat"), ("119", "ambulans")),
        hours="Senin-Kamis 07.30-16.00",
    )
