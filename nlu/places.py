"""Places in free text: the villages and districts of one office, misspelt and run together too.

Only the office's own area is proposed; a name that exists twice gives several likely finds; a place
elsewhere is recognised as elsewhere; an ordinary word alone is never a place (DOMAIN.md section 9).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process

from .lexicon import chat_forms, common_words
from .meaning import Band, Place, PlaceFound
from .place_elsewhere import Elsewhere
from .place_search import LIKELY_SCORE, SHORTEST_GLUED, PlaceSearch, district_of
from .place_words import (
    DIRECTIONS,
    DISTRICT_WORDS,
    FILLERS,
    GLUE,
    LANDMARKS,
    LEADS,
    NEVER_BARE,
    OFFICIALS,
    REGENCY_WORDS,
    SELF,
    VILLAGE_WORDS,
    WEAK_LEADS,
    Marker,
    is_denied,
    is_name_of_something,
    is_person,
    spans_from,
    squash,
)
from .regions import bare, districts_by_regency, districts_elsewhere, names_elsewhere, places_of, read_csv

EXACT_SCORE = 100.0
FAMILY_SCORE = 95.0
"""For names that begin with what was said, when none is exactly that."""
FAR_FAMILY_SCORE = 75.0
"""For the same beside an exact name: they count only when the district asks for them."""
SURE_SCORE = 88.0
"""Likeness in percent (rapidfuzz ratio) from which a misspelt name behind "desa" or "kec" is taken silently."""
SURE_LEAD = 5.0
"""Points the best misspelt candidate must be ahead of the next one."""
PAIRED_SCORE = 68.0
"""The same when the district is named too: there are only ten or so villages left."""
UNMARKED_SCORE = 86.0
"""Likeness for a misspelt name that only "dari" or "di" introduces."""
BEFORE_SCORE = 78.0
"""Likeness for words right before the name of their district."""
RARE_SCORE = 87.0
"""Likeness for a name that nothing introduces."""
RARE_LENGTH = 7
"""Letters of such a name; short ones are like too much."""
MOST_LIKELY = 5
"""More candidates than this are no help: the talk offers at most five (HOUSE.md section 6)."""

_LONGEST_TEXT = 6_000

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*|[^\s]|\n")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name at words [start, end): which places it can mean, how alike it is, and what introduced it."""

    start: int
    end: int
    candidates: tuple[tuple[Place, float], ...]
    marker: Marker = ""
    doubtful: bool = False
    """Nothing but its position says that it is a place."""


class Gazetteer:
    """The places of one office, ready to be found in a text. Immutable; a lookup takes well under 2 ms."""

    def __init__(
        self,
        places: Iterable[Place],
        elsewhere: Iterable[str] = (),
        districts_elsewhere: Mapping[str, str] | None = None,
        districts_of: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """`places`: the regency, its districts and villages. `elsewhere`: other regencies, "Kabupaten X" or "Kota X".

        `districts_elsewhere`: name of a kecamatan outside -> how to call it ("Lohbener, Kabupaten Indramayu").
        `districts_of`: name of a kecamatan outside -> the regencies that have one of that name.
        """
        self._by_code = {place.code: place for place in places}
        self._villages = _index(p for p in self._by_code.values() if p.level == "village")
        self._districts = _index(p for p in self._by_code.values() if p.level == "district")
        self._search = PlaceSearch(self._by_code, self._villages, self._districts)
        own = [p.name for p in self._by_code.values() if p.level == "regency"]
        self._own_bare = {squash(bare(name)) for name in own}
        self._outside = Elsewhere(
            elsewhere,
            districts_elsewhere or {},
            districts_of or {},
            self._own_bare,
            {*self._villages, *self._districts},
        )

    @classmethod
    def for_regency(cls, folder: Path, regency: str) -> Gazetteer:
        """The gazetteer of one regency ("32.09") from the CSV files of idn-area-data. Raises as `read_csv`."""
        regions = read_csv(folder)
        return cls(
            places_of(regions, regency),
            names_elsewhere(regions, regency),
            districts_elsewhere(regions, regency),
            districts_by_regency(regions, regency),
        )

    def places(self) -> list[Place]:
        """The regency, its districts and its villages."""
        return list(self._by_code.values())

    def by_code(self, code: str) -> Place | None:
        """The place with this dotted code."""
        return self._by_code.get(code)

    def villages_of(self, district_code: str) -> list[Place]:
        """Villages of a district, by name."""
        inside = [
            p for p in self._by_code.values() if p.level == "village" and district_of(p) == district_code
        ]
        return sorted(inside, key=lambda place: place.name)

    # --- free text ---------------------------------------------------------------------------------

    def find(self, text: str) -> tuple[PlaceFound, ...]:
        """Villages and districts named in a text. One `sure`, or several `likely` when it must be asked."""
        return _decided(self._resolved(self._all_mentions(self._words(text))))

    def elsewhere(self, text: str) -> str:
        """Name of a place outside the office's area, said to be home; empty when there is doubt."""
        return self._outside.named(self._words(text))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where in a text places of the area are named: (start, end) of each name, in order."""
        tokens = self._tokens(text)
        found = sorted(
            (m.start, m.end) for m in self._all_mentions([word for word, _, _ in tokens]) if m.candidates
        )
        return [(tokens[start][1], tokens[end - 1][2]) for start, end in found]

    def _words(self, text: str) -> list[str]:
        return [word for word, _, _ in self._tokens(text)]

    def _tokens(self, text: str) -> list[tuple[str, int, int]]:
        """Words and marks in small letters with where they stand; a marker run together with a name is parted from it."""
        parts: list[tuple[str, int, int]] = []
        for match in _WORD.finditer(text[:_LONGEST_TEXT]):
            word, start, end = match[0].lower(), match.start(), match.end()
            glued = GLUE.match(word)
            if glued and word not in common_words() and self._is_known(glued[1], glued[2]):
                parts += [(glued[1], start, start + glued.end(1)), (glued[2], start + glued.end(1), end)]
            else:
                parts.append((word, start, end))
        return parts

    def _is_known(self, marker: str, name: str) -> bool:
        names = self._districts if marker in DISTRICT_WORDS else self._villages
        key = squash(name)
        if key in names:
            return True
        return (
            len(key) > SHORTEST_GLUED
            and process.extractOne(key, names.keys(), scorer=fuzz.ratio, score_cutoff=SURE_SCORE) is not None
        )

    def _all_mentions(self, words: list[str]) -> list[_Mention]:
        mentions = self._mentions(words)
        mentions += self._before_districts(words, mentions)
        return mentions + self._among_rare_words(words, mentions)

    def _mentions(self, words: list[str]) -> list[_Mention]:
        found: list[_Mention] = []
        at = 0
        while at < len(words):
            mention = self._mention_at(words, at, found)
            if mention is None:
                at += 1
                continue
            if mention.candidates and not is_denied(words, at):
                found.append(mention)
            at = max(mention.end, at + 1)
        return found

    def _before_districts(self, words: list[str], mentions: list[_Mention]) -> list[_Mention]:
        """ "karangsuung karangsembung": the words right before a district are one of its villages, misspelt or not."""
        taken = {n for m in mentions if m.candidates for n in range(m.start, m.end)}
        found: list[_Mention] = []
        for mention in mentions:
            districts = {
                p.code for p, score in mention.candidates if p.level == "district" and score >= SURE_SCORE
            }
            end = mention.start - (mention.marker == "district")
            while end > 0 and words[end - 1] in "-,/":
                end -= 1
            if not districts or end - 1 in taken or (end and words[end - 1] in VILLAGE_WORDS):
                continue
            if best := self._ending(words, end, districts):
                found.append(best)
        return found

    def _ending(self, words: list[str], end: int, districts: set[str]) -> _Mention | None:
        """The village of these districts that the words up to `end` are most like."""
        best: _Mention | None = None
        for start in range(max(0, end - 3), end):
            spelt = words[start:end]
            key = squash("".join(spelt))
            if not all(word[0].isalpha() for word in spelt) or len(key) < SHORTEST_GLUED:
                continue
            hits = [
                (place, score)
                for name, score, _ in process.extract(
                    key,
                    self._villages.keys(),
                    scorer=fuzz.ratio,
                    score_cutoff=BEFORE_SCORE,
                    limit=MOST_LIKELY,
                )
                for place in self._villages[name]
                if district_of(place) in districts
            ]
            if len(spelt) == 1 and spelt[0] in common_words():  # "jalan rusak Sumber": only a name as it is
                hits = [hit for hit in hits if hit[1] == EXACT_SCORE and spelt[0] not in OFFICIALS]
            if hits and (best is None or hits[0][1] > best.candidates[0][1]):
                best = _Mention(start, end, tuple(hits))
        return best

    def _among_rare_words(self, words: list[str], mentions: list[_Mention]) -> list[_Mention]:
        """A misspelt name that nothing introduces: when no ordinary word is like it, it is worth a question."""
        if any(p.level == "village" for m in mentions for p, _ in m.candidates):
            return []
        taken = {n for m in mentions if m.candidates for n in range(m.start, m.end)}
        best: _Mention | None = None
        for at in range(len(words)):
            for end, key in spans_from(words, at)[:2]:
                spelt = words[at:end]
                if taken & set(range(at, end)) or len(key) < RARE_LENGTH or is_person(words, at):
                    continue
                if any(word in common_words() or word in chat_forms() or len(word) < 3 for word in spelt):
                    continue
                hit = process.extractOne(
                    key, self._villages.keys(), scorer=fuzz.ratio, score_cutoff=RARE_SCORE
                )
                if hit and (best is None or hit[1] > best.candidates[0][1]):
                    candidates = tuple((place, hit[1]) for place in self._villages[hit[0]])
                    best = _Mention(at, end, candidates, doubtful=True)
        return [best] if best else []

    def _mention_at(self, words: list[str], at: int, found: list[_Mention]) -> _Mention | None:
        word = words[at]
        if word in VILLAGE_WORDS:
            return self._marked(words, at, "village")
        if word in DISTRICT_WORDS:
            return self._marked(words, at, "district")
        if word in REGENCY_WORDS:
            return self._skipped_regency(words, at)
        if word in OFFICIALS:
            return self._of_official(words, at, OFFICIALS[word])
        return self._unmarked(words, at, found)

    def _marked(self, words: list[str], at: int, marker: Marker) -> _Mention | None:
        """A name behind "desa" or "kec": exact, then the beginning of names, then misspelt."""
        start = at + 1
        skipped = False
        while start < len(words) and words[start] in FILLERS:
            skipped = skipped or words[start].isalpha()
            start += 1
        names = self._villages if marker == "village" else self._districts
        windows = spans_from(words, start)
        for end, key in reversed(windows):
            if key in names and not (skipped and key in common_words()):
                exact = tuple((p, EXACT_SCORE) for p in names[key])
                return _Mention(
                    start, end, exact + self._family(words[start:end], key, marker, FAR_FAMILY_SCORE), marker
                )
        longer = self._misspelt(words, start, windows[1:], marker, SURE_SCORE)
        if longer:
            return longer
        for end, key in reversed(windows):
            family = self._family(words[start:end], key, marker, FAMILY_SCORE)
            if family:
                return _Mention(start, end, family, marker)
        return self._misspelt(words, start, windows, marker, SURE_SCORE if skipped else PAIRED_SCORE)

    def _family(
        self, typed: list[str], key: str, marker: Marker, score: float
    ) -> tuple[tuple[Place, float], ...]:
        """Villages whose name goes on: "desa gegesik" means one of Gegesik Lor, Wetan, Kulon, Kidul."""
        if marker != "village" or len(key) < SHORTEST_GLUED:
            return ()
        size = len(typed)
        family = [
            place
            for name, places in self._villages.items()
            if name.startswith(key) and name != key
            for place in places
            if squash("".join(place.name.split()[:size])) == key
        ]
        return tuple((place, score) for place in family)

    def _misspelt(
        self, words: list[str], start: int, windows: list[tuple[int, str]], marker: Marker, cutoff: float
    ) -> _Mention | None:
        names = self._villages if marker == "village" else self._districts
        best: _Mention | None = None
        for end, key in windows:
            if len(key) < SHORTEST_GLUED or (end - start == 1 and words[start] in common_words()):
                continue
            hits = process.extract(
                key, names.keys(), scorer=fuzz.ratio, score_cutoff=cutoff, limit=MOST_LIKELY
            )
            candidates = tuple((place, score) for name, score, _ in hits for place in names[name])
            if candidates and (best is None or candidates[0][1] > best.candidates[0][1]):
                best = _Mention(start, end, candidates, marker)
        return best

    def _skipped_regency(self, words: list[str], at: int) -> _Mention | None:
        """The name of a regency is not taken for a village ("kab cirebon", "kota depok")."""
        for end, key in reversed(spans_from(words, at + 1)):
            if key in self._own_bare or self._outside.knows(key):
                return _Mention(at, end, ())
        return None

    def _of_official(self, words: list[str], at: int, marker: Marker) -> _Mention | None:
        """ "kuwu matangaji", "puskesmas sumber": exact names only, and worth a question only."""
        names = self._villages if marker == "village" else self._districts
        for end, key in reversed(spans_from(words, at + 1)):
            if key in names and words[at + 1] not in common_words() | {"desa"}:
                return _Mention(at + 1, end, tuple((p, EXACT_SCORE) for p in names[key]), doubtful=True)
        return None

    def _unmarked(self, words: list[str], at: int, found: list[_Mention]) -> _Mention | None:
        if not words[at][0].isalpha():
            return None
        if is_name_of_something(words, at):
            return self._landmark(words, at)
        for end, key in reversed(spans_from(words, at)):
            places = (*self._villages.get(key, ()), *self._districts.get(key, ()))
            if not places or len(key) < SHORTEST_GLUED - 1:
                continue
            if end - at == 1 and words[at] in common_words():
                return self._common(words, at, places, found)
            if is_person(words, at):
                return _Mention(at, end, ())
            if end - at == 1 and end < len(words) and words[end] in DIRECTIONS:
                longer = self._misspelt(words, at, spans_from(words, at)[1:2], "village", SURE_SCORE)
                if longer:
                    return replace(longer, marker="")
            return _Mention(at, end, tuple((p, EXACT_SCORE) for p in places))
        return self._unmarked_misspelt(words, at)

    def _landmark(self, words: list[str], at: int) -> _Mention | None:
        """ "pasar jungjang", "pabrik tegal karang": what people find their way by; worth a question, never more."""
        if words[at - 1] not in LANDMARKS:
            return None
        for end, key in reversed(spans_from(words, at)):
            places = (*self._villages.get(key, ()), *self._districts.get(key, ()))
            if places and not (end - at == 1 and words[at] in common_words() - {"sumber"}):
                return _Mention(at, end, tuple((p, EXACT_SCORE) for p in places), doubtful=True)
        return None

    def _common(
        self, words: list[str], at: int, places: tuple[Place, ...], found: list[_Mention]
    ) -> _Mention | None:
        """An ordinary word is a place only behind "warga", "tinggal di", or as the district of the village before it."""
        candidates = tuple((p, EXACT_SCORE) for p in places)
        if found and at - found[-1].end <= 1:
            districts = {district_of(p) for p, _ in found[-1].candidates if p.level == "village"}
            if any(p.code in districts for p in places):
                return _Mention(at, at + 1, tuple(c for c in candidates if c[0].level == "district"))
        if words[at] in NEVER_BARE:
            return None
        lead = words[at - 1] in LEADS if at else len(words) == 1
        far_lead = at > 1 and words[at - 1] in WEAK_LEADS and words[at - 2] in LEADS | SELF
        return _Mention(at, at + 1, candidates, doubtful=True) if lead or far_lead else None

    def _unmarked_misspelt(self, words: list[str], at: int) -> _Mention | None:
        """A misspelt name right behind "dari" or "di": worth a question, never more."""
        if not at or (words[at - 1] not in WEAK_LEADS and words[at - 1] not in LEADS):
            return None
        windows = [w for w in spans_from(words, at)[:2] if len(w[1]) > SHORTEST_GLUED + 1]
        markers: tuple[Marker, Marker] = ("village", "district")
        for marker in markers:
            mention = self._misspelt(words, at, windows, marker, UNMARKED_SCORE)
            if mention:
                return replace(mention, marker="", doubtful=True)
        return None

    # --- deciding ----------------------------------------------------------------------------------

    def _resolved(self, mentions: list[_Mention]) -> list[PlaceFound]:
        """The finds of every mention; a district that only says where a village lies is left out."""
        judged: list[list[PlaceFound]] = []
        for mention in mentions:
            others = {
                p.code
                for m in mentions
                if m is not mention
                for p, s in m.candidates
                if p.level == "district" and _good(m, s)
            }
            judged.append(self._judged(mention, others))
        villages = [f for finds in judged for f in finds if f.place.level == "village"]
        districts = [
            find
            for at, finds in enumerate(judged)
            for find in finds
            if find.place.level == "district" and not _implied(find, judged[:at] + judged[at + 1 :])
        ]
        return villages + districts

    def _judged(self, mention: _Mention, districts: set[str]) -> list[PlaceFound]:
        """What one mention means, given the districts named by the others."""
        paired = [
            (p, s) for p, s in mention.candidates if p.level == "village" and district_of(p) in districts
        ]
        if paired:
            best = max(score for _, score in paired)
            return _banded([c for c in paired if c[1] >= best - SURE_LEAD], sure=best >= LIKELY_SCORE)
        wanted = [(p, s) for p, s in mention.candidates if s >= LIKELY_SCORE]
        if mention.marker == "village" and districts:
            return _banded(wanted, sure=False)  # the village does not lie in the district that was named
        if not wanted:
            return []
        best = max(score for _, score in wanted)
        near = [c for c in wanted if c[1] > best - SURE_LEAD]
        return _banded(near, sure=best >= SURE_SCORE and not mention.doubtful)

    # --- a whole answer ----------------------------------------------------------------------------

    def search(
        self, query: str, limit: int = 5, *, level: Literal["village", "district"] = "village"
    ) -> list[Place]:
        """Places for an answer that is a name ("matangaji", "matang aji kec sumber"), best first, at most `limit`."""
        return self._search.best(self._words(query), limit, level)


def _index(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    names: dict[str, tuple[Place, ...]] = {}
    for place in places:
        key = squash(place.name)
        names[key] = (*names.get(key, ()), place)
    return names


def _implied(district: PlaceFound, others: list[list[PlaceFound]]) -> bool:
    """Whether another mention is a village of this district."""
    return any(
        f.place.level == "village" and district_of(f.place) == district.place.code
        for finds in others
        for f in finds
    )


def _good(mention: _Mention, score: float) -> bool:
    """Whether a mention of a district may decide between villages."""
    return score >= (LIKELY_SCORE if mention.marker == "district" else UNMARKED_SCORE)


def _banded(candidates: list[tuple[Place, float]], *, sure: bool) -> list[PlaceFound]:
    band: Band = "sure" if sure and len(candidates) == 1 else "likely"
    ranked = sorted(candidates, key=lambda c: (-c[1], c[0].code))
    return [PlaceFound(place, band) for place, _ in ranked[:MOST_LIKELY]]


def _decided(found: list[PlaceFound]) -> tuple[PlaceFound, ...]:
    """One find per place, the better band kept; two different sure villages are a question."""
    best: dict[str, PlaceFound] = {}
    for find in found:
        if find.place.code not in best or find.band == "sure":
            best[find.place.code] = find
    sure = [f for f in best.values() if f.band == "sure" and f.place.level == "village"]
    if len(sure) == 1:
        return tuple(
            f for f in best.values() if f in sure or (f.place.level == "district" and f.band == "sure")
        )
    if len(sure) > 1:
        return tuple(replace(f, band="likely") for f in best.values())
    return tuple(best.values())
