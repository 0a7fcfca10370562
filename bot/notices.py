"""Notices: an event of a case becomes a message to the resident and alerts to the people who must act.

Everything is queued in the transaction of the event; nothing here sends (DECISIONS 3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot import referral_briefs
from bot.briefs import brief
from bot.facts import OfficeFacts
from bot.outgoing import outgoing
from bot.tokens import new_token
from cases import (
    accounts,
    agencies,
    merging,
    messages,
    numbers,
    on_call,
    people,
    referral_links,
    store,
    tasks,
)
from cases.events import Event, EventName
from cases.exclusion import alerted
from cases.messages import Desk, OutgoingFile
from cases.roles import Role
from cases.store import CaseRow
from handlers import kabar, memory, rapat
from handlers.dates import in_words
from handlers.texts import Texts
from handlers.turn import Reply, State, Turn
from nlu.masking import dotted

_DESK = (Role.BACK_OFFICE, Role.SUPERVISOR)
_LEADS = (Role.SUPERVISOR, Role.MANAGER)
_AGENCY = (Role.AGENCY_OFFICER, Role.AGENCY_HEAD, Role.AGENCY_CONTACT)

ALERTS: dict[EventName, str] = {
    EventName.REFERRAL_SENT: "rujukan_baru",
    EventName.QUESTION_ANSWERED: "jawaban_warga",
    EventName.HUMAN_WANTED: "minta_petugas",
    EventName.REFERRAL_REJECTED: "dikembalikan",
    EventName.REFERRAL_RETURNED: "dikembalikan",
    EventName.REFERRAL_EXPIRED: "dikembalikan",
    EventName.REFERRAL_REVOKED: "dicabut",
    EventName.TASK_GIVEN: "tugas",
    EventName.PROMISE_BROKEN: "terlambat",
    EventName.PROMISE_NEAR: "hampir",
    EventName.CASE_RESUMED: "dilanjutkan",
    EventName.REFERRAL_DISPUTED: "dibantah",
    EventName.OUTCOME_DENIED: "belum_beres",
    EventName.CASE_ASSIGNED: "ditugaskan",
    EventName.HANDED_OVER: "tanpa_pemegang",
    EventName.CONFERENCE_CALLED: "rapat",
    EventName.CONFERENCE_SAID: "rapat",
    EventName.CONFERENCE_CONCLUDED: "rapat",
    EventName.CONFERENCE_LATE: "rapat_terlambat",
    EventName.EXCLUSION_DOUBTED: "batal_kecualikan",
    EventName.PROPOSAL_MADE: "usulan",
    EventName.PROPOSAL_ACCEPTED: "usulan_dijawab",
    EventName.PROPOSAL_REJECTED: "usulan_dijawab",
}
"""Events somebody must act on: kind of alert. An emergency that is opened or raised alerts as well."""

EMERGENCY = "darurat"
UNMAPPED = "tanpa_aturan"
"""Kind of alert to the managers when a case is opened that no routing rule fits."""

_FOR_WHO_LEADS = frozenset(
    {
        EventName.PROMISE_BROKEN,
        EventName.PROMISE_NEAR,
        EventName.CONFERENCE_LATE,
        EventName.EXCLUSION_DOUBTED,
    }
)
"""Who works on the case, and who leads."""
CONFERENCE: dict[EventName, str] = {
    EventName.CONFERENCE_CALLED: "dipanggil",
    EventName.CONFERENCE_SAID: "dikatakan",
    EventName.CONFERENCE_CONCLUDED: "disimpulkan",
}
"""For the secretariat and every agency that was asked: what a contact without an account is told."""
_ANSWERS = frozenset({EventName.PROPOSAL_ACCEPTED, EventName.PROPOSAL_REJECTED})
"""For whoever proposed."""
_FOR_THE_AGENCY = frozenset(
    {
        EventName.REFERRAL_SENT,
        EventName.REFERRAL_REVOKED,
        EventName.REFERRAL_DISPUTED,
        EventName.QUESTION_ANSWERED,
    }
)


class Notices:
    """Who is told of what."""

    def __init__(self, texts: Texts, office: OfficeFacts, status_hours: int) -> None:
        self._texts = texts
        self._office = office
        self._lives = timedelta(hours=status_hours)

    def notify(self, tx: Connection, event: Event, now: datetime) -> None:
        """The resident's news and the officers' alerts of one event."""
        case = store.read_case(tx, event.case_id)
        if case.contact_point_id is None:
            self._by_hand(tx, case, event, now)
        elif not case.keep_away:
            self._tell(tx, case, event, now)
        self.alert(tx, event, now)
        self.pass_on(tx, event, now)

    def pass_on(self, tx: Connection, event: Event, now: datetime) -> None:
        """Whose report was put into this case hears how it stands, by her own number."""
        for news in merging.followed(tx, event, now):
            self.notify(tx, news, now)

    def _tell(self, tx: Connection, case: CaseRow, event: Event, now: datetime) -> None:
        desk = messages.desk_of(tx, case.contact_point_id) if case.contact_point_id else None
        if desk is None:
            return
        state = memory.load(desk.state)
        turn = self.news(tx, event, state)
        if turn is None:
            return
        if by_facilitator(case) and not self._by_facilitator(tx, case, turn, now):
            return
        self._say(tx, desk, turn, state, now, event, f"{event.id}:warga")

    def _by_hand(self, tx: Connection, case: CaseRow, event: Event, now: datetime) -> None:
        """Who has no chat with us is told by a person: a task of the area, one at a time. The number she got at the desk."""
        turn = None if event.name is EventName.CASE_OPENED else self.news(tx, event, State())
        if turn is not None and not tasks.is_waiting(tx, case.id, "deliver_news"):
            tasks.add(tx, case, "deliver_news", now, text=turn.replies[0].body)

    def tell_elsewhere(
        self, tx: Connection, event: Event, contact_point_id: UUID, news_id: UUID, now: datetime
    ) -> None:
        """The news of an event in another chat of the same person; `news_id`: the message that did not arrive."""
        desk = messages.desk_of(tx, contact_point_id)
        if desk is None:
            return
        state = memory.load(desk.state)
        turn = self.news(tx, event, state)
        if turn is None:
            return
        dedupe = f"{event.id}:lain:{str(contact_point_id)[-12:]}"
        self._say(tx, desk, turn, state, now, event, dedupe, news_id)

    def _say(
        self, tx: Connection, desk: Desk, turn: Turn, state: State, now: datetime, event: Event, dedupe: str,
        news_id: UUID | None = None,
    ) -> None:  # fmt: skip
        """Queue the news, with the file that belongs to it, and remember what the conversation is now about."""
        self._queue(tx, desk, turn.replies, dedupe, "status", now, news_id=news_id, file=_file(event))
        if turn.state != state:
            messages.save_state(tx, [(desk.conversation_id, memory.dump(turn.state), None)])

    def _by_facilitator(self, tx: Connection, case: CaseRow, turn: Turn, now: datetime) -> bool:
        """Telling the person is a task until it is done; False when the facilitator's duty has ended: then it is anybody's,
        and her chat hears of it no more."""
        owner = UUID(case.entered_by)
        there = accounts.on_duty(tx, owner, now)
        if not tasks.is_waiting(tx, case.id, "deliver_news"):
            to = owner if there else None
            tasks.add(tx, case, "deliver_news", now, text=turn.replies[0].body, account_id=to)
        return there

    def news(self, tx: Connection, event: Event, state: State) -> Turn | None:
        """What the resident is told, and her conversation after it; queued by the caller."""
        case, texts = store.read_case(tx, event.case_id), self._texts.speaking(state.lang)
        about = brief(tx, case, texts, self._office.zone, event.at)
        urgent = case.urgency == "emergency"
        return kabar.news(
            event,
            about,
            state,
            texts,
            new_token,
            emergency=urgent,
            unidentified=_unidentified(tx, case, event),
        )

    def day(self, moment: datetime) -> str:
        """A day of the office in words."""
        return in_words(moment.astimezone(self._office.zone).date())

    def alert(self, tx: Connection, event: Event, now: datetime) -> None:
        """A neutral line to the linked chats of everybody who must act now."""
        case = store.read_case(tx, event.case_id)
        if kind := _kind(event, case):
            self._alert(tx, event, case, kind, self._who(tx, event, case, now), str(event.id), now)
        if event.name is EventName.CASE_OPENED and event.data.get("alarm") == "unmapped":
            found = accounts.people_with(tx, now, roles=(Role.MANAGER,), area=case.area)
            managers = [one for one in found if str(one) != event.actor]
            self._alert(tx, event, case, UNMAPPED, managers, f"{event.id}:r", now)

    def _alert(
        self, tx: Connection, event: Event, case: CaseRow, kind: str, people_: Sequence[UUID], dedupe: str,
        now: datetime,
    ) -> None:  # fmt: skip
        about = brief(tx, case, self._texts, self._office.zone, now)
        reply = kabar.alert(kind, about, self._texts)
        out = store.excluded(tx, case.id)
        for account, chat in accounts.linked_chats(tx, [one for one in people_ if one not in out]):
            desk = messages.desk_of(tx, chat)
            if desk is not None:
                own = self._for_contact(tx, event, account, kind, now) or reply
                self._queue(tx, desk, [own], f"{dedupe}:{chat}", "alert", now)

    def _for_contact(
        self, tx: Connection, event: Event, account_id: UUID, kind: str, now: datetime
    ) -> Reply | None:
        """Who has no panel answers here: buttons, and a link that shows the rest. None for people with an account."""
        account = accounts.by_id(tx, account_id)
        viewer = accounts.viewer_of(tx, account, now) if account else None
        if viewer is None or Role.AGENCY_CONTACT not in viewer.roles():
            return None
        if event.name in CONFERENCE:
            return self._conference(tx, event)
        if event.referral_id is None:
            return None
        referral = store.read_referral(tx, event.referral_id)
        case = store.read_case(tx, event.case_id)
        if kind == "dicabut":
            return kabar.revoked(numbers.shown(case.number), self._texts)
        about = referral_briefs.brief(tx, referral, case, viewer, self._texts, self._office.zone, now)
        token = referral_links.make(tx, referral, account_id, now)
        return kabar.referred(kind, about, f"{self._office.address}/t/{token}", self._texts)

    def _conference(self, tx: Connection, event: Event) -> Reply:
        """What was said, without numbers of a person; of a guarded case nothing of it leaves the panel."""
        case = store.read_case(tx, event.case_id)
        words = "" if case.guarded else dotted(event.text)
        actor = None if event.actor == "system" else UUID(event.actor)
        who = agencies.speaking_for(tx, actor) or self._texts["rapat.slrt"]
        return rapat.told(
            CONFERENCE[event.name], str(case.id), numbers.shown(case.number), who, words, self._texts
        )

    def say(self, tx: Connection, contact_point_id: UUID, key: str, dedupe: str, now: datetime) -> None:
        """One sentence to one chat, in its language, once."""
        desk = messages.desk_of(tx, contact_point_id)
        if desk is None:
            return
        texts = self._texts.speaking(memory.load(desk.state).lang)
        self._queue(tx, desk, [Reply(texts[key], step=key)], dedupe, "status", now)

    def code(self, tx: Connection, account_id: UUID, number: str, code: str, now: datetime) -> bool:
        """The code that opens the names behind a link, to the contact's own chats; False when she has none."""
        chats = [messages.desk_of(tx, chat) for _, chat in accounts.linked_chats(tx, [account_id])]
        reply = Reply(self._texts.say("rujukan.kode", kode=code, nomor=number), step="rujukan.kode")
        for desk in filter(None, chats):
            self._queue(
                tx, desk, [reply], f"kode:{desk.contact_point_id}:{now.isoformat()}"[:78], "alert", now
            )
        return any(chats)

    def _who(self, tx: Connection, event: Event, case: CaseRow, now: datetime) -> list[UUID]:
        """The agency for what went to it, otherwise the secretariat of the area; never whoever acted."""
        found: list[UUID] = []
        if event.name in {EventName.TASK_GIVEN, EventName.CASE_ASSIGNED}:
            return [UUID(one) for one in [event.data["account"]] if one != event.actor]
        if event.referral_id and event.name in _ANSWERS:
            found = [one for one in [store.proposer(tx, event.referral_id)] if one]
        elif event.referral_id and event.name in _FOR_THE_AGENCY:
            referral = store.read_referral(tx, event.referral_id)
            found = accounts.people_with(tx, now, roles=_AGENCY, agency_id=referral.agency_id)
        elif event.name in _FOR_WHO_LEADS:
            leads = alerted(case.accused) or _LEADS
            found = [one for one in [case.handler_id] if one and not alerted(case.accused)]
            found += accounts.people_with(tx, now, roles=leads, area=case.area)
        else:
            found = accounts.people_with(tx, now, roles=alerted(case.accused) or _DESK, area=case.area)
        if event.name in CONFERENCE:
            for party in store.parties(tx, case.id):
                found += accounts.people_with(tx, now, roles=_AGENCY, agency_id=party)
        if _kind(event, case) == EMERGENCY:
            found = on_call.hear(tx, found, now)
        return [account for account in dict.fromkeys(found) if str(account) != event.actor]

    def _queue(
        self, tx: Connection, desk: Desk, replies: Sequence[Reply], dedupe: str, purpose: str, now: datetime,
        news_id: UUID | None = None, file: OutgoingFile | None = None,
    ) -> None:  # fmt: skip
        made = [
            outgoing(desk, reply, f"{dedupe}:{n}", purpose, now, now + self._lives)
            for n, reply in enumerate(replies)
        ]
        messages.save_menus(tx, [menu for _, menu in made if menu], now)
        messages.queue(tx, [replace(row, news_id=news_id, file=file) for row, _ in made], now)


def _file(event: Event) -> OutgoingFile | None:
    """The photo or paper an officer sent with her words."""
    if "file" not in event.data:
        return None
    return OutgoingFile(event.data["file"], event.data["kind"], event.data["mime"])


def by_facilitator(case: CaseRow) -> bool:
    """Its news are for somebody who has no chat with us: the facilitator who entered it tells her."""
    return case.reporter_role == Role.FACILITATOR


def _unidentified(tx: Connection, case: CaseRow, event: Event) -> bool:
    """A case that has just been opened for somebody whose NIK nobody has told and who hides nothing."""
    if event.name is not EventName.CASE_OPENED or case.reporter_visibility != "open":
        return False
    if by_facilitator(case):
        return False
    subject = people.by_id(tx, case.subject_id)
    return subject is None or not subject.nik


def _kind(event: Event, case: CaseRow) -> str:
    emergency = case.urgency == "emergency"
    if emergency and event.name in {EventName.CASE_OPENED, EventName.URGENCY_RAISED}:
        return EMERGENCY
    if event.name is EventName.CASE_COMPLETED and event.actor == "resident":
        return "jawaban_warga"
    if event.name is EventName.QUESTION_REMINDED:
        return "tanpa_jawaban" if event.data.get("route") != "chat" else ""
    return ALERTS.get(event.name, "")
