"""Turns: messages in, talk played, everything written down; a plain function over one open transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.facts import OfficeFacts
from bot.outcomes import Outcomes
from bot.outgoing import outgoing
from bot.tokens import new_token
from cases import attachments, messages, people_access, people_reach
from cases.attachments import NewAttachment
from cases.messages import Desk, NewMenu, NewOutbound
from handlers import memory, reception
from handlers.same import newest_open
from handlers.texts import Texts
from handlers.turn import Facts, Inbound, Press, Reply, State

OURS = "m:"
"""How the wire ids of our own buttons begin (bot/outgoing.py)."""
QUARANTINED = "umum.gagal"
"""Key of the kind answer to a message that could not be handled."""


FILING = frozenset({"lapor", "wakil", "darurat"})
"""Talks that collect a case: what is sent in them waits for it."""
SUMMARIES = frozenset({"umum.wakil.dicatat", "umum.wakil.ditempel"})
"""Steps of replies that say how everything stands; a later one makes the earlier senseless (DECISIONS 14)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One waiting message, as the talk will hear it."""

    id: UUID
    attempts: int
    said: Inbound

    def understood(self, said: Inbound) -> Heard:
        """The same message with what understanding found."""
        return replace(self, said=said)


@dataclass(slots=True)
class Writing:
    """What a batch of turns leaves to be written, so that each table is touched once."""

    states: list[tuple[UUID, str, datetime | None]] = field(default_factory=list)
    done: list[tuple[UUID, UUID | None]] = field(default_factory=list)
    replies: list[NewOutbound] = field(default_factory=list)
    menus: list[NewMenu] = field(default_factory=list)

    def store(self, tx: Connection, now: datetime) -> None:
        """Many-row statements, one for each table."""
        messages.save_menus(tx, self.menus, now)
        messages.queue(tx, self.replies, now)
        messages.save_state(tx, self.states)
        messages.mark_done(tx, self.done, now)


class Turns:
    """Plays the mail of many conversations in one transaction."""

    def __init__(
        self,
        texts: Texts,
        office: OfficeFacts,
        outcomes: Outcomes,
        reply_hours: int,
        on_commit: Callable[[], None],
    ) -> None:
        self._texts = texts
        self._office = office
        self._outcomes = outcomes
        self._lives = timedelta(hours=reply_hours)
        self.committed = on_commit

    def play(self, tx: Connection, mail: Mapping[UUID, Sequence[Heard]], now: datetime) -> None:
        """Answer what is still waiting of `mail`. Raises whatever went wrong; then nothing is written."""
        desks = messages.lock_conversations(tx, list(mail))
        waiting = messages.still_waiting(tx, [heard.id for one in mail.values() for heard in one])
        released = messages.release_held(tx, [desk.contact_point_id for desk in desks.values()], now)
        writing = Writing()
        for conversation, desk in desks.items():
            still = [heard for heard in mail[conversation] if heard.id in waiting]
            if still:
                mail_now = [
                    heard.understood(replace(heard.said, news=released.get(desk.contact_point_id, 0)))
                    for heard in still
                ]
                self._converse(tx, desk, mail_now, writing, now)
        writing.store(tx, now)

    def _converse(
        self, tx: Connection, desk: Desk, mail: Sequence[Heard], writing: Writing, now: datetime
    ) -> None:
        """All waiting messages of one person, in order, over one state."""
        state, conversation = memory.load(desk.state), desk.conversation_id
        facts = self._office.facts(tx, desk, now, state.human, state.lang)
        answered: list[tuple[Heard, list[Reply]]] = []
        for heard in mail:
            said = replace(self._looked_up(tx, desk, heard.said), sent_at=_written_at(heard.said, now))
            if said.contact is not None and said.contact.own and said.contact.phones:
                people_reach.note_number(tx, desk.contact_point_id, said.contact.phones[0])
            if state.talks and state.talks[0].script == "kunci" and said.text.strip():
                opened = people_access.unlocked(tx, desk.contact_point_id, said.text, now)
                said = replace(said, unlocked=str(opened) if opened else "")
            before = state
            turn = reception.receive(state, said, facts, self._texts, new_token)
            state, replies, case_id = turn.state, list(turn.replies), None
            for done in turn.done:
                result = self._outcomes.carry_out(tx, desk, done, state, now)
                state, case_id = result.state, result.case_id or case_id
                if result.case_id is not None:
                    attachments.bind(tx, conversation, done.talk.id, result.case_id, now)
                replies = _question_last(replies, result.replies)
                facts = self._office.facts(tx, desk, now, state.human, state.lang)
            if sent := _attached(said):
                draft, about = _belongs_to(state, case_id, facts)
                attachments.keep(tx, conversation, draft, about, sent, now)
            for talk in _given_up(before, state):
                attachments.drop(tx, conversation, talk)
            writing.done.append((heard.id, case_id))
            answered.append((heard, replies))
        for heard, replies in _without_repetition(answered):
            self._write_replies(desk, str(heard.id), replies, writing, now)
        wrote_at = max(_written_at(heard.said, now) for heard in mail)
        writing.states.append((desk.conversation_id, memory.dump(state), wrote_at))

    def _looked_up(self, tx: Connection, desk: Desk, said: Inbound) -> Inbound:
        """A button of ours is looked up by its token, a quoted message of ours by its id."""
        if said.choice_id and not said.choice_id.startswith(OURS):
            said = replace(said, kind="text", choice_id="")  # the button of a template says what stands on it
        if said.choice_id:
            pressed = messages.find_press(tx, desk.conversation_id, said.choice_id)
            press = (
                Press(pressed.talk, pressed.step, pressed.choice)
                if pressed
                else Press("", "", "", known=False)
            )
            said = replace(said, press=press)
        if said.reply_to:
            case, talk = messages.about_sent(tx, desk.contact_point_id, said.reply_to)
            said = replace(said, quoted_case=str(case) if case else "", quoted_talk=talk)
        return said

    def _write_replies(
        self, desk: Desk, turn: str, replies: Sequence[Reply], writing: Writing, now: datetime
    ) -> None:
        for n, reply in enumerate(replies):
            row, menu = outgoing(desk, reply, f"{turn}:{n}", "reply", now, now + self._lives)
            writing.replies.append(row)
            if menu is not None:
                writing.menus.append(menu)

    def give_up(self, tx: Connection, conversation: UUID, heard: Heard, now: datetime) -> None:
        """Three failures: the message is set aside, visible to staff, and its sender is told kindly."""
        desk = messages.lock_conversations(tx, [conversation])[conversation]
        messages.quarantine(tx, [heard.id], now)
        writing = Writing()
        self._write_replies(desk, str(heard.id), [Reply(self._texts[QUARANTINED])], writing, now)
        messages.queue(tx, writing.replies, now)


def _written_at(said: Inbound, now: datetime) -> datetime:
    """As the network says, for it counts its window from there; no clock is believed to be ahead of ours."""
    return min(said.sent_at or now, now)


def _without_repetition(
    answered: Sequence[tuple[Heard, list[Reply]]],
) -> Iterator[tuple[Heard, list[Reply]]]:
    """Of many lists of drafts in one go only the last is worth reading: a burst gets one answer."""
    last = {replies[0].step: n for n, (_, replies) in enumerate(answered) if replies}
    for n, (heard, replies) in enumerate(answered):
        if replies and replies[0].step in SUMMARIES and last[replies[0].step] != n:
            continue
        yield heard, replies


def _attached(said: Inbound) -> list[NewAttachment]:
    """Everything in a message that is no words; a sticker says nothing."""
    files = [
        NewAttachment(one.kind, said.channel, said.account, one.ref, one.mime, one.filename, one.size)
        for one in said.media
        if one.kind != "sticker"
    ]
    if said.location is not None:
        pin = f"{said.location.lat:.6f},{said.location.lon:.6f}"
        files.append(NewAttachment("location", said.channel, said.account, pin, filename=said.location.name))
    return files


def _belongs_to(state: State, case_id: UUID | None, facts: Facts) -> tuple[str, UUID | None]:
    """The talk it was sent in, and its case where there is one: of this turn, of the talk, of the officer who writes.

    In a talk about something else (data, a rating) it is more to the newest case.
    """
    front = state.talks[0] if state.talks else None
    about = front.about if front else state.human
    newest = newest_open(facts) if front and not about and front.script not in FILING else None
    about = about or (newest.id if newest else "")
    return (front.id if front else ""), case_id or (UUID(about) if about else None)


def _given_up(before: State, after: State) -> list[str]:
    """Reports that ended without being sent; what became a case was bound to it before."""
    left = {talk.id for talk in after.talks}
    return [talk.id for talk in before.talks if talk.script in FILING and talk.id not in left]


def _question_last(replies: Sequence[Reply], more: Sequence[Reply]) -> list[Reply]:
    """What a verb has to tell goes before the question that ends the turn, so that it stands last."""
    asks = bool(replies) and bool(replies[-1].talk)
    return [*replies[:-1], *more, replies[-1]] if asks else [*replies, *more]
