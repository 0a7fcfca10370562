"""One ended talk with everything needed to carry it out, and what the verbs of the case room have in common here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.notices import Notices
from cases import service, store
from cases.errors import Refused
from cases.events import Event
from cases.messages import Desk
from cases.roles import Viewer, resident
from cases.store import CaseRow
from handlers.step import SKIPPED
from handlers.texts import Texts
from handlers.turn import Done, Reply, State

_THANKS = "tambah.selesai.tambah_keterangan"


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

    @property
    def viewer(self) -> Viewer:
        """The resident, as who acts."""
        return resident(self.desk.contact_point_id)

    def case(self) -> CaseRow:
        """The case the talk is about. Raises NotFound."""
        return store.by_id(self.tx, self.viewer, UUID(self.done.talk.about))


def about(state: State, talk_id: str, case_id: str) -> State:
    """The state with one of its talks bound to a case."""
    bound = (replace(talk, about=case_id) if talk.id == talk_id else talk for talk in state.talks)
    return replace(state, talks=tuple(bound))


class Acts:
    """Verbs that a talk can end with, and the words that follow."""

    def __init__(self, notices: Notices, texts: Texts) -> None:
        self._notices = notices
        self._texts = texts

    def told(self, end: Ending, event: Event) -> Result:
        """What the resident is told of her own act, in this turn; alerts go out beside it."""
        self._notices.alert(end.tx, event, end.now)
        self._notices.pass_on(end.tx, event, end.now)
        turn = self._notices.news(end.tx, event, end.state)
        if turn is None:
            return Result(end.state, event.case_id)
        return Result(turn.state, event.case_id, turn.replies)

    def said(self, end: Ending, key: str, case: CaseRow | None = None, **values: str) -> Result:
        """One sentence as the answer."""
        reply = Reply(
            self._texts.speaking(end.state.lang).say(key, **values),
            step=key,
            case=str(case.id) if case else "",
        )
        return Result(end.state, case.id if case else None, (reply,))

    def said_more(self, end: Ending, text: str = "") -> Result:
        """The message stands in the case's timeline; somebody is told, in whatever state the case is."""
        case = end.case()
        try:
            event = service.complete(end.tx, case, end.viewer, end.now, text=text)
        except Refused:  # closed: a word after the end is a wish to be heard
            event = service.want_human(end.tx, case, end.viewer, end.now)
        self._notices.alert(end.tx, event, end.now)
        return self.said(end, _THANKS, case)
