"""Desk: one message on it, and the moves every way of answering shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from handlers import drafts
from handlers.kunci import with_news
from handlers.same import CLOSED
from handlers.script import Moved, Stage, go_on
from handlers.scripts import SCRIPTS
from handlers.step import common
from handlers.texts import Texts
from handlers.turn import CaseBrief, Done, Facts, Inbound, Option, Reply, State, Talk, Turn

MENU = ("lapor", "status", "petugas", "darurat")
RESUME = ("lanjut", "baru")


@dataclass(frozen=True, slots=True)
class Desk:
    """One message at the desk."""

    state: State
    said: Inbound
    facts: Facts
    texts: Texts
    new_id: Callable[[], str]

    # --- moving a talk --------------------------------------------------------------------------------

    def _put_in_front(self, talk: Talk) -> Turn:
        return self._moved(talk, go_on(talk, self._stage(talk)))

    def _moved(self, talk: Talk, moved: Moved) -> Turn:
        """The state after a talk moved: it is in front, or ended and the one behind it is offered again."""
        moved = with_news(moved, self.facts, self.texts)
        moved = self._named(talk, moved)
        others = tuple(t for t in self.state.talks if t.id != talk.id)
        front = (moved.talk,) if moved.talk else ()
        menu = _menu_of(moved.replies)
        state = replace(self.state, talks=(*front, *others), menu=menu, hinted=False)
        turn = Turn(moved.replies, state, (moved.done,) if moved.done else ())
        return turn if moved.talk or not others else self._with(state)._then_ask(turn, "umum.lanjutkan_tadi")

    def _then_ask(self, turn: Turn, before: str = "") -> Turn:
        """After a word in between, the question that waits is asked again; without one, the menu is near."""
        if not turn.state.talks:
            return turn
        talk = turn.state.talks[0]
        moved = self._named(talk, go_on(talk, self._stage(talk), self._say(before) if before else ""))
        if moved.talk is None:
            return turn
        state = replace(turn.state, talks=(moved.talk, *turn.state.talks[1:]), menu=())
        return replace(turn, replies=(*turn.replies, *moved.replies), state=state)

    def _named(self, talk: Talk, moved: Moved) -> Moved:
        """A facilitator sees in front of every question whom it is about: "sedang mengurus"."""
        if talk.script != drafts.SCRIPT or not moved.replies:
            return moved
        who = self.texts.say("wakil.mengurus", draf=drafts.called(moved.talk or talk))
        first, *others = moved.replies
        return replace(moved, replies=(replace(first, body=f"{who}\n{first.body}"), *others))

    def _start(self, script: str, replacing: bool = False) -> Turn:
        talks = tuple(t for t in self.state.talks if not (replacing and t.script == script))
        found = dict(self.facts.earlier) if script == "lapor" else {}
        desk = self._with(replace(self.state, talks=talks))
        started = desk._put_in_front(Talk(self.new_id(), script, found=found))
        if script != "darurat":
            return started
        return replace(started, replies=(self._reply("darurat.tolong"), *started.replies))

    # --- what is often said ---------------------------------------------------------------------------

    def _menu(self, before: str = "umum.menu") -> Turn:
        options = tuple(Option(one, self.texts[f"umum.pilihan.{one}"]) for one in MENU)
        reply = Reply(self._say(before), options, step="umum.menu")
        return Turn((reply,), replace(self.state, menu=MENU, hinted=False))

    def _offer_resume(self) -> Turn:
        options = tuple(Option(one, self.texts[f"umum.pilihan.{one}"]) for one in RESUME)
        reply = Reply(self._say("umum.lanjutkan"), options, step="umum.lanjutkan")
        return Turn((reply,), replace(self.state, menu=RESUME))

    def _said_about(self, case: CaseBrief, outcome: str) -> Turn:
        """The message belongs to this case: as the answer to its question, or as more to it."""
        name = {"jawab": "jawaban", "tambah_keterangan": "keterangan"}[outcome]
        about = Talk(self.new_id(), "tambah", about=case.id)
        return Turn((), self.state, (Done(about, outcome, {name: self.said.text.strip()}),))

    def _newest_open(self) -> CaseBrief | None:
        return next((case for case in self.facts.cases if case.status not in CLOSED), None)

    def _case(self, case_id: str) -> CaseBrief | None:
        return next((case for case in self.facts.cases if case_id and case.id == case_id), None)

    # --- small things ---------------------------------------------------------------------------------

    def _stage(self, talk: Talk) -> Stage:
        return Stage(SCRIPTS[talk.script], self.facts, self.texts)

    def _with(self, state: State) -> Self:
        return replace(self, state=state)

    def _say(self, key: str) -> str:
        return self.texts.say(key, **common(self.facts))

    def _reply(self, key: str) -> Reply:
        return Reply(self._say(key), step=key)


def _menu_of(replies: tuple[Reply, ...]) -> tuple[str, ...]:
    """Ids a typed number is read against, when the last message was a menu outside any question."""
    if replies and replies[-1].step.startswith("umum."):
        return tuple(option.id for option in replies[-1].options)
    return ()
