"""Besides: what every turn gets on its way out, whoever answered."""

from __future__ import annotations

from dataclasses import replace

from handlers import remarks
from handlers.step import common
from handlers.texts import Texts
from handlers.turn import Done, Facts, Inbound, Reply, State, Turn


def recorded_emergency(turn: Turn) -> Turn:
    """An emergency becomes a case as soon as its story is known, before anything else is asked."""
    new = next((t for t in turn.state.talks if t.script == "darurat" and not t.about), None)
    if new is None or "cerita" not in new.answers or any(d.outcome == "catat_darurat" for d in turn.done):
        return turn
    told = dict(new.answers)
    for name in (*of_danger(told.get("bahaya", "")), "suara"):
        sure = [p.value for p in new.found.get(name, ()) if p.band == "sure"]
        if len(sure) == 1:
            told[name] = sure[0]
    return replace(turn, done=(*turn.done, Done(new, "catat_darurat", told)))


def of_danger(kind: str) -> tuple[str, ...]:
    """What the cry itself may tell; more is not asked. Of violence only the place: the relative named is who does it."""
    return ("desa", "kebutuhan", "untuk_siapa", "hubungan") if kind == "life_danger" else ("desa",)


def remarked(turn: Turn, before: State, said: Inbound, texts: Texts, facts: Facts) -> Turn:
    """What is to be said besides; urgent help stays in front of it. Nothing, while an officer is in charge."""
    keys = remarks.besides(said, before)
    if not keys or not turn.replies:
        return turn
    notes = tuple(Reply(texts.say(f"umum.{key}", **common(facts)), step=f"umum.{key}") for key in keys)
    told = tuple(sorted({*turn.state.told, *keys} - remarks.EACH_TIME))
    replies = (
        (turn.replies[0], *notes, *turn.replies[1:])
        if turn.replies[0].step.startswith("darurat.")
        else (*notes, *turn.replies)
    )
    return replace(turn, replies=replies, state=replace(turn.state, told=told))


def noticed(turn: Turn, texts: Texts, facts: Facts) -> Turn:
    """Who we are and what happens with what you write: once, with the first answer, never before urgent help."""
    if facts.staff or turn.state.noticed or not turn.replies or turn.replies[0].step.startswith("darurat."):
        return turn
    first, *others = turn.replies
    notice = texts.say("umum.pengantar", **common(facts))
    first = replace(first, body=f"{notice}\n\n{first.body}")
    return replace(turn, replies=(first, *others), state=replace(turn.state, noticed=True))
