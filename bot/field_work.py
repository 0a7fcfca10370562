"""Field work: what a facilitator's talks end with, carried out under her own account (DOMAIN.md 1.3)."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from bot.drafts import new_case, urgency_of
from bot.ending import Acts, Ending, Result
from bot.notices import Notices
from bot.reports import Reports
from cases import accounts, numbers, service, store, tasks
from cases.errors import Refused
from cases.roles import SYSTEM, Role, Viewer
from handlers.kunjungan import LINES
from handlers.lapor import CONSENT
from handlers.texts import Texts


class FieldWork(Acts):
    """A case for somebody else, a task done, a visit told."""

    def __init__(self, notices: Notices, texts: Texts, reports: Reports) -> None:
        super().__init__(notices, texts)
        self._reports = reports

    def open(self, end: Ending) -> Result:
        """The draft becomes a case she entered. When her duty has ended meanwhile, it is a neighbour's report."""
        draft = new_case(end, urgency=urgency_of(end), consent=CONSENT, whom="warga")
        viewer = _facilitator(end)
        if viewer is None:
            opened = self._reports.opened(end, draft, end.viewer)
            return replace(
                opened, replies=(*opened.replies, *self.said(end, "wakil.bukan_fasilitator").replies)
            )
        by_her = replace(draft, reporter_role=Role.FACILITATOR.value, intake_point="facilitator")
        return self._reports.opened(end, by_her, viewer)

    def task_done(self, end: Ending) -> Result:
        """She says so; it stands with her name."""
        viewer = _facilitator(end)
        if viewer is None:
            return self.said(end, "wakil.tugas_selesai_sudah")
        case = store.by_id(end.tx, viewer, UUID(end.done.talk.about))
        tasks.finish(end.tx, case.id, end.told("tugas"), viewer, end.now, account_id=viewer.account_id)
        return self.said(end, "wakil.tugas_dicatat", case)

    def visited(self, end: Ending) -> Result:
        """What she found is a note for her colleagues; the visit is done."""
        viewer = _facilitator(end)
        if viewer is None:
            return self.said(end, "wakil.tugas_selesai_sudah")
        case = store.by_id(end.tx, viewer, UUID(end.done.talk.about))
        try:
            service.note(end.tx, case, viewer, end.now, self._told_of_visit(end))
        except Refused:  # the case has moved out of her area since: the note is kept all the same
            service.note(end.tx, case, SYSTEM, end.now, f"{viewer.name}: {self._told_of_visit(end)}")
        for kind in ("visit", "verify"):
            tasks.finish(end.tx, case.id, kind, viewer, end.now, account_id=viewer.account_id)
        said = {"nomor": numbers.shown(case.number)}
        return self.said(end, "wakil.kunjungan_dicatat", case, **said)

    def _told_of_visit(self, end: Ending) -> str:
        lines = [end.told("hasil_kunjungan")]
        for line in LINES:
            if value := end.told(line):
                name = f"kunjungan.rumah.pilihan.{value}"
                shown = self._texts[name] if line == "rumah" and name in self._texts else value
                lines.append(f"{self._texts[f'wakil.baris_kunjungan.{line}']}: {shown}")
        return "\n".join(lines)


def _facilitator(end: Ending) -> Viewer | None:
    """Who speaks, when she is a facilitator today."""
    account = accounts.by_id(end.tx, end.desk.staff_id) if end.desk.staff_id else None
    if account is None or not account.active:
        return None
    viewer = accounts.viewer_of(end.tx, account, end.now)
    return viewer if Role.FACILITATOR in viewer.roles() else None
