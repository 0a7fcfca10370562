"""From the meaning of a message to proposals under the names of the steps they belong to (DECISIONS 5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from handlers import paste
from handlers.discreet import wish
from handlers.outside import place_for
from handlers.remarks import is_child
from handlers.turn import Inbound, Part, Proposal
from nlu.meaning import Found, Meaning

_NO_RELATION = frozenset({"saya", "keluarga", "tetangga", "warga"})
"""Words that say no more than the answer to "untuk siapa"."""
_FOR_WHOM = {"self": "saya", "family": "keluarga", "neighbour": "tetangga", "group": "kelompok"}


def texts_of(text: str) -> list[str]:
    """What is to be understood of a message: the whole of it, and each person of a pasted list by herself."""
    return [text, *(entry.text for entry in paste.people(text))]


def enrich(said: Inbound, meaning: Meaning, *parts: Meaning) -> Inbound:
    """The message with what understanding found in it: in the whole, then in each of its `texts_of`."""
    entries = paste.people(said.text) if parts else []
    return replace(
        said,
        parts=tuple(_part(entry, one) for entry, one in zip(entries, parts, strict=True)),
        found=proposals(meaning) | said_besides(said.text),
        intent=meaning.intent,
        crisis=meaning.found.crisis,
        also=meaning.also,
        alternatives=meaning.alternatives,
    )


def _part(entry: paste.Entry, meaning: Meaning) -> Part:
    found = proposals(meaning) | said_besides(entry.text)
    return Part(entry.name, entry.text, found, meaning.also, meaning.found.crisis)


def proposals(meaning: Meaning) -> dict[str, tuple[Proposal, ...]]:
    """Step name -> proposals; steps nothing was found for are left out."""
    found = meaning.found
    heard = {
        "kebutuhan": _needs(meaning),
        "untuk_siapa": _sure(_FOR_WHOM.get(found.relation, ""), guess="relation" in meaning.guessed),
        "hubungan": _sure(found.relation_word if found.relation_word not in _NO_RELATION else ""),
        "nama_saya": _sure(found.name if found.relation in {"", "self"} else ""),
        "nama_warga": _sure(found.name if found.relation != "self" else ""),
        "desa": _villages(found),
        "luar": _sure(found.elsewhere),
        "mendesak": _sure(found.urgency, guess="urgency" in meaning.guessed),
        "jenis": _sure(found.kind),
        "rt": _sure(found.rt),
        "rw": _sure(found.rw),
        "nik": _sure(found.nik),
        "kk": _sure(found.kk),
        "telepon": _sure(found.phones[0] if len(found.phones) == 1 else ""),
        "program": _sure(", ".join(code.upper().replace("_", "-") for code in found.programmes)),
        "nomor": _sure(found.case_number),
    }
    return {step: several for step, several in heard.items() if several}


def said_besides(text: str) -> dict[str, tuple[Proposal, ...]]:
    """What the talk reads in the words themselves."""
    heard = {
        "tempat": _sure(place_for(text)),
        "kerahasiaan": _sure(wish(text)),
        "pelapor_anak": _sure("ya" if is_child(text) else ""),
    }
    return {step: several for step, several in heard.items() if several}


def _sure(value: str, *, guess: bool = False) -> tuple[Proposal, ...]:
    """`guess`: the service's, from the whole of a story."""
    return (Proposal(value, "sure", "model" if guess else "code"),) if value else ()


def _needs(meaning: Meaning) -> tuple[Proposal, ...]:
    source: Literal["code", "model"] = "code" if meaning.source == "code" else "model"
    if meaning.band == "sure":
        return (Proposal(meaning.category, "sure", source),)
    if meaning.band == "likely":
        several = meaning.alternatives or (meaning.category,)
        return tuple(Proposal(code, "likely", source) for code in several)
    return ()


def _villages(found: Found) -> tuple[Proposal, ...]:
    return tuple(
        Proposal(one.place.code, one.band, "code") for one in found.places if one.place.level == "village"
    )
