"""The state of a conversation as one line of JSON and back; nothing else survives a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from handlers.turn import Proposal, State, Talk

RENAMED: Mapping[tuple[str, str], str] = {}
"""(script, old step name) -> new name: keys are for ever once stored (HOUSE.md 6)."""


class UnreadableState(ValueError):
    """What was remembered of a conversation cannot be read; it must never become a new person silently."""


def dump(state: State) -> str:
    """Compact JSON; empty things are left out."""
    memory = {
        "talks": [_talk_out(talk) for talk in state.talks],
        "noticed": state.noticed,
        "human": state.human,
        "menu": list(state.menu),
        "hinted": state.hinted,
        "told": list(state.told),
        "lang": state.lang,
        "album": state.album,
        "echo": state.echo,
        "echoes": state.echoes,
        "echo_at": state.echo_at,
    }
    kept = {name: value for name, value in memory.items() if value}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load(text: str) -> State:
    """The state `dump` wrote; empty text is a person never seen. Raises UnreadableState."""
    if not text:
        return State()
    try:
        memory = json.loads(text)
        return State(
            talks=tuple(_talk_in(one) for one in memory.get("talks", ())),
            noticed=bool(memory.get("noticed")),
            human=str(memory.get("human", "")),
            menu=tuple(memory.get("menu", ())),
            hinted=bool(memory.get("hinted")),
            told=tuple(memory.get("told", ())),
            lang=str(memory.get("lang", "")),
            album=str(memory.get("album", "")),
            echo=str(memory.get("echo", "")),
            echoes=int(memory.get("echoes", 0)),
            echo_at=int(memory.get("echo_at", 0)),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableState(type(error).__name__) from None


def _talk_out(talk: Talk) -> dict[str, Any]:
    out = {
        "id": talk.id,
        "script": talk.script,
        "code": talk.code,
        "about": talk.about,
        "answers": dict(talk.answers),
        "found": {name: [[p.value, p.band, p.source] for p in heard] for name, heard in talk.found.items()},
        "also": list(talk.also),
        "was": dict(talk.was),
        "misses": talk.misses,
        "asked": talk.asked,
    }
    return {name: value for name, value in out.items() if value}


def _talk_in(one: Mapping[str, Any]) -> Talk:
    script = one["script"]

    def name(step: str) -> str:
        return RENAMED.get((script, step), step)

    return Talk(
        id=one["id"],
        script=script,
        code=one.get("code", ""),
        about=one.get("about", ""),
        answers={name(step): answer for step, answer in one.get("answers", {}).items()},
        found={
            name(step): tuple(Proposal(*heard) for heard in several)
            for step, several in one.get("found", {}).items()
        },
        also=tuple(one.get("also", ())),
        was={name(step): value for step, value in one.get("was", {}).items()},
        misses=one.get("misses", 0),
        asked=name(one.get("asked", "")),
    )
