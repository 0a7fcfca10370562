"""One case in the words of its page: head, thread, people, referrals, details."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from admin import words
from admin.case_data import CaseData
from admin.event_words import (
    ACCUSED,
    ENTITIES,
    EVENTS,
    FOR_THE_RESIDENT,
    NOTE,
    NOTES,
    SENT,
    VALUES,
    VISIBILITIES,
)
from cases import messages, numbers
from cases.attachments import OFFICE, Attachment
from cases.store import CaseRow, ReferralRow, TimelineEntry
from cases.store.store_ledger import Promise
from nlu.masking import dotted

NAMELESS = "Tanpa nama"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the thread."""

    kind: str
    """event | resident | office | note"""
    at: str
    who: str
    text: str
    ticks: str = ""
    failed: bool = False
    label: str = NOTE
    """What a note is."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing that was sent, as its card shows it."""

    label: str
    known: str
    link: str
    """Where its bytes are; empty while there are none."""
    shown: str
    """image | audio | video | application; empty while there are no bytes."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts a case into words for one moment in one time zone."""

    data: CaseData
    now: datetime
    zone: ZoneInfo

    def head(self) -> dict[str, Any]:
        """What stands above everything."""
        case = self.data.case
        status, tone = words.STATES.get(case.state, (case.state, ""))
        # an agency is bound by its referral's date, not by the case's
        clock = self.data.own_referral or case
        stopped = clock.clock_left is not None
        due = words.day(clock.due_at, self.zone) if clock.due_at else ""
        return {
            "shown": numbers.shown(case.number),
            "link": f"/panel/kasus/{case.number}",
            "title": words.headline(self.story(), case.title),
            "facts": [fact for fact in (self.data.area_name, self._about()) if fact],
            "category": self.data.categories.get(case.category, case.category),
            "channel": words.CHANNELS.get(case.channel, case.channel),
            "created": words.moment(case.created_at, self.zone, self.now),
            "urgency": words.URGENCIES.get(case.urgency, ""),
            "confidentiality": words.CONFIDENTIALITIES.get(case.confidentiality, ""),
            "status": status,
            "tone": tone,
            "version": case.version,
            "deadline": words.deadline(clock.due_at, stopped, self.now),
            "deadline_detail": "Jeda: menunggu jawaban warga."
            if stopped
            else (due or "Tidak ada tenggat berjalan."),
        }

    def story(self) -> str:
        """In the resident's own words; an agency reads no numbers in it that its package does not hold."""
        story, mine = self.data.case.story, self.data.own_referral
        if mine is None or {"nik", "phone"} <= set(mine.package):
            return story
        return dotted(story)

    def _about(self) -> str:
        """Name and masked NIK of who is to be helped."""
        person = self.data.people.get("subject") or self.data.people.get("reporter")
        if person is None:
            return ""
        return f"{person.name or NAMELESS} (NIK {words.masked(person.nik)})" if person.nik else person.name

    def reaches(self) -> str:
        """Whom the outgoing form writes to, and how."""
        person = self.data.people.get("reporter")
        name, case = person.name if person and person.name else "pelapor", self.data.case
        if case.keep_away:
            return "Warga minta jangan dihubungi lewat chat ini. Cari cara lain yang aman."
        return f"Ke {name}, lewat {words.CHANNELS.get(case.channel, case.channel)}. Warga membaca ini."

    # --- the thread -----------------------------------------------------------------------------------

    def thread(self) -> list[Entry]:
        """The story first, then everything in the order it happened."""
        case = self.data.case
        entries = [entry for one in self.data.thread for entry in self._entries(one)]
        if not (story := self.story()):
            return entries
        at = words.moment(case.created_at, self.zone, self.now)
        told = Entry("resident", at, "Cerita warga", story)
        return [told, *entries]

    def _entries(self, one: TimelineEntry) -> list[Entry]:
        at = words.moment(one.at, self.zone, self.now)
        if one.kind == "in":
            return [Entry("resident", at, "Warga", one.text or f"({one.name})")]
        if one.kind == "out":
            ticks, failed = words.TICKS.get(one.state, one.state), one.state in words.UNDELIVERED
            if one.state == "held":
                ticks = words.HELD.get(one.error, ticks)
            return [Entry("office", at, self._sender(one), one.text, ticks, failed)]
        who = self._who(one)
        if one.name == "note_added":
            return [Entry("note", at, who, one.text)]
        done = EVENTS.get(one.name, one.name).format(**self._named(one))
        if one.data.get("excluded") == "nobody" and not self.data.case.referred:
            done += ", tanpa mengecualikan siapa pun"
        line = Entry("event", at, who, done)
        if not one.text or self._stands_in_a_message(one):
            return [line]
        if one.actor == "resident":
            return [line, Entry("resident", at, who, one.text)]
        if self.data.case.referred and one.name in FOR_THE_RESIDENT and not self.data.case.guarded:
            return [line, Entry("office", at, f"{who} · untuk warga", one.text)]
        return [line, Entry("note", at, who, one.text, label=NOTES.get(one.name, NOTE))]

    def _named(self, one: TimelineEntry) -> dict[str, str]:
        """What the words of an event have room for."""
        match one.name:
            case "route_changed":
                names = {str(agency.id): agency.short_name for agency in self.data.agencies}
                return {"agency": names.get(one.data.get("agency", ""), "tidak ada lembaga")}
            case "deadline_changed":
                was, now = (datetime.fromisoformat(one.data[name]) for name in ("from", "to"))
                return {"was": words.day(was, self.zone), "now": words.day(now, self.zone)}
            case _:
                return {"agency": one.agency}

    def _stands_in_a_message(self, event: TimelineEntry) -> bool:
        """Its text is in the thread already: in the message it caused, or in the one that brought it.

        Of a guarded case the resident gets a neutral sentence instead; then the text is shown by itself.
        """
        if event.actor == "resident":
            return any(one.kind == "in" and event.text in one.text for one in self.data.thread)
        return any(event.text in one.text for one in self._caused(event))

    def _caused(self, event: TimelineEntry) -> list[TimelineEntry]:
        return [one for one in self.data.thread if one.kind == "out" and one.dedupe.startswith(str(event.id))]

    def _sender(self, message: TimelineEntry) -> str:
        """Whose act the resident was told of."""
        via = words.CHANNELS.get(message.channel, message.channel)
        if message.name == messages.OPENER:
            return f"Bot · pesan pembuka lewat {via}"
        if message.helps:
            return f"Bot · dicoba lagi lewat {via}"
        causes = [one for one in self.data.thread if one.kind == "event" and message in self._caused(one)]
        name = causes[0].actor_name if causes else ""
        return f"{name or 'Bot'} · dikirim ke warga"

    def _who(self, one: TimelineEntry) -> str:
        if one.actor_name:
            return one.actor_name
        return {"resident": "Warga", "system": "Sistem", "operator": "Operator"}.get(one.actor, "Petugas")

    # --- the cards ------------------------------------------------------------------------------------

    def people(self) -> list[tuple[str, str]]:
        """Who is to be helped and who told it; numbers by their last four digits only."""
        case, found = self.data.case, self.data.people
        facts = [
            ("Dilaporkan untuk", "diri sendiri" if case.subject == "self" else case.relation or "orang lain")
        ]
        for role, label in (("subject", "Yang dibantu"), ("reporter", "Pelapor")):
            person = found.get(role)
            if person is None or (role == "reporter" and case.subject == "self"):
                continue
            facts.append((label, person.name or NAMELESS))
            facts += [
                (name, words.masked(value))
                for name, value in (("NIK", person.nik), ("KK", person.kk), ("HP", person.phone))
                if value
            ]
        facts += self._chat()
        if not found:
            facts.append(("Nama", NAMELESS if not case.referred else "Tidak dibagikan"))
        return facts

    def _chat(self) -> list[tuple[str, str]]:
        """Whether a message would reach her now (CHANNELS.md section 7); none of it for an agency."""
        chat = self.data.chat
        if chat is None:
            return []
        via = words.CHANNELS.get(chat.channel, chat.channel)
        if chat.stopped_at:
            return [("Chat", f"{via}, minta berhenti dikirimi kabar")]
        if chat.unreachable_since:
            since = words.moment(chat.unreachable_since, self.zone, self.now)
            return [("Chat", f"{via}, tidak terjangkau sejak {since}: hubungi lewat telepon")]
        if self.data.open_until is None:
            return [("Chat", via)]
        if self.data.open_until > self.now:
            until = words.moment(self.data.open_until, self.zone, self.now)
            return [("Chat", f"{via}, bisa dibalas sampai {until}")]
        return [("Chat", f"{via}, sudah lewat 24 jam: kabar menunggu warga menulis")]

    def referrals(self) -> list[list[tuple[str, str]]]:
        """One card for each, newest first."""
        return [self._referral(one) for one in reversed(self.data.referrals)]

    def _referral(self, one: ReferralRow) -> list[tuple[str, str]]:
        due = words.day(one.due_at, self.zone) if one.due_at else ""
        lines = [
            ("Lembaga", one.agency),
            ("Status", words.REFERRAL_STATES.get(one.state, one.state)),
            ("Dikirim", words.moment(one.sent_at, self.zone, self.now)),
            ("Tenggat", due),
            ("Hasil", words.OUTCOMES.get(one.outcome, "")),
            ("Alasan", words.REASONS.get(one.reason, "")),
            ("Catatan", one.note),
        ]
        return [(label, value) for label, value in lines if value]

    def sent(self) -> list[Sent]:
        """What came besides words: what it is, what is known of it, and where it is shown."""
        link = f"/panel/kasus/{self.data.case.number}/kiriman"
        return [
            Sent(
                label=f"{SENT[one.kind]}{', dikirim ke warga' if one.channel == OFFICE else ''}, {words.moment(one.received_at, self.zone, self.now)}",
                known=" · ".join(fact for fact in _facts_of(one) if fact),
                link=f"{link}/{one.id}" if one.file else "",
                shown=one.mime.partition("/")[0] if one.file else "",
            )
            for one in self.data.attachments
        ]

    def tasks(self) -> list[tuple[str, words.Deadline | None, str]]:
        """What somebody still has to do for this case, each with its own date."""
        return [
            (words.TASKS[one.kind], words.deadline(one.due_at, False, self.now), one.text)
            for one in self.data.tasks
        ]

    def promises(self) -> list[tuple[str, str, str, str]]:
        """(what, by whom and until when, how it ended, tone of that)."""
        return [self._promise(one) for one in self.data.promises]

    def _promise(self, one: Promise) -> tuple[str, str, str, str]:
        who = one.agency or "SLRT"
        until = words.day(one.until, self.zone)
        ended, tone = words.PROMISE_ENDINGS["late" if one.broken and one.how != "dropped" else one.how]
        bring = f", warga menyiapkan {one.bring}" if one.bring else ""
        return words.PROMISES.get(one.what, one.what), f"{who}, sampai {until}{bring}", ended, tone

    def named(self, others: Sequence[CaseRow]) -> list[tuple[str, str, str]]:
        """(address, number, what and how it stands) of other cases."""
        return [
            (
                f"/panel/kasus/{one.number}",
                numbers.shown(one.number),
                f"{one.title}, {words.STATES[one.state][0]}",
            )
            for one in others
        ]

    def details(self) -> list[tuple[str, str]]:
        """Everything else that is known."""
        case = self.data.case
        also = ", ".join(self.data.categories.get(code, code) for code in case.also)
        lines = [
            ("Wilayah", self.data.area_name or "Belum diketahui"),
            ("Yang dilaporkan", ACCUSED.get(case.accused, "")),
            ("Nama pelapor", VISIBILITIES.get(case.reporter_visibility, "")),
            ("Jenis", words.KINDS.get(case.kind, "")),
            *self._route(),
            ("Kebutuhan lain", also),
            ("Ditutup karena", words.CLOSE_REASONS.get(case.close_reason, "")),
            ("Hasil", words.OUTCOMES.get(case.outcome, "")),
            ("Layanan", words.DECISIONS.get(case.service_decision, "")),
            ("Kembali ke SLRT", self._returns()),
        ]
        lines += [
            (ENTITIES.get(name, name), words.masked(value) if name == "telepon" else VALUES.get(value, value))
            for name, value in case.entities.items()
        ]
        return [(label, value) for label, value in lines if value]

    def _returns(self) -> str:
        """How often the case went to and fro: a number somebody should be ashamed of."""
        back = {"rejected", "returned", "expired"}
        times = sum(one.state in back for one in self.data.referrals) + self.data.case.reopened
        return f"{times} kali" if times and not self.data.case.referred else ""

    def _route(self) -> list[tuple[str, str]]:
        """Where the office's table sends it and why; none of it for an agency."""
        case = self.data.case
        if case.referred:
            return []
        names = {one.id: one.short_name for one in self.data.agencies}
        proposed = names.get(case.proposed_agency_id, "") if case.proposed_agency_id else "Belum ada aturan"
        return [("Usul rujukan", proposed), ("Mengapa ke sini", case.route_reason)]


def _facts_of(one: Attachment) -> tuple[str, ...]:
    size = f"{max(1, one.size // 1024)} kB" if one.size else ""
    if one.kind == "location":
        return (one.ref.replace(",", ", "), one.filename)
    coming = {"waiting": "sedang diambil", "given_up": "tidak bisa diambil, minta kirim lagi"}.get(
        one.state, ""
    )
    if one.kind == "audio":
        return (size, coming, "sudah ditulis" if one.transcript else "belum ditulis")
    return (one.filename, size, coming)
