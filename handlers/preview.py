"""Prints every script as a page to review: each question with its choices, and when it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from handlers.heard import Heard, Hint
from handlers.script import Script
from handlers.scripts import SCRIPTS
from handlers.step import Scene, Step
from handlers.texts import Texts
from handlers.turn import Facts, Talk
from handlers.walk import Branch, branches


def page(facts: Facts, texts: Texts) -> str:
    """All scripts, as people of the Dinas would read them."""
    return "\n".join(line for name, script in SCRIPTS.items() for line in _script(name, script, facts, texts))


def _script(name: str, script: Script, facts: Facts, texts: Texts) -> Iterator[str]:
    ways = list(branches(script, facts))
    longest = max(len(way.questions) for way in ways)
    yield f"== {name}: {len(ways)} jalan, paling banyak {longest} pertanyaan =="
    shown: dict[str, None] = {}
    for way in ways:
        for text in _questions(name, way, facts, texts):
            shown.setdefault(text)
    yield from shown
    for outcome in dict.fromkeys(way.outcome for way in ways):
        key = f"{name}.selesai.{outcome}"
        yield f"= {outcome}" + (f"\n  {texts[key]}" if key in texts else "")
    yield ""


def _questions(name: str, way: Branch, facts: Facts, texts: Texts) -> Iterator[str]:
    told: dict[str, str] = {}
    passed: list[Step] = []
    for step, answer in way.steps:
        if not isinstance(step, Heard | Hint):
            scene = Scene(Talk("contoh", name), texts, facts, dict(told), tuple(passed))
            body, options = step.question(scene)
            listed = "".join(f"\n    {n}. {option.title}" for n, option in enumerate(options, 1))
            if step.name == "periksa":
                body, listed = texts[f"{name}.periksa.tanya"], ""
            yield f"[{step.name}]\n  " + body.replace("\n", "\n  ") + listed
        if not isinstance(step, Hint):
            passed.append(step)
            told[step.name] = answer
