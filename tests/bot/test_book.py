"""The book holds every script, every question with its ways, and every conversation of the tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands import preview
from handlers import book
from handlers import texts as files
from handlers.places import PlaceList
from handlers.scripts import SCRIPTS
from handlers.turn import Facts
from nlu.places import Gazetteer
from tests.office import REGIONS, ROOT


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    facts = Facts(
        office="SLRT Contoh",
        places=PlaceList(Gazetteer.for_regency(REGIONS, "32.09")),
        categories={"kesehatan": "Kesehatan", "penyimpangan": "Pungutan", "di_luar_slrt": "Hal lain"},
        secret=frozenset({"penyimpangan"}),
        groups={"kesehatan": ("kesehatan",), "lain": ("penyimpangan", "di_luar_slrt")},
    )
    return preview.write(tmp_path_factory.mktemp("buku"), facts, files.load(ROOT / "texts")).parent


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_question_of_a_script_leads_somewhere(name: str, written: Path) -> None:
    page = (written / f"{name}.html").read_text(encoding="utf-8")
    ids, links = set(re.findall(r'id="(\w+)"', page)), set(re.findall(r'href="#(\w+)"', page))

    assert ids
    assert links <= ids
    assert "selesai" in page


def test_every_conversation_stands_in_the_book(written: Path) -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in written.glob("*.html"))
    titles = [book.example(p.read_text(encoding="utf-8"), {}).title for p in preview.EXAMPLES.glob("*.txt")]

    missing = [title for title in titles if title.replace('"', "&#34;") not in pages]
    assert (missing, len(titles) > 30) == ([], True)
