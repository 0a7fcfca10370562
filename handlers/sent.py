"""Sent: photos, voice notes, files and pins, which are kept for an officer and heard or seen by no program.

A voice note is the story itself where a story is asked for; everywhere else the question is asked again, and most of
them can be answered by a tap.
"""

from __future__ import annotations

from dataclasses import replace

from handlers import talks
from handlers.same import newest_open
from handlers.script import ask_again, go_on, hear, play
from handlers.step import SKIPPED, Step
from handlers.steps import Find, Tell, Write
from handlers.turn import Inbound, Proposal, Talk, Turn
from handlers.words import Words

_KINDS = {"image": "foto", "video": "video", "audio": "suara", "document": "berkas"}
KEPT = (*_KINDS.values(), "lokasi")
"""What is kept with the case; a sticker is not."""
STORIES = frozenset({"lapor"})
"""Talks whose story a picture cannot tell; to a question of an officer it may be the whole answer."""


def kept(said: Inbound) -> str:
    """Which of KEPT came without a word; empty for a message that has words, which are heard like any other."""
    if said.kind == "location":
        return "lokasi"
    if said.kind != "media" or said.text.strip() or not said.media:
        return ""
    return _KINDS.get(said.media[0].kind, "")


class Sent(Words):
    """The desk with what is no words but worth keeping."""

    def _sent(self, kind: str) -> Turn:
        """One answer for a whole album, however many messages it comes in."""
        if self.said.album_id and self.said.album_id == self.state.album:
            return Turn((), self.state)
        desk = self._with(replace(self.state, album=self.said.album_id, hinted=False))
        if (case := desk._case(self.said.quoted_case)) is not None:
            return desk._spoken(kind)._said_about(case, "jawab" if case.question else "tambah_keterangan")
        return desk._to_talk(kind) if self.state.talks else desk._begun(kind)

    def _begun(self, kind: str) -> Turn:
        """It may belong to the case she has; a voice note of somebody without one is a new story."""
        talk = Talk(self.new_id(), "lapor", found=dict(self.facts.earlier))
        if newest_open(self.facts) is not None:
            talk = talks.finding(talk, {"lampiran": (Proposal(kind, "sure", "code"),)})
        if kind == "suara":
            talk = _spoken_story(talks.plus(talk, "cerita", self._words_for(kind)))
        talk = self._near(talk)
        moved = go_on(talk, self._stage(talk), self._say(f"umum.disimpan.{kind}"))
        return self._moved(talk, moved)

    def _near(self, talk: Talk) -> Talk:
        """A pin proposes the nearest villages; which of them is hers is asked."""
        pin, known = self.said.location, any(p.band == "sure" for p in talk.found.get("desa", ()))
        if pin is None or known or "desa" in talk.answers:
            return talk
        near = self.facts.places.near(pin.lat, pin.lon)
        return talks.offering(talk, "desa", near) if near else talk

    def _to_talk(self, kind: str) -> Turn:
        talk = self.state.talks[0]
        step = play(talk, self._stage(talk)).step
        if step is not None and _answered_by(kind, step, talk.script):
            talk = _spoken_story(talk) if kind == "suara" and step.name == "cerita" else talk
            return self._moved(talk, hear(talk, self._spoken(kind).said, self._stage(talk)))
        if kind == "suara" and step is not None:
            if not _may_be_left_out(step):
                return self._moved(talk, ask_again(talk, self._stage(talk), "umum.disimpan.suara"))
            talk = talks.plus(talk, step.name, SKIPPED)
        talk = self._near(talk)
        moved = go_on(talk, self._stage(talk), self._say(f"umum.disimpan.{kind}"))
        return self._moved(talk, moved)

    def _spoken(self, kind: str) -> Sent:
        """The same desk, with words standing for what was sent: "(pesan suara)"."""
        return replace(self, said=replace(self.said, text=self._words_for(kind)))

    def _words_for(self, kind: str) -> str:
        return self.texts[f"umum.isi.{kind}"]


def _spoken_story(talk: Talk) -> Talk:
    """The story is in the voice note; an officer writes it down (cases/attachments.py)."""
    return talks.finding(talk, {"suara": (Proposal("ya", "sure", "code"),)})


def _answered_by(kind: str, step: Step, script: str) -> bool:
    return isinstance(step, Tell) and (kind == "suara" or script not in STORIES)


def _may_be_left_out(step: Step) -> bool:
    """She has spoken to a question that is no must: an officer hears the name and the village in her voice."""
    return type(step) in (Write, Find) and isinstance(step, Write | Find) and step.skippable
