"""Villages as people misspell them: generated from the names of whole regencies, found by the gazetteer.

Five regencies of different kinds; the same seed gives the same misspellings. What is measured is the answer to
"Desa mana?" (a name alone, and with its kecamatan) and a village named in a sentence.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nlu.meaning import Place
from nlu.places import Gazetteer

from .scores import Share, share

REGENCIES = {
    "32.09": "Kabupaten Cirebon",
    "36.73": "Kota Serang",
    "34.04": "Kabupaten Sleman",
    "35.74": "Kota Probolinggo",
    "32.76": "Kota Depok",
}
EACH = 500
"""Misspellings of each regency."""
_VOWELS = "aiueo"
_ALIKE = {
    "m": "n",
    "n": "m",
    "i": "e",
    "e": "i",
    "u": "o",
    "o": "u",
    "d": "t",
    "b": "p",
    "g": "k",
    "f": "p",
    "v": "p",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One regency."""

    name: str
    villages: int
    ambiguous: Share
    """Villages whose name another village of the regency has too."""
    exact: Share
    """Names as they are, with their kecamatan: the first candidate is right."""
    first: Share
    """Misspelt names: the first candidate is right (another village of the same name counts as right)."""
    three: Share
    """Among the first three."""
    in_a_sentence: Share
    """Misspelt behind "desa" with its kecamatan: found, taken or asked about."""
    wrong: Share
    """Of those, another village was taken silently."""
    median_ms: float
    slowest_ms: float
    """The 99th percentile of a lookup."""


def measured(gazetteer: Gazetteer, code: str, seed: int = 7) -> Found:
    """All villages as they are, and EACH misspellings of them."""
    chance = random.Random(seed)  # noqa: S311  test data, not a secret
    villages = [place for place in gazetteer.places() if place.level == "village"]
    names = [place.name.lower() for place in villages]
    times: list[float] = []
    exact = [
        _timed(times, gazetteer, f"{place.name} kec {place.district}")[:1] == [place] for place in villages
    ]
    first, three, sentence, wrong = [], [], [], []
    for _ in range(EACH):
        place = chance.choice(villages)
        spelt = misspelt(place.name, chance)
        hits = _timed(times, gazetteer, spelt)
        first.append(_among(place, hits[:1]))
        three.append(_among(place, hits[:3]))
        finds = gazetteer.find(
            f"saya dari desa {spelt} kec {place.district} mau lapor, bantuan saya belum cair"
        )
        sentence.append(_among(place, [find.place for find in finds]))
        wrong.append(
            any(
                find.band == "sure" and find.place.level == "village" and find.place != place
                for find in finds
            )
        )
    times.sort()
    return Found(
        REGENCIES.get(code, code),
        len(villages),
        share(names.count(name) > 1 for name in names),
        share(exact), share(first), share(three), share(sentence), share(wrong),
        times[len(times) // 2] * 1000,
        times[int(len(times) * 0.99)] * 1000,
    )  # fmt: skip


def _among(place: Place, hits: Sequence[Place]) -> bool:
    return any(hit.name == place.name for hit in hits)


def _timed(times: list[float], gazetteer: Gazetteer, text: str) -> list[Place]:
    began = time.perf_counter()
    hits = gazetteer.search(text, 5)
    times.append(time.perf_counter() - began)
    return hits


def misspelt(name: str, chance: random.Random) -> str:
    """A name with one or two of the faults people make; never the name itself."""
    spelt = name.lower()
    for _ in range(1 if len(spelt) < 8 else chance.choice((1, 1, 2))):
        spelt = chance.choice(_FAULTS)(spelt, chance)
    return spelt if _squeezed(spelt) != _squeezed(name) else _dropped(spelt, chance)


def _squeezed(name: str) -> str:
    return name.lower().replace(" ", "")


def _somewhere(name: str, chance: random.Random) -> int:
    """A letter that is not the first: that one is nearly always right."""
    return chance.choice([n for n in range(1, len(name)) if name[n].isalpha()] or [0])


def _dropped(name: str, chance: random.Random) -> str:
    at = _somewhere(name, chance)
    return name[:at] + name[at + 1 :]


def _doubled(name: str, chance: random.Random) -> str:
    at = _somewhere(name, chance)
    return name[:at] + name[at] + name[at:]


def _swapped(name: str, chance: random.Random) -> str:
    at = _somewhere(name, chance)
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if at else name


def _vowel(name: str, chance: random.Random) -> str:
    places = [n for n, letter in enumerate(name) if letter in _VOWELS]
    if not places:
        return _dropped(name, chance)
    at = chance.choice(places)
    return name[:at] + chance.choice(_VOWELS.replace(name[at], "")) + name[at + 1 :]


def _alike(name: str, chance: random.Random) -> str:
    places = [n for n, letter in enumerate(name) if letter in _ALIKE]
    if not places:
        return _dropped(name, chance)
    at = chance.choice(places)
    return name[:at] + _ALIKE[name[at]] + name[at + 1 :]


def _with_h(name: str, chance: random.Random) -> str:
    """ "Rawaurip" becomes "Rawahurip", "Kalibuntu" "Kalibunthu"."""
    at = _somewhere(name, chance)
    return name[:at] + "h" + name[at:]


_FAULTS: Sequence[Callable[[str, random.Random], str]] = (
    _dropped, _doubled, _swapped, _vowel, _alike, _with_h, lambda name, chance: name.replace(" ", ""),
)  # fmt: skip
