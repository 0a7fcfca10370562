"""Own data: what a person may do with what we hold of her, carried out (UU PDP 27/2022)."""

from __future__ import annotations

from bot.ending import Acts, Ending, Result
from cases import people_own, service
from cases.errors import Refused
from cases.numbers import shown
from cases.opening import NewCase
from cases.people_own import Held
from cases.rules import OPEN_STATES, Confidentiality
from handlers.turn import State


class OwnData(Acts):
    """A copy, a correction, deletion."""

    def copy(self, end: Ending) -> Result:
        """In one message, with numbers by their last four signs; a secret case is not named (TRUST.md T15)."""
        held = people_own.held(end.tx, end.desk.contact_point_id)
        lines = self._lines(held)
        if not lines:
            return self.said(end, "data.salinan_kosong")
        return self.said(end, "data.salinan", isi="\n".join(lines))

    def _lines(self, held: Held) -> list[str]:
        def line(what: str, value: str) -> str:
            return self._texts.say(f"data.baris.{what}", nilai=value)

        lines = []
        for person in held.people:
            ends = {"nik": person.nik[-4:], "telepon": person.phone[-4:]}
            lines += [line("nama", person.name)] if person.name else []
            lines += [line(what, f"••••{end}") for what, end in ends.items() if end]
        for case in held.cases:
            if case.confidentiality != Confidentiality.SECRET:
                word = self._texts[f"status.keadaan.{case.state}"]
                lines.append(
                    line("laporan", f"{shown(case.number)}: {word}, {self._notices.day(case.created_at)}")
                )
        if held.consented_at is not None:
            lines.append(line("setuju", self._notices.day(held.consented_at)))
        return [*lines, line("pesan", str(held.messages))] if lines else []

    def correct(self, end: Ending) -> Result:
        """A person corrects, with history (TRUST.md P7): it goes to an officer as a case of its own."""
        draft = NewCase(
            draft=f"perbaiki:{end.done.talk.id}", category="data_dtsen", story=end.told("perbaikan"),
            kind="data_update", confidentiality=Confidentiality.RESTRICTED, channel=end.desk.channel,
            contact_point_id=end.desk.contact_point_id,
        )  # fmt: skip
        opened = service.open_case(end.tx, draft, end.viewer, end.now)
        if opened.event is not None:
            self._notices.alert(end.tx, service.want_human(end.tx, opened.case, end.viewer, end.now), end.now)
        return self.said(end, "data.diteruskan", opened.case)

    def erase(self, end: Ending) -> Result:
        """Now, when nobody works for her any more; the conversation begins anew."""
        try:
            people_own.erase(end.tx, end.desk.contact_point_id, end.now)
        except Refused:
            return self._still_open(end)
        gone = self.said(end, "data.dihapus")
        return Result(State(noticed=True), replies=gone.replies)

    def _still_open(self, end: Ending) -> Result:
        """Which reports stand in the way; a secret one is not named, an officer is told instead."""
        held = people_own.held(end.tx, end.desk.contact_point_id)
        living = [case for case in held.cases if case.state in OPEN_STATES]
        named = [shown(case.number) for case in living if case.confidentiality != Confidentiality.SECRET]
        if len(named) == len(living):
            return self.said(end, "data.hapus_terbuka", laporan=", ".join(named))
        hidden = next(case for case in living if case.confidentiality == Confidentiality.SECRET)
        self._notices.alert(end.tx, service.want_human(end.tx, hidden, end.viewer, end.now), end.now)
        return self.said(end, "data.hapus_dijaga")
