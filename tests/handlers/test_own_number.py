"""Her own number by one tap, where the network vouches for it; never anybody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers import reception
from handlers.texts import Texts
from handlers.turn import Contact, Facts, Inbound, State, Turn


def heard(facts: Facts, texts: Texts, text: str = "", contact: Contact | None = None) -> Turn:
    kind = "contact" if contact else "text"
    said = Inbound("telegram", "1", "1", "1", "tg:77", kind, text=text, contact=contact)  # type: ignore[arg-type]
    return reception.receive(State(noticed=True), said, facts, texts, lambda: "t1")


@pytest.mark.parametrize("word", ["nomor saya", "Kirim nomor"])
def test_the_button_is_there_where_the_network_has_one(facts: Facts, texts: Texts, word: str) -> None:
    [reply] = heard(replace(facts, can_ask_number=True), texts, word).replies

    assert (reply.wants, [option.title for option in reply.options]) == ("contact", ["Kirim nomor saya"])


def test_elsewhere_it_is_not_needed(facts: Facts, texts: Texts) -> None:
    [reply] = heard(facts, texts, "nomor saya").replies

    assert reply.wants == ""
    assert "tidak perlu" in reply.body


def test_it_is_offered_to_who_wants_an_officer(facts: Facts, texts: Texts) -> None:
    offered = [reply.wants for reply in heard(replace(facts, can_ask_number=True), texts, "petugas").replies]
    known = [reply.wants for reply in heard(facts, texts, "petugas").replies]

    assert "contact" in offered
    assert "contact" not in known


def test_her_own_card_is_noted_and_another_is_not(facts: Facts, texts: Texts) -> None:
    own = heard(facts, texts, contact=Contact(("+6281200000077",), "Siti", own=True))
    other = heard(facts, texts, contact=Contact(("+6281200000078",), "Tetangga", own=False))

    assert own.replies[0].body == "Nomornya kami catat."
    assert other.replies[0].body != "Nomornya kami catat."
