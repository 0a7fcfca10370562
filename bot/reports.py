"""Reports: stories become cases, and more is added to them."""

from __future__ import annotations

from dataclasses import replace

from bot.drafts import DANGERS, helper, new_case, urgency_of
from bot.ending import Acts, Ending, Result, about
from bot.lessons import Lessons
from bot.notices import Notices
from cases import audit, filling, service, store
from cases.errors import Refused
from cases.events import EventName
from cases.opening import NewCase
from cases.roles import Viewer
from cases.rules import CaseState
from handlers.lapor import CONSENT
from handlers.texts import Texts


class Reports(Acts):
    """What the talks about a trouble end with."""

    def __init__(self, notices: Notices, texts: Texts, lessons: Lessons, *, learning: bool) -> None:
        """`learning`: the read-back said that the story may teach the bot."""
        super().__init__(notices, texts)
        self._lessons = lessons
        self._learning = learning

    def open(self, end: Ending) -> Result:
        """The read-back was sent: the story becomes a case."""
        draft = replace(new_case(end, urgency=urgency_of(end), consent=CONSENT), learning=self._learning)
        result = self.opened(end, draft, end.viewer)
        if result.case_id is not None:
            case = store.read_case(end.tx, result.case_id)
            self._lessons.from_talk(end.tx, case, end.done.talk.was, end.done.told, end.now)
        return result

    def emergency(self, end: Ending) -> Result:
        """A case at once; the talk goes on and only adds to it."""
        category = DANGERS.get(end.told("bahaya")) or helper(end.told("kebutuhan"))
        draft = new_case(end, urgency="emergency", consent="", category=category)
        result = self.opened(end, draft, end.viewer)
        return replace(result, state=about(result.state, end.done.talk.id, str(result.case_id)))

    def opened(self, end: Ending, draft: NewCase, viewer: Viewer) -> Result:
        """The case of this draft; one that was opened early, for an officer who was called, is completed."""
        opened = service.open_case(end.tx, draft, viewer, end.now)
        if opened.event is not None:
            return self.told(end, opened.event)
        try:
            event = filling.fill_in(end.tx, opened.case, draft, viewer, end.now)
        except Refused:  # somebody closed it meanwhile: what was told is a case of its own
            again = replace(draft, draft=f"{draft.draft}:{opened.case.version}")
            return self.opened(end, again, viewer)
        return self.told(end, replace(event, name=EventName.CASE_OPENED))

    def complete(self, end: Ending) -> Result:
        """The place and the safe contact of an emergency."""
        case = end.case()
        entities = {name: said for name in ("aman",) if (said := end.told(name))}
        event = service.complete(
            end.tx, case, end.viewer, end.now,
            area=end.told("desa") or None, entities=entities,
        )  # fmt: skip
        return self.told(end, event)

    def answer(self, end: Ending) -> Result:
        """The answer to an officer; one that comes when nobody waits any more is an addition."""
        viewer, text = end.viewer, end.told("jawaban")
        try:
            return self.told(end, service.answer(end.tx, end.case(), viewer, end.now, text))
        except Refused:
            return self.said_more(end)

    def add_to(self, end: Ending) -> Result:
        """The story is more about a case that is open already; its words are laid there."""
        about = replace(end.done.talk, about=end.told("sama"))
        return self.said_more(replace(end, done=replace(end.done, talk=about)), end.told("cerita"))

    def outside(self, end: Ending) -> Result:
        """Shown another place to go: counted, by place and without a person (DOMAIN.md section 3)."""
        place = end.told("tempat") if end.done.outcome == "di_luar" else "luar_daerah"
        audit.record(end.tx, end.viewer, "sent_elsewhere", f"place:{place}", end.now)
        return Result(end.state)

    def outcome(self, end: Ending) -> Result:
        """Sudah or belum; a "belum" after the check opens the case again, and one that comes too late is kept as her word."""
        case = end.case()
        verb = service.confirm if end.told("hasil") == "sudah" else service.deny
        if verb is service.deny and case.state == CaseState.RESOLVED_UNVERIFIED:
            verb = service.reopen
        try:
            return self.told(end, verb(end.tx, case, end.viewer, end.now))
        except Refused:
            return self.said_more(end)
