"""`lessons export`: reviewed lessons as training messages of this office, in its data folder.

Nothing trains by itself: the export is one step, `train` another, and both are an operator's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from bot.config import Settings
from bot.control import Lines, Say
from bot.house import House
from cases import audit
from cases import lessons as store
from cases.accounts import OPERATOR
from cases.lessons import Lesson

HEAD = "# Written by `python -m bot lessons export`: corrected stories, reviewed and masked. Not part of the program.\n"


async def lessons(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """Categories as Rasa's training file, places as lines for a test (audited)."""
    now = house.clock.now()
    await house.db.write(lambda tx: audit.record(tx, OPERATOR, "lessons_exported", "lessons:all", now))
    found = await house.db.read(lambda tx: store.accepted(tx, OPERATOR))
    waiting = await house.db.read(lambda tx: store.waiting_count(tx, OPERATOR))
    needs = [one for one in found if one.field == "category"]
    places = [one for one in found if one.field == "area"]
    await say(_write(house.settings, needs, places))
    await say(f"{waiting} lessons still wait for a reviewer (panel, Saya, Pelajaran bot).")
    return 0


def _write(settings: Settings, needs: Sequence[Lesson], places: Sequence[Lesson]) -> str:
    folder = settings.lessons
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    training, tests = folder / "pelajaran.yml", folder / "tempat.jsonl"
    if needs:
        training.write_text(HEAD + as_training(needs), encoding="utf-8")
    else:
        training.unlink(missing_ok=True)
    rows = ({"text": one.text, "understood": one.understood, "right": one.right} for one in places)
    tests.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return (
        f"{len(needs)} lessons about the need are in {training}, {len(places)} about a place in {tests}.\n"
        "`python -m bot train` learns from the first; nothing else does."
    )


def as_training(needs: Sequence[Lesson]) -> str:
    """Rasa's YAML, one block for each category."""
    by_category: dict[str, list[str]] = defaultdict(list)
    for one in needs:
        by_category[one.right].append(_safe(one.text))
    blocks = [
        f"- intent: {category}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for category, texts in sorted(by_category.items())
    ]
    return 'version: "3.1"\nnlu:\n' + "".join(blocks)


def _safe(text: str) -> str:
    """Brackets are Rasa's marks for entities; a message is one line."""
    return " ".join(text.translate(str.maketrans("[]{}", "()()")).split()).lstrip("-/ ")
