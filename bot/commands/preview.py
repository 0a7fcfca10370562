"""`preview`: every script as a page for the people of the Dinas to review."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.config import ROOT, Settings
from cases.starter import FOLDER
from handlers import preview as pages
from handlers import texts as sentences
from handlers.places import PlaceList
from handlers.turn import Facts
from nlu.places import Gazetteer


async def preview(settings: Settings) -> int:
    """Printed from the office's starter data; no database is opened."""
    folder = FOLDER / settings.office.starter
    overlay = Path(settings.office.texts) if settings.office.texts else None
    texts = sentences.load(ROOT / "texts", overlay)
    categories = _read(folder / "categories.yml")
    facts = Facts(
        office=settings.office.name,
        places=PlaceList(Gazetteer.for_regency(settings.regions, settings.office.code)),
        categories={row["code"]: row["name"] for row in categories},
        secret=frozenset(row["code"] for row in categories if row["confidentiality"] == "secret"),
        groups={name: tuple(codes) for name, codes in _read(folder / "groups.yml").items()},
        emergency_numbers=tuple((str(n), what) for n, what in _read(folder / "office.yml")["nomor_darurat"]),
    )
    print(pages.page(facts, texts))
    return 0


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))
