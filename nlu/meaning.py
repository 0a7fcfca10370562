"""Meaning: what understanding found in one message, as plain values for the rooms above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Band = Literal["sure", "likely", "weak"]
"""How far a find may be trusted: taken silently and read back / asked with two or three buttons / not used."""

Crisis = Literal["", "violence", "self_harm", "life_danger"]
"""Danger that needs help at once; empty: none."""

Relation = Literal["", "self", "family", "neighbour", "group"]
"""For whom help is wanted, seen from the writer; empty: not said."""
RELATIONS: tuple[Relation, ...] = ("self", "family", "neighbour", "group")

Source = Literal["code", "model", "model+code"]

REPORT = "report"
"""The intent of a message that tells of a need; which one stands in `Meaning.category`."""

CATEGORIES = (
    "bansos",
    "data_dtsen",
    "kesehatan",
    "adminduk",
    "pendidikan",
    "perumahan",
    "disabilitas",
    "lansia",
    "anak",
    "kekerasan",
    "odgj",
    "ppks",
    "ketenagakerjaan_usaha",
    "bencana",
    "air_sanitasi",
    "pangan",
    "energi_subsidi",
    "penyimpangan",
    "di_luar_slrt",
)
"""The nineteen codes of DOMAIN.md section 3; each is also the model's label for a message about it."""

TURN_INTENTS = (
    "agree",
    "refuse",
    "cancel",
    "back",
    "menu",
    "status",
    "help",
    "human",
    "thanks",
    "greet",
    "goodbye",
    "add_info",
    "correct",
    "withdraw",
    "own_data",
    "complain_bot",
    "ask_cost",
    "emergency",
    "other",
)
"""The model's labels for what a message does in a talk; `other` is chat, spam and insults."""


@dataclass(frozen=True, slots=True)
class Place:
    """One area of the region table as the talk needs it."""

    code: str
    """Dotted Kemendagri code: 32.09 regency, 32.09.17 district, 32.09.17.2001 village."""
    level: Literal["regency", "district", "village"]
    name: str
    district: str = ""
    """Name of the kecamatan a village lies in; empty for the upper levels."""


@dataclass(frozen=True, slots=True)
class PlaceFound:
    """A place named in a text; several with band `likely` mean that the name is ambiguous."""

    place: Place
    band: Band


@dataclass(frozen=True, slots=True)
class Guess:
    """What the Rasa service says about one text: every label with its probability, best first."""

    ranking: tuple[tuple[str, float], ...]
    traits: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """danger (violence, self_harm, life_danger, none), whom (self, family, neighbour, group, nobody), pace (urgent,
    calm): each value's probability; a trait the service does not know is left out."""


@dataclass(frozen=True, slots=True)
class Found:
    """What code alone reads in a text, exact things only; empty values mean "not said"."""

    places: tuple[PlaceFound, ...] = ()
    elsewhere: str = ""
    """Name of a place outside the office's area, when one is named beyond doubt."""
    rt: str = ""
    rw: str = ""
    nik: str = ""
    broken_nik: str = ""
    """Sixteen digits, or nearly, that cannot be a NIK (DOMAIN.md section 9)."""
    kk: str = ""
    phones: tuple[str, ...] = ()
    """E.164 without the plus sign."""
    case_number: str = ""
    """Canonical form, `SLRT 7K4M-9XQ2-C`."""
    name: str = ""
    """Name of the person to be helped, without title."""
    relation: Relation = ""
    relation_word: str = ""
    """As said: ibu, anak, tetangga ..."""
    programmes: tuple[str, ...] = ()
    """Codes of programmes named: pkh, bpnt, pbi_jk, pip ..."""
    amounts: tuple[int, ...] = ()
    """Rupiah."""
    since: str = ""
    """As said: "3 bulan", "dari lebaran"."""
    urgency: Literal["", "urgent", "emergency"] = ""
    kind: Literal["", "question", "suggestion", "complaint", "need", "participation", "data_update"] = ""
    crisis: Crisis = ""
    accuses: bool = False
    """Somebody in office is accused of taking, cutting or withholding."""
    words: int = 0
    """How many words the text has."""
    keywords: tuple[tuple[str, float], ...] = ()
    """Categories by keyword, best first: the understanding that is left when the service is not there."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """The whole understanding of one message: the service's guess and the finds of code together."""

    intent: str = ""
    """`report`, one of TURN_INTENTS, or empty when nothing is known."""
    confidence: float = 0.0
    category: str = ""
    category_confidence: float = 0.0
    band: Band = "weak"
    """How far `category` may be trusted."""
    alternatives: tuple[str, ...] = ()
    """Two or three categories to offer, best first; the first is `category`."""
    also: tuple[str, ...] = ()
    """Further needs in the same story."""
    guessed: frozenset[str] = frozenset()
    """Fields of `found` that are the service's guess from the whole story (relation, urgency): good for a story,
    no answer to a question."""
    ranking: tuple[str, ...] = ()
    """Every category with a chance, best first; for measuring and for menus."""
    found: Found = field(default_factory=Found)
    source: Source = "code"

    def as_json(self) -> Mapping[str, Any]:
        """The object `python -m bot understand` prints; its keys are a contract (README)."""
        found = self.found
        entities: dict[str, Any] = {
            "places": [
                {
                    "code": p.place.code,
                    "level": p.place.level,
                    "name": p.place.name,
                    "district": p.place.district,
                    "band": p.band,
                }
                for p in found.places
            ],
            "elsewhere": found.elsewhere,
            "rt": found.rt,
            "rw": found.rw,
            "nik": found.nik,
            "broken_nik": found.broken_nik,
            "kk": found.kk,
            "phones": list(found.phones),
            "case_number": found.case_number,
            "name": found.name,
            "relation": found.relation,
            "relation_word": found.relation_word,
            "programmes": list(found.programmes),
            "amounts": list(found.amounts),
            "since": found.since,
            "crisis": found.crisis,
            "accuses": found.accuses,
        }
        return {
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "category": self.category,
            "band": self.band,
            "category_confidence": round(self.category_confidence, 4),
            "alternatives": list(self.alternatives),
            "also": list(self.also),
            "kind": found.kind,
            "urgency": found.urgency or "normal",
            "entities": {key: value for key, value in entities.items() if value not in ("", [], False)},
            "source": self.source,
        }
