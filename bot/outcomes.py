"""Outcomes: what a talk ended with is carried out as verbs of the case room, in the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.lessons import Lessons
from bot.notices import Notices
from cases import accounts, audit, meeting_code, messages, people, people_meeting, service, store
from cases.errors import Refused
from cases.events import Event, EventName
from cases.messages import Desk
from cases.opening import NewCase
from cases.people import NewPerson
from cases.roles import resident
from cases.store import CaseRow
from handlers.lapor import CONSENT
from handlers.step import SKIPPED
from handlers.texts import Texts
from handlers.turn import Done, Reply, State

_THANKS = "tambah.selesai.tambah_keterangan"
_ENTITIES = (
    "rt",
    "rw",
    "program",
    "telepon",
    "sedang_dirawat",
    "bahaya",
    "aman",
    "nomor",
    "hubungan",
    "pelapor_anak",
)
"""Lines of the talk that are kept with the case under their own names."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an outcome."""

    state: State
    case_id: UUID | None = None
    """The case the message was about, for its place in the timeline."""
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """One ended talk with everything needed to carry it out."""

    tx: Connection
    desk: Desk
    done: Done
    state: State
    now: datetime

    def told(self, step: str) -> str:
        """What was told at a step; a skipped question is nothing."""
        said = self.done.told.get(step, "")
        return "" if said == SKIPPED else said


class Outcomes:
    """One method for each outcome a script can end with."""

    def __init__(self, notices: Notices, lessons: Lessons, texts: Texts, *, learning: bool) -> None:
        """`learning`: the read-back said that the story may teach the bot."""
        self._notices = notices
        self._lessons = lessons
        self._learning = learning
        self._texts = texts
        self._acts: Mapping[str, Callable[[Ending], Result]] = {
            "buka_kasus": self._open,
            "catat_darurat": self._emergency,
            "lengkapi_kasus": self._complete,
            "jawab": self._answer,
            "hasil": self._outcome,
            "tambah_keterangan": self._add,
            "minta_petugas": self._human,
            "bicara": self._speak,
            "kode_temu": self._meeting,
            "hubungkan_akun": self._link,
            "berhenti": self._stop,
            "tambah_ke": self._add_to,
            "luar_daerah": self._outside,
            "di_luar": self._outside,
        }

    def carry_out(self, tx: Connection, desk: Desk, done: Done, state: State, now: datetime) -> Result:
        """Do what the talk ended with. Raises KeyError for an outcome nobody carries out."""
        return self._acts[done.outcome](Ending(tx, desk, done, state, now))

    # --- opening --------------------------------------------------------------------------------------

    def _open(self, end: Ending) -> Result:
        """The read-back was sent: the story becomes a case."""
        draft = replace(_new_case(end, urgency=_urgency(end), consent=CONSENT), learning=self._learning)
        result = self._opened(end, draft)
        if result.case_id is not None:
            case = store.read_case(end.tx, result.case_id)
            self._lessons.from_talk(end.tx, case, end.done.talk.was, end.done.told, end.now)
        return result

    def _emergency(self, end: Ending) -> Result:
        """A case at once; the talk goes on and only adds to it."""
        category = _DANGERS.get(end.told("bahaya")) or _helper(end.told("kebutuhan"))
        draft = _new_case(end, urgency="emergency", consent="", category=category)
        result = self._opened(end, draft)
        return replace(result, state=_about(result.state, end.done.talk.id, str(result.case_id)))

    def _opened(self, end: Ending, draft: NewCase) -> Result:
        """The case of this draft; one that was opened early, for an officer who was called, is completed."""
        viewer = resident(end.desk.contact_point_id)
        opened = service.open_case(end.tx, draft, viewer, end.now)
        if opened.event is not None:
            return self._told(end, opened.event)
        event = service.complete(
            end.tx,
            opened.case,
            viewer,
            end.now,
            category=draft.category,
            area=draft.area,
            entities=draft.entities,
        )
        if draft.consent:
            people.consent(end.tx, end.desk.contact_point_id, event.case_id, draft.consent, "case", end.now)
        return self._told(end, replace(event, name=EventName.CASE_OPENED))

    # --- adding ---------------------------------------------------------------------------------------

    def _complete(self, end: Ending) -> Result:
        """The place and the safe contact of an emergency."""
        case = self._case(end)
        entities = {name: said for name in ("aman",) if (said := end.told(name))}
        event = service.complete(
            end.tx, case, resident(end.desk.contact_point_id), end.now,
            area=end.told("desa") or None, entities=entities,
        )  # fmt: skip
        return self._told(end, event)

    def _answer(self, end: Ending) -> Result:
        """The answer to an officer; one that comes when nobody waits any more is an addition."""
        viewer, text = resident(end.desk.contact_point_id), end.told("jawaban")
        try:
            return self._told(end, service.answer(end.tx, self._case(end), viewer, end.now, text))
        except Refused:
            return self._said_more(end)

    def _add(self, end: Ending) -> Result:
        return self._said_more(end)

    def _add_to(self, end: Ending) -> Result:
        """The story is more about a case that is open already; its words are laid there."""
        about = replace(end.done.talk, about=end.told("sama"))
        return self._said_more(replace(end, done=replace(end.done, talk=about)), end.told("cerita"))

    def _outside(self, end: Ending) -> Result:
        """Shown another place to go: counted, by place and without a person (DOMAIN.md section 3)."""
        place = end.told("tempat") if end.done.outcome == "di_luar" else "luar_daerah"
        audit.record(end.tx, resident(end.desk.contact_point_id), "sent_elsewhere", f"place:{place}", end.now)
        return Result(end.state)

    def _said_more(self, end: Ending, text: str = "") -> Result:
        """The message stands in the case's timeline; somebody is told, in whatever state the case is."""
        case, viewer = self._case(end), resident(end.desk.contact_point_id)
        try:
            event = service.complete(end.tx, case, viewer, end.now, text=text)
        except Refused:  # closed: a word after the end is a wish to be heard
            event = service.want_human(end.tx, case, viewer, end.now)
        self._notices.alert(end.tx, event, end.now)
        thanks = Reply(self._texts[_THANKS], step=_THANKS, case=str(case.id))
        return Result(end.state, case.id, (thanks,))

    def _outcome(self, end: Ending) -> Result:
        """Sudah or belum; pressed too late (the case is closed) it is kept as a word of the resident."""
        viewer = resident(end.desk.contact_point_id)
        verb = service.confirm if end.told("hasil") == "sudah" else service.deny
        try:
            return self._told(end, verb(end.tx, self._case(end), viewer, end.now))
        except Refused:
            return self._said_more(end)

    # --- people ---------------------------------------------------------------------------------------

    def _human(self, end: Ending) -> Result:
        """Somebody wants to speak with a human; what she told so far becomes the case the officer reads."""
        viewer, talk, state = resident(end.desk.contact_point_id), end.done.talk, end.state
        if talk.about:
            case = self._case(end)
        else:
            case = service.open_case(end.tx, self._wish(end), viewer, end.now).case
            state = _about(state, talk.id, str(case.id))
        event = service.want_human(end.tx, case, viewer, end.now)
        self._notices.alert(end.tx, event, end.now)
        return Result(state, case.id)

    def _wish(self, end: Ending) -> NewCase:
        """An unfinished report as far as it is known, or only the wish."""
        if end.told("cerita"):
            need = end.told("kebutuhan") or "di_luar_slrt"
            return _new_case(end, urgency=_urgency(end), consent="", category=need)
        return NewCase(
            draft=f"petugas:{end.done.talk.id}",
            category="di_luar_slrt",
            story=self._texts["umum.pilihan.petugas"],
            kind="question",
            channel=end.desk.channel,
            contact_point_id=end.desk.contact_point_id,
        )

    def _speak(self, end: Ending) -> Result:
        """A word to the officer in charge; the bot says nothing."""
        said = self._said_more(end)
        return replace(said, replies=())

    def _meeting(self, end: Ending) -> Result:
        """A code to show papers with, read aloud at the desk."""
        case = self._case(end)
        try:
            code, ends = people_meeting.make_code(end.tx, case, end.now)
        except Refused:
            return Result(
                end.state, case.id, (Reply(self._texts["umum.temu_sering"], step="umum.temu_sering"),)
            )
        day = self._notices.day(ends)
        body = self._texts.say("umum.temu_kode", kode=meeting_code.shown(code), tanggal=day)
        return Result(end.state, case.id, (Reply(body, step="umum.temu_kode", case=str(case.id)),))

    def _link(self, end: Ending) -> Result:
        """An officer's one-time code links this chat to her account."""
        account = accounts.link(end.tx, end.told("kode"), end.desk.contact_point_id, end.now)
        key = "akun.terhubung" if account else "akun.kode_salah"
        return Result(end.state, replies=(Reply(self._texts[key], step=key),))

    def _stop(self, end: Ending) -> Result:
        messages.stop_news(end.tx, end.desk.contact_point_id, end.now)
        return Result(end.state)

    # --- small things ---------------------------------------------------------------------------------

    def _case(self, end: Ending) -> CaseRow:
        return store.by_id(end.tx, resident(end.desk.contact_point_id), UUID(end.done.talk.about))

    def _told(self, end: Ending, event: Event) -> Result:
        """What the resident is told of her own act, in this turn; alerts go out beside it."""
        self._notices.alert(end.tx, event, end.now)
        turn = self._notices.news(end.tx, event, end.state)
        if turn is None:
            return Result(end.state, event.case_id)
        return Result(turn.state, event.case_id, turn.replies)


def _confidentiality(end: Ending) -> str:
    if end.told("kerahasiaan") == "rahasia":
        return "secret"
    return "restricted" if end.told("pelapor_anak") else "normal"


def _visibility(end: Ending) -> str:
    """Who reports misconduct is named to no agency, asked for or not."""
    if end.told("kerahasiaan") == "rahasia":
        return "hidden_from_public"
    return "anonymous_to_agency" if end.told("kerahasiaan") or end.told("terlapor") else "open"


def _about(state: State, talk_id: str, case_id: str) -> State:
    """The state with one of its talks bound to a case."""
    bound = (replace(talk, about=case_id) if talk.id == talk_id else talk for talk in state.talks)
    return replace(state, talks=tuple(bound))


_DANGERS = {"violence": "kekerasan", "self_harm": "odgj"}
"""Dangers that are a need of their own; who helps where a life is in danger depends on why: a fire is no illness."""


def _helper(need: str) -> str:
    """The need a life is in danger from; what is unknown or nobody's task goes to those who send an ambulance."""
    return need if need not in {"", "di_luar_slrt"} else "kesehatan"


def _urgency(end: Ending) -> str:
    if said := end.told("mendesak"):
        return said
    return "urgent" if end.told("sedang_dirawat") == "ya" else "normal"


def _new_case(end: Ending, urgency: str, consent: str, category: str = "") -> NewCase:
    whom = end.told("untuk_siapa") or "saya"
    person = NewPerson(
        end.told("nama_saya" if whom == "saya" else "nama_warga"),
        nik=end.told("nik"),
        kk=end.told("kk"),
        phone=end.told("telepon"),
    )
    known = bool(person.name or person.nik)
    reporter = person if known and whom == "saya" else None
    return NewCase(
        draft=end.done.talk.id,
        category=category or end.told("kebutuhan"),
        story=end.told("cerita"),
        kind=end.told("jenis") or "need",
        also=tuple(code for code in end.done.talk.also if code != end.told("kebutuhan")),
        urgency=urgency,
        area=end.told("desa"),
        subject="self" if whom == "saya" else "other",
        relation=end.told("hubungan") or ("" if whom == "saya" else whom),
        accused=end.told("terlapor"),
        access_word=end.told("kata_kunci"),
        confidentiality=_confidentiality(end),
        reporter_visibility=_visibility(end),
        entities={name: said for name in _ENTITIES if (said := end.told(name))},
        channel=end.desk.channel,
        contact_point_id=end.desk.contact_point_id,
        reporter=reporter,
        subject_person=person if known and whom != "saya" else None,
        consent=consent,
    )
