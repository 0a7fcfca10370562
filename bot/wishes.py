"""Wishes: a human, a code to meet her with, an account to be linked, no more messages."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from bot.drafts import new_case, urgency_of
from bot.ending import Acts, Ending, Result, about
from cases import accounts, meeting_code, messages, people_meeting, service, store
from cases.errors import Refused
from cases.opening import NewCase
from cases.rules import CloseReason
from cases.store import CaseRow

PRESSED = frozenset({"kekerasan", "penyimpangan"})
"""Needs whose reporters may be pressed to take their word back."""
WANTS_OUT = "Warga ingin mencabut laporan. Periksa dulu apakah ada tekanan."


class Wishes(Acts):
    """What a person may want beside a report."""

    def human(self, end: Ending) -> Result:
        """Somebody wants to speak with a human; what she told so far becomes the case the officer reads."""
        viewer, talk, state = end.viewer, end.done.talk, end.state
        if talk.about:
            case = end.case()
        else:
            case = service.open_case(end.tx, self._wish(end), viewer, end.now).case
            state = about(state, talk.id, str(case.id))
        event = service.want_human(end.tx, case, viewer, end.now)
        self._notices.alert(end.tx, event, end.now)
        return Result(state, case.id)

    def _wish(self, end: Ending) -> NewCase:
        """An unfinished report as far as it is known, or only the wish."""
        if end.told("cerita"):
            need = end.told("kebutuhan") or "di_luar_slrt"
            return new_case(end, urgency=urgency_of(end), consent="", category=need)
        return NewCase(
            draft=f"petugas:{end.done.talk.id}",
            category="di_luar_slrt",
            story=self._texts["umum.pilihan.petugas"],
            kind="question",
            channel=end.desk.channel,
            contact_point_id=end.desk.contact_point_id,
        )

    def speak(self, end: Ending) -> Result:
        """A word to the officer in charge; the bot says nothing."""
        said = self.said_more(end)
        return replace(said, replies=())

    def withdraw(self, end: Ending) -> Result:
        """Closed as she wishes; where somebody may press her, an officer speaks with her first (DOMAIN.md 5.1)."""
        case = self._picked(end)
        if case.category in PRESSED:
            event = service.want_human(end.tx, case, end.viewer, end.now, text=WANTS_OUT)
            self._notices.alert(end.tx, event, end.now)
            return self.said(end, "cabut.diperiksa", case)
        try:
            event = service.close(end.tx, case, end.viewer, end.now, reason=CloseReason.WITHDRAWN, text="")
        except Refused:
            return self.said(end, "cabut.tidak_ada", case)
        return self.told(end, event)

    def reopen(self, end: Ending) -> Result:
        """With her reason; too late it is a new report."""
        case = self._picked(end)
        try:
            return self.told(end, service.reopen(end.tx, case, end.viewer, end.now, end.told("alasan")))
        except Refused:
            return self.said(end, "buka.lewat", case)

    def rate(self, end: Ending) -> Result:
        """The tap, and later the reason."""
        case = end.case()
        score, why = end.told("nilai"), end.told("sebab")
        if score or why:
            service.rate(end.tx, case, end.viewer, end.now, score, why)
        return self.said(end, "umum.dinilai", case) if score else Result(end.state, case.id)

    def _picked(self, end: Ending) -> CaseRow:
        return store.by_id(end.tx, end.viewer, UUID(end.told("laporan")))

    def meeting(self, end: Ending) -> Result:
        """A code to show papers with, read aloud at the desk."""
        case = end.case()
        try:
            code, ends = people_meeting.make_code(end.tx, case, end.now)
        except Refused:
            return self.said(end, "umum.temu_sering", case)
        day = self._notices.day(ends)
        return self.said(end, "umum.temu_kode", case, kode=meeting_code.shown(code), tanggal=day)

    def link(self, end: Ending) -> Result:
        """An officer's one-time code links this chat to her account."""
        account = accounts.link(end.tx, end.told("kode"), end.desk.contact_point_id, end.now)
        return self.said(end, "akun.terhubung" if account else "akun.kode_salah")

    def stop(self, end: Ending) -> Result:
        messages.stop_news(end.tx, end.desk.contact_point_id, end.now)
        return Result(end.state)
