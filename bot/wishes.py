"""Wishes: a human, a code to meet her with, an account to be linked, no more messages."""

from __future__ import annotations

from dataclasses import replace

from bot.drafts import new_case, urgency_of
from bot.ending import Acts, Ending, Result, about
from cases import accounts, meeting_code, messages, people_meeting, service
from cases.errors import Refused
from cases.opening import NewCase


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
