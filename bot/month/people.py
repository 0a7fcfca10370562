"""The residents of a made-up month: stories of ours, told by people with a chat, without one, or through a facilitator."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from bot import envelope
from bot.month.cast import NAMES, Cast
from cases import messages
from cases.messages import NewInbound
from cases.opening import NewCase
from cases.people import NewPerson
from cases.roles import Role, Viewer, resident
from handlers.turn import Inbound

Story = Mapping[str, Any]
CHANNEL = "webchat"
"""Only its messages stay in the house: nothing of a made-up month goes out into a network."""
SHOWN = ("gowa", "telegram", "webchat")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What somebody brings: the case, and who enters it."""

    draft: NewCase
    viewer: Viewer


def arrival(
    tx: Connection, n: int, stories: Sequence[Story], cast: Cast, draw: random.Random, now: datetime, category: str = ""
) -> Arrival:  # fmt: skip
    """The n-th of the month; of one category when it is named."""
    story = draw.choice([one for one in stories if category in {"", one["kategori"]}])
    way = draw.random()
    person = NewPerson(f"{draw.choice(NAMES)} {draw.choice(NAMES)}")
    draft = {
        "draft": f"bulan:{n}",
        "category": story["kategori"],
        "story": story["cerita"],
        "urgency": story.get("mendesak", "normal"),
        "area": draw.choice(cast.villages),
        "channel": draw.choice(SHOWN),
        "accused": _accused(story, draw),
    }
    if way < 0.7:
        chat = _chat(tx, f"web:{draw.getrandbits(256):064x}", story["cerita"], now)
        draft |= {"contact_point_id": chat, "reporter": person, "consent": "1"}
        return Arrival(NewCase(**draft), resident(chat))
    if way < 0.9:
        facilitator = draw.choice(cast.facilitators)
        draft |= {"reporter_role": Role.FACILITATOR.value, "intake_point": "facilitator", "subject": "other"}
        return Arrival(NewCase(**draft, subject_person=person), facilitator)
    if way < 0.95:
        at = draw.choice(list(cast.at_agency.values()))
        return Arrival(NewCase(**draft | {"channel": "panel", "intake_point": "agency"}, reporter=person), at)
    line = draw.choice(("walk_in", "complaint"))
    draft |= {"channel": "panel", "intake_point": "secretariat", "service_line": line}
    return Arrival(NewCase(**draft, reporter=person), draw.choice(cast.desks))


def _accused(story: Story, draw: random.Random) -> str:
    """Most of what is reported as misconduct is about somebody."""
    if story["kategori"] != "penyimpangan":
        return ""
    return draw.choice(("desa", "dinsos", "slrt", "lain", "tidak_tahu"))


def _chat(tx: Connection, address: str, text: str, now: datetime) -> UUID:
    """Somebody wrote to us; her message has been worked on."""
    said = Inbound(CHANNEL, CHANNEL, "", "", address, "text", text=text)
    row = NewInbound(CHANNEL, CHANNEL, address, address, "text", envelope.dump(said))
    messages.store_inbound(tx, [row], now)
    point = messages.contact_of(tx, CHANNEL, CHANNEL, address)
    conversation = messages.conversation_of(tx, CHANNEL, CHANNEL, address)
    if point is None or conversation is None:
        raise AssertionError("a message was stored without its conversation")
    messages.mark_done(tx, [(line.id, None) for line in messages.history(tx, conversation, None)], now)
    return point
