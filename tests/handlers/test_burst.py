"""An hour without signal: a facilitator's messages arrive doubled and in any order, and give the same drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest

from handlers import drafts, paste, proposals, reception
from handlers.texts import Texts
from handlers.turn import Facts, Inbound, Media, State
from nlu.client import NoGuesser
from nlu.places import Gazetteer
from nlu.understanding import Understanding

SENT = datetime(2026, 11, 26, 8, tzinfo=UTC)
NAMES = (
    "Sarinem", "Warsono", "Wati", "Kardi", "Rasmini", "Emi", "Tarmi", "Casmadi", "Sutini", "Darsiah", "Karsa",
    "Maemunah", "Suparman", "Icih", "Jumadi", "Rokayah", "Tasrip", "Nurhasanah", "Wasem", "Dulkarim",
)  # fmt: skip
TROUBLES = (
    "BPJS mati padahal harus kontrol", "rumahnya bocor dan hampir roboh", "bansos tidak cair tiga bulan",
    "tidak punya beras sejak kemarin", "KK hilang kena banjir",
)  # fmt: skip
MORE = (
    "desa Matangaji kecamatan Sumber", "RT 02 RW 05", "nomor hp 081234567890", "suaminya sakit sudah lama",
    "anaknya tiga masih kecil", "pernah dapat PKH", "rumahnya dekat masjid", "tadi sudah setuju",
)  # fmt: skip
SHUFFLES = 1000


def burst(people: Sequence[str], understanding: Understanding) -> list[Inbound]:
    """One pasted list of everybody, then messages headed by names; every one is sent at its own second."""
    listed = "\n".join(f"{n}. Bu {name}, {TROUBLES[n % len(TROUBLES)]}" for n, name in enumerate(people, 1))
    headed = [f"{name}: {more}" for name in people for more in MORE]
    texts = [listed, *headed]
    said = [
        Inbound("x", "x", f"i{n}", f"i{n}", "x:1", "text", text=text, sent_at=SENT + timedelta(seconds=n))
        for n, text in enumerate(texts)
    ]
    photo = replace(
        said[1], external_id="p", dedupe_key="p", kind="media", media=(Media("image", "f"),),
        text=f"Bu {people[0]}: ini atapnya", sent_at=SENT + timedelta(hours=1),
    )  # fmt: skip
    return [_understood(one, understanding) for one in (*said, photo)]


def _understood(said: Inbound, understanding: Understanding) -> Inbound:
    return proposals.enrich(said, *(understanding.by_code(text) for text in proposals.texts_of(said.text)))


def played(messages: Sequence[Inbound], facts: Facts, texts: Texts) -> dict[str, object]:
    """The drafts by name, without their codes, which say in what order they were made."""
    state, ids = State(noticed=True), count(1)
    for said in messages:
        state = reception.receive(state, said, facts, texts, lambda: f"t{next(ids)}").state
    open_ = drafts.of(state.talks)
    assert len({talk.code for talk in open_}) == len(open_)
    return {
        drafts.name_of(t): (dict(t.answers), {n: h for n, h in t.found.items() if h}, t.also) for t in open_
    }


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_and_twice_the_same_drafts(
    seed: int, facts: Facts, texts: Texts, understanding: Understanding
) -> None:
    facts = replace(facts, facilitator=True, staff=True)
    messages = burst(NAMES[:4], understanding)
    want, draw = played(messages, facts, texts), Random(seed)  # noqa: S311  shuffles

    for _ in range(SHUFFLES // 4):
        shuffled = [*messages, *draw.sample(messages, len(messages) // 3)]
        draw.shuffle(shuffled)
        assert played(shuffled, facts, texts) == want


def test_two_hundred_messages_of_twenty_people(
    facts: Facts, texts: Texts, understanding: Understanding
) -> None:
    facts = replace(facts, facilitator=True, staff=True)
    messages = burst(NAMES, understanding)
    want, draw = played(messages, facts, texts), Random(5)  # noqa: S311  shuffles
    shuffled = [*messages, *messages[::5]]
    draw.shuffle(shuffled)

    assert len(shuffled) >= 190
    assert sorted(want) == sorted(NAMES)
    assert played(shuffled, facts, texts) == want


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("1. Bu Sarinem, BPJS mati\n2) Pak Warsono: rumah roboh", ["Sarinem", "Warsono"]),
        ("warga saya:\n- Mbah Tarmi, lapar\n- Hj. Emi - KTP hilang\n\n- bantuan tidak cair sama sekali", ["Tarmi", "Emi", ""]),
        ("1. satu saja", []),
        ("rt 2.\nrw 3.", []),
        ("", []),
    ],
)  # fmt: skip
def test_a_list_of_people(text: str, names: list[str]) -> None:
    assert [entry.name for entry in paste.people(text)] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bu Sarinem: rt 02", "Sarinem"),
        ("pak warsono : bocor", "Warsono"),
        ("NIK: 3209154107850001", None),
        ("Alamat: desa Matangaji", None),
        ("tolong pak: listrik mati", None),
        ("jam 10:30 saya datang", None),
        ("Sarinem:", None),
    ],
)
def test_a_heading_names_a_person(text: str, name: str | None) -> None:
    headed = paste.headed(text)

    assert (headed.name if headed else None) == name


@pytest.fixture(scope="module")
def understanding(gazetteer: Gazetteer) -> Understanding:
    return Understanding(gazetteer, NoGuesser())
