"""The ladder: what is done, step by step, about a message that has not arrived (CHANNELS.md section 7).

A template that asks the person to write; another chat of hers; a person who goes there. Once a minute; everything
it knows stands in rows, so a restart changes nothing and no step is taken twice.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.channels.contract import Channel
from bot.notices import Notices
from cases import messages, people_reach, store, tasks
from cases.messages import Choice, NewOutbound, Stuck, outgoing_templates
from handlers.texts import Texts

UNOPENED = timedelta(hours=12)
"""So long after it was made, news that waits for her to write is tried in another chat (p)."""
UNHEARD = timedelta(hours=24)
"""So long a message may wait before somebody is sent (p)."""
UNSEEN = timedelta(hours=72)
"""So long a phone may be off before somebody is sent (p)."""
FORGOTTEN = timedelta(days=14)
"""Older news is no news (p)."""
AGAIN = timedelta(days=7)
"""A template nobody reacted to is sent again after this, when there is something new (p)."""
LIVES = timedelta(hours=72)


class Ladder:
    """The steps, in the words of one office."""

    def __init__(self, notices: Notices, texts: Texts, channels: Collection[Channel]) -> None:
        self._notices = notices
        self._texts = texts
        self._doors = {(one.name, one.account) for one in channels}
        self._templated = {(one.name, one.account) for one in channels if "template" in one.capabilities}

    def climb(self, tx: Connection, now: datetime) -> None:
        """Every step that is due."""
        self._ask_to_write(tx, now)
        self._try_other_chats(tx, now)
        self._tell_in_person(tx, now)

    def _ask_to_write(self, tx: Connection, now: datetime) -> None:
        """Step 1: the neutral template, once in a silence; the message itself stays held."""
        usable = outgoing_templates.usable(tx, outgoing_templates.NEWS) & self._templated
        waiting = [one for one in messages.behind_the_window(tx) if (one.channel, one.account) in usable]
        messages.queue(tx, [self._opener(one, now) for one in waiting], now)

    def _opener(self, one: Stuck, now: datetime) -> NewOutbound:
        since = one.heard_at or datetime.fromtimestamp(0, UTC)
        round_ = (now - since) // AGAIN
        return NewOutbound(
            channel=one.channel,
            account=one.account,
            purpose=messages.OPENER,
            dedupe=f"kabar:{one.contact_point_id}:{since:%y%m%d%H%M%S}:{round_}",
            body=self._texts["templat.ada_kabar"],
            options=(Choice("", self._texts["templat.tombol"]),),
            step="templat.ada_kabar",
            template=outgoing_templates.NEWS,
            made_at=now,
            expires_at=now + LIVES,
            contact_point_id=one.contact_point_id,
            conversation_id=one.conversation_id,
            case_id=one.case_id,
            news_id=one.id,
        )

    def _try_other_chats(self, tx: Connection, now: datetime) -> None:
        """Step 2: the same news in another chat of the same person, where there is one."""
        for one in messages.not_arriving(tx, now - UNOPENED, now - FORGOTTEN):
            event = store.read_event(tx, _event_id(one))
            others = people_reach.other_doors(tx, one.contact_point_id, self._doors)
            if event is not None and others and not store.read_case(tx, event.case_id).keep_away:
                self._notices.tell_elsewhere(tx, event, others[0], one.id, now)

    def _tell_in_person(self, tx: Connection, now: datetime) -> None:
        """Step 3: a task for somebody who goes there or calls: never silent."""
        for news in messages.undelivered(tx, now - UNHEARD, now - UNSEEN, now - FORGOTTEN):
            if news.case_id is None:
                continue
            case = store.read_case(tx, news.case_id)
            if not case.keep_away and not tasks.given_since(tx, case.id, "deliver_news", news.made_at):
                tasks.add(tx, case, "deliver_news", now, text=news.body)


def _event_id(news: Stuck) -> UUID | None:
    """News names the event that caused it; None for a sentence nobody's act caused."""
    try:
        return UUID(news.dedupe.partition(":")[0])
    except ValueError:
        return None
