"""Agency answers: what a contact at an agency says in the chat becomes the verb of her referral."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from bot.ending import Acts, Ending, Result
from cases import accounts, conferences, numbers, referrals, store
from cases.errors import NotFound, Refused, Stale
from cases.events import Event
from cases.roles import Right, Viewer
from cases.store import CaseRow, ReferralRow
from handlers import rapat
from handlers.rujukan import GONE

Verb = Callable[[Ending, CaseRow, ReferralRow, Viewer], Event]


class AgencyAnswers(Acts):
    """Terima, bukan kami, butuh data, selesai."""

    def accept(self, end: Ending) -> Result:
        return self._carried_out(
            end, "terima", lambda e, case, ref, who: referrals.accept(e.tx, case, ref, who, e.now)
        )

    def refuse(self, end: Ending) -> Result:
        """Not ours: before it was accepted a rejection, afterwards it is given back."""

        def verb(e: Ending, case: CaseRow, ref: ReferralRow, who: Viewer) -> Event:
            said = {"reason": e.told("alasan"), "text": e.told("penjelasan")}
            act = referrals.give_back if ref.accepted_at else referrals.reject
            return act(e.tx, case, ref, who, e.now, **said)

        return self._carried_out(end, "bukan", verb)

    def ask(self, end: Ending) -> Result:
        return self._carried_out(
            end,
            "data",
            lambda e, case, ref, who: referrals.ask(e.tx, case, ref, who, e.now, e.told("pertanyaan")),
        )

    def finish(self, end: Ending) -> Result:
        def verb(e: Ending, case: CaseRow, ref: ReferralRow, who: Viewer) -> Event:
            return referrals.finish(
                e.tx, case, ref, who, e.now, outcome=e.told("hasil"), text=e.told("hasilnya")
            )

        return self._carried_out(end, "selesai", verb)

    def speak(self, end: Ending) -> Result:
        """Her office's opinion stands in the conference; all its parties are told."""
        try:
            viewer = _contact(end)
            case = store.by_id(end.tx, viewer, UUID(end.done.talk.about))
            event = conferences.speak(end.tx, case, viewer, end.now, end.told("pendapat"))
        except (NotFound, Refused):
            return self.said(end, f"rapat.selesai.{rapat.GONE}")
        self._notices.notify(end.tx, event, end.now)
        return self.said(end, "rapat.dicatat", case, nomor=numbers.shown(case.number))

    def _carried_out(self, end: Ending, word: str, verb: Verb) -> Result:
        """The resident is told by the event; the contact by one sentence. What came too late changes nothing."""
        try:
            viewer = _contact(end)
            case = store.by_id(end.tx, viewer, UUID(end.done.talk.about))
            referral = store.referrals_of(end.tx, viewer, case)[-1]
            event = verb(end, case, referral, viewer)
        except (NotFound, Refused, Stale):
            return self.said(end, f"rujukan.selesai.{GONE}")
        self._notices.notify(end.tx, event, end.now)
        return self.said(end, f"rujukan.dicatat.{word}", case, nomor=numbers.shown(case.number))


def _contact(end: Ending) -> Viewer:
    """Who answers. Raises NotFound when the chat speaks for no agency (any more)."""
    viewer = accounts.acting(end.tx, end.desk.staff_id, end.now)
    if viewer is None or viewer.agency_id is None or not viewer.may(Right.READ_REFERRED):
        raise NotFound("this chat speaks for no agency")
    return viewer
