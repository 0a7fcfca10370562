"""`preview`: the book of all conversations, a page for each script, for the people of the Dinas to read and correct."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
import yaml

from bot.config import ROOT, Settings
from cases.starter import FOLDER
from handlers import book, plain_words
from handlers import texts as sentences
from handlers.book import Example
from handlers.places import PlaceList
from handlers.texts import Texts
from handlers.turn import Facts
from nlu.places import Gazetteer

HERE = Path(__file__).resolve().parent / "book"
EXAMPLES = ROOT / "tests" / "percakapan"
"""Conversations that the tests hold word for word; an installation without them prints the book without examples."""


async def preview(settings: Settings) -> int:
    """Written from the office's starter data to <data>/buku; no database is opened. Says what the gate finds."""
    overlay = Path(settings.office.texts) if settings.office.texts else None
    texts = sentences.load(ROOT / "texts", overlay)
    written = write(settings.data / "buku", _facts(settings), texts)
    print(f"The book: {written}")
    for finding in plain_words.findings(texts):
        print(f"CARE {finding}")
    return 0


def write(folder: Path, facts: Facts, texts: Texts) -> Path:
    """All pages; the index."""
    folder.mkdir(parents=True, exist_ok=True)
    ends = book.outcomes(facts)
    examples = [
        book.example(path.read_text(encoding="utf-8"), ends) for path in sorted(EXAMPLES.glob("*.txt"))
    ]
    pages = book.pages(facts, texts)
    for page in pages:
        mine = [one for one in examples if page.name in one.scripts]
        _write(
            folder / f"{page.name}.html",
            "script.html",
            title=page.title,
            page=page,
            examples=mine,
            end=book.END,
        )
    counts = {page.name: sum(page.name in one.scripts for one in examples) for page in pages}
    others: list[Example] = [one for one in examples if not one.scripts]
    index = folder / "index.html"
    _write(
        index, "index.html", title=facts.office, office=facts.office, pages=pages, counts=counts,
        others=book.elsewhere(texts), examples=others, needs=list(facts.categories.values()),
    )  # fmt: skip
    return index


def _write(path: Path, template: str, **values: Any) -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined
    )
    path.write_text(environment.get_template(template).render(**values), encoding="utf-8")


def _facts(settings: Settings) -> Facts:
    folder = FOLDER / settings.office.starter
    categories = _read(folder / "categories.yml")
    office = _read(folder / "office.yml")
    return Facts(
        office=settings.office.name,
        places=PlaceList(Gazetteer.for_regency(settings.regions, settings.office.code)),
        categories={row["code"]: row["name"] for row in categories},
        secret=frozenset(row["code"] for row in categories if row["confidentiality"] == "secret"),
        groups={name: tuple(codes) for name, codes in _read(folder / "groups.yml").items()},
        emergency_numbers=tuple((str(n), what) for n, what in office["nomor_darurat"]),
    )


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
