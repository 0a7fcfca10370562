"""Agency: somebody at an agency without an account, at the desk; what she may say about a referral."""

from __future__ import annotations

from dataclasses import replace

from handlers import answers, rapat
from handlers.field import Field
from handlers.rujukan import ACTS, GONE, WORD, said
from handlers.script import go_on
from handlers.step import common
from handlers.turn import Option, ReferralBrief, Reply, Talk, Turn

MOST = 8
"""Referrals of one list."""

_EXPLAINED_BY = {"bukan": "penjelasan", "data": "pertanyaan", "selesai": "hasilnya"}
"""The step that the rest of a typed answer belongs to."""


class Agency(Field):
    """The desk with what somebody at an agency may say."""

    def _referral(self) -> Turn | None:
        """An answer to a referral, by quote or, when there is only one, by word; None for anything else."""
        act, rest = said(self.said.text)
        if not act or (self.state.talks and not self.said.quoted_case):  # it answers the question just asked
            return None
        quoted = [one for one in self.facts.referrals if one.case == self.said.quoted_case]
        meant = quoted or (list(self.facts.referrals) if not self.said.quoted_case else [])
        return self._answer(meant[0], act, rest) if len(meant) == 1 else None

    def _conference(self) -> Turn | None:
        """What she quotes is about a conference: her words are her office's opinion."""
        case, words = self.said.quoted_case, answers.story(self.said.text)
        if not case or case not in self.facts.conferences or not words:
            return None
        return self._put_in_front(Talk(self.new_id(), rapat.WORD, about=case, answers={"pendapat": words}))

    def _conference_word(self, about: str) -> Turn:
        """The button under what was said there."""
        if about not in self.facts.conferences:
            return self._told(f"rapat.selesai.{rapat.GONE}")
        return self._put_in_front(Talk(self.new_id(), rapat.WORD, about=about))

    def _answer(self, brief: ReferralBrief, act: str, rest: str = "") -> Turn:
        """The talk about this referral, begun with what is known of the answer."""
        if act not in brief.acts:
            return self._told(f"rujukan.selesai.{GONE}")
        told = {"jawaban": act}
        if rest and (step := _EXPLAINED_BY.get(act)) and (step == "penjelasan" or answers.story(rest)):
            told[step] = rest
        others = tuple(t for t in self.state.talks if (t.script, t.about) != (WORD, brief.case))
        talk = Talk(self.new_id(), WORD, about=brief.case, answers=told)
        return self._with(replace(self.state, talks=others))._moved(talk, go_on(talk, self._stage(talk)))

    def _referral_word(self, about: str) -> Turn:
        """A button under a referral, or the list of what waits."""
        id_, _, act = about.partition(":")
        brief = next((one for one in self.facts.referrals if one.case == id_), None)
        if not id_:
            return self._listed()
        if brief is None:
            return self._told(f"rujukan.selesai.{GONE}")
        if act:
            return self._answer(brief, act)
        return self._put_in_front(Talk(self.new_id(), WORD, about=brief.case))

    def _listed(self) -> Turn:
        waiting = self.facts.referrals[:MOST]
        if not waiting:
            return self._then_ask(Turn((self._reply("rujukan.daftar_kosong"),), self.state))
        lines = "\n".join(line(one, self) for one in waiting)
        body = self.texts.say("rujukan.daftar", rujukan=lines, **common(self.facts))
        options = tuple(Option(f"{WORD}:{one.case}", one.number) for one in waiting)
        menu = tuple(option.id for option in options)
        return Turn((Reply(body, options, step="umum.rujukan"),), replace(self.state, menu=menu))

    def _title(self, choice: str) -> str:
        word, _, about = choice.partition(":")
        if word == rapat.WORD:
            return self.texts["umum.pilihan.pendapat"]
        if word == WORD:
            id_, _, act = about.partition(":")
            number = next((one.number for one in self.facts.referrals if one.case == id_), "")
            return self.texts[f"umum.pilihan.{act}"] if act in ACTS else number
        return super()._title(choice)


def line(one: ReferralBrief, desk: Agency) -> str:
    """One line of the list."""
    return desk.texts.say(
        "rujukan.baris_daftar", nomor=one.number, hal=one.title, tempat=one.place, tanggal=one.due
    )
