from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot import envelope
from handlers.turn import Contact, Inbound, Location, Media, Press, Proposal

PLAIN = Inbound(
    channel="console", account="console", external_id="1", dedupe_key="1", address="console:a", kind="text"
)
FULL = Inbound(
    channel="telegram",
    account="7",
    external_id="5:9",
    dedupe_key="99",
    address="tg:5",
    kind="media",
    text="ini fotonya",
    cut=True,
    choice_id="m:abc:1",
    command=("start", "x"),
    reply_to="5:8",
    media=(Media("image", "file-1", "image/jpeg", "a.jpg", 12),),
    location=Location(-6.7, 108.5),
    contact=Contact(("628123",), "Sri", own=True),
    album_id="al",
    forwarded=True,
    phone="628123",
    display_name="Sri",
    lang="id",
    sent_at=datetime(2026, 11, 24, tzinfo=UTC),
)


@pytest.mark.parametrize("said", [PLAIN, FULL])
def test_a_message_comes_back_as_it_went(said: Inbound) -> None:
    assert envelope.load(json.loads(json.dumps(envelope.dump(said)))) == said


def test_what_was_understood_is_not_stored() -> None:
    said = Inbound(
        "console", "console", "1", "1", "console:a", "text", "halo",
        found={"desa": (Proposal("32.09.17.2001", "sure", "code"),)},
        intent="greet", crisis="violence", press=Press("t", "desa", "1"), quoted_case="c",
    )  # fmt: skip

    stored = envelope.load(envelope.dump(said))

    assert (stored.found, stored.intent, stored.crisis, stored.press, stored.quoted_case) == (
        {},
        "",
        "",
        None,
        "",
    )
