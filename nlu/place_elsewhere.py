"""Places outside the office's area: recognised as such, so that a person is told where to turn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from .lexicon import common_words
from .place_words import AWAY, DISTRICT_WORDS, NOT, REGENCY_WORDS, spans_from, speaks_of_home, squash
from .regions import bare


class Elsewhere:
    """All regencies but the office's own, and the districts that are called like no other."""

    def __init__(
        self,
        regencies: Iterable[str],
        districts: Mapping[str, str],
        districts_of: Mapping[str, Collection[str]],
        own_bare: Collection[str],
        own_places: Collection[str],
    ) -> None:
        """`districts`: name that exists once -> how to call it. `districts_of`: name -> regencies that have one.

        `own_bare`, `own_places`: squashed names of the office's regency and of its villages and districts.
        """
        self._full = {squash(name): name for name in regencies}
        self._bare = _bare_names(self._full.values(), own_bare)
        self._districts = {squash(name): called for name, called in districts.items()}
        self._districts_of = {squash(name): (name, of) for name, of in districts_of.items()}
        self._own_bare, self._own_places = own_bare, own_places

    def knows(self, key: str) -> bool:
        """Whether a squashed name is that of another regency."""
        return key in self._bare

    def named(self, words: list[str]) -> str:
        """What to call the place outside that is said to be home; empty when there is none or doubt."""
        for at, word in enumerate(words):
            before = words[max(0, at - 3) : at]
            if pair := self._district_with_regency(words, at):
                return pair
            if any(w in AWAY or w in NOT for w in before):
                continue
            if word in REGENCY_WORDS:
                called = self._regency_behind_its_word(words, at)
            elif word in DISTRICT_WORDS:
                called = self._district(words, at)
            else:
                called = self._regency_alone(words, at)
            if called:
                return called
        return ""

    def _regency_behind_its_word(self, words: list[str], at: int) -> str:
        for _, key in reversed(spans_from(words, at + 1)):
            kind = "kota" if words[at] == "kota" else "kabupaten"
            full = self._full.get(kind + key)
            if full:
                return full
            if key in self._own_bare:
                return ""
            if key in self._bare:
                return self._bare[key]
        return ""

    def _district(self, words: list[str], at: int) -> str:
        for _, key in reversed(spans_from(words, at + 1)):
            if key in self._own_places:
                return ""
            if key in self._districts:
                return self._districts[key]
        return ""

    def _district_with_regency(self, words: list[str], at: int) -> str:
        """ "juntinyuat indramayu": a district and its regency side by side leave no doubt which place it is."""
        for end, key in spans_from(words, at):
            name, regencies = self._districts_of.get(key, ("", ()))
            behind = end + (end < len(words) and words[end] in REGENCY_WORDS | {","})
            for _, other in spans_from(words, behind):
                for regency in regencies:
                    if other == squash(bare(regency)) and other not in self._own_bare:
                        return f"{name}, {regency}"
        return ""

    def _regency_alone(self, words: list[str], at: int) -> str:
        """ "saya tinggal di Bandung": a bare name counts when the words before it speak of home."""
        if words[at] in common_words() or not speaks_of_home(words, at):
            return ""
        for _, key in reversed(spans_from(words, at)):
            if key in self._own_places:
                return ""
            if key in self._bare:
                return self._bare[key]
        return ""


def _bare_names(full: Iterable[str], own: Collection[str]) -> dict[str, str]:
    """Squashed bare name -> what to call it: in full when it is one place, bare when it is kabupaten and kota."""
    seen: dict[str, list[str]] = {}
    for name in full:
        seen.setdefault(bare(name), []).append(name)
        if bare(name).startswith("Jakarta "):
            seen.setdefault("Jakarta", []).append("Jakarta")
    return {
        squash(short): names[0] if len(set(names)) == 1 else short
        for short, names in seen.items()
        if squash(short) not in own
    }
