"""Reception: who gets this message. The order is DECISIONS 7, and it is the order of this file.

Crisis words, own buttons and quotes, always-words, the talk in front, a talk that fits, the menu.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handlers import answers, drafts, info, openings, remarks, rounds, talks
from handlers.agency import Agency
from handlers.besides import noticed, of_danger, recorded_emergency, remarked
from handlers.field import only_hers
from handlers.kinds import without_words
from handlers.petugas import in_charge
from handlers.same import CLOSED
from handlers.script import go_on, hear, take
from handlers.sent import kept
from handlers.status import status
from handlers.texts import Texts
from handlers.turn import Done, Facts, Inbound, Option, Press, Proposal, Reply, State, Talk, Turn

OPEN = "buka"
"""What the neutral template asks people to answer: the news that waited goes out by itself, without an answer of ours."""


def receive(state: State, said: Inbound, facts: Facts, texts: Texts, new_id: Callable[[], str]) -> Turn:
    """One message in, one turn out. Pure: the same arguments give the same turn."""
    texts = texts.speaking(state.lang)
    state = rounds.counted(state, said)
    if rounds.going_round(state, said):
        return Turn((), state)
    turn = Reception(state, said, facts, texts, new_id).turn()
    turn = remarked(recorded_emergency(turn), state, said, texts, facts)
    return noticed(turn, texts, facts)


@dataclass(frozen=True, slots=True)
class Reception(Agency):
    """One message at the desk."""

    def turn(self) -> Turn:
        if self.said.crisis and not (self.facts.facilitator and self.said.parts):
            return self._crisis()
        word = only_hers(answers.always(self._words()), self.facts)
        if self.state.human:
            quiet = in_charge(self.state, self.said, self.facts, word, self.new_id)
            return quiet if quiet is not None else self._bot_again()
        if self.said.press is not None:
            return self._pressed(self.said.press)
        if self.facts.referrals and (answered := self._referral()) is not None:
            return answered
        if self.facts.conferences and (opinion := self._conference()) is not None:
            return opinion
        if self.facts.facilitator and (named := self._of_somebody()) is not None:
            return named
        if sent := kept(self.said):
            return self._sent(sent)
        if self.said.contact is not None and self.said.contact.own:
            return self._own_number(self.said.contact.phones)
        if (reply := without_words(self.said, self.state, self.texts)) is not None:
            return reply if not reply.replies else self._then_ask(reply)
        if nothing := remarks.only(self.said, self.state):
            return self._remark(nothing)
        if (quoted := self._quoted()) is not None:
            return quoted
        if (code := openings.link_code(self._words())) is not None:
            done = Done(Talk(self.new_id(), "akun"), "hubungkan_akun", {"kode": code})
            return Turn((), self.state, (done,))
        if word:
            return self._always(word)
        if answers.plain(self._words()) == OPEN and (self.said.news or not self._asked_something()):
            return Turn((), self.state) if self.said.news else self._always("status")
        if (picked := self._from_menu()) is not None:
            return self._obeyed(picked)
        return self._to_front() if self.state.talks else self._opening()

    def _bot_again(self) -> Turn:
        """The officer has gone, or the bot is called by name: it says that it is back, and answers."""
        back = replace(self.state, human="")
        turn = self._with(back).turn()
        silent = self.state.human != self.facts.officer and bool(turn.replies or turn.done)
        return replace(turn, replies=(self._reply("petugas.bot_lagi"), *turn.replies)) if silent else turn

    def _own_number(self, phones: Sequence[str]) -> Turn:
        """The network vouches that it is hers: a line of the report, read back like any other; it is kept in any case."""
        if not self.state.talks:
            return self._told("umum.nomor_dicatat")
        told = {"telepon": tuple(Proposal(one, "sure", "code") for one in phones[:1])}
        talk = talks.finding(self.state.talks[0], told)
        return self._moved(talk, go_on(talk, self._stage(talk), self._say("umum.nomor_dicatat")))

    def _remark(self, kind: str) -> Turn:
        """A link, an emoji, an insult, another language: answered kindly, and the question that waits is asked again."""
        state = replace(self.state, told=tuple(sorted({*self.state.told, kind} - remarks.EACH_TIME)))
        if state.talks:
            return self._with(state)._then_ask(Turn((self._reply(f"umum.{kind}"),), state))
        return self._with(state)._menu(f"umum.{kind}")

    # --- 1. danger ------------------------------------------------------------------------------------

    def _crisis(self) -> Turn:
        """Help and numbers at once; one emergency is one case, whatever follows is added to it."""
        open_now = next((t for t in self.state.talks if t.script == "darurat" and t.about), None)
        help_now = Reply(self._say("darurat.tolong"), step="darurat.tolong")
        if open_now is not None:
            more = Done(open_now, "tambah_keterangan", {"keterangan": self.said.text})
            moved = go_on(open_now, self._stage(open_now))
            return Turn((help_now, *moved.replies), self.state, (more,))
        heard = {
            name: found for name, found in self.said.found.items() if name in of_danger(self.said.crisis)
        }
        talk = Talk(self.new_id(), "darurat", found=heard)
        talk = replace(talk, answers={"cerita": self.said.text, "bahaya": self.said.crisis})
        started = self._put_in_front(talk)
        return replace(started, replies=(help_now, *started.replies))

    # --- 2. own buttons and quotes --------------------------------------------------------------------

    def _pressed(self, press: Press) -> Turn:
        if not press.known:
            return self._then_ask(Turn((self._reply("umum.tombol_lama"),), self.state))
        script, _, step = press.step.partition(".")
        if script == "umum":
            return self._obeyed(press.choice)
        talk = next((t for t in self.state.talks if t.id == press.talk), None)
        moved = take(talk, step, press.choice, self._stage(talk)) if talk else None
        if talk is None or moved is None:
            return self._then_ask(Turn((self._reply("umum.tombol_lama"),), self.state))
        return self._moved(talk, moved)

    def _quoted(self) -> Turn | None:
        """Quoting one of our messages addresses its case, unless it is the question just asked."""
        case = self._case(self.said.quoted_case)
        if case is None or not self.said.text.strip():
            return None
        talk = next((t for t in self.state.talks if t.about == case.id), None)
        if talk is not None:
            return self._moved(talk, hear(talk, self.said, self._stage(talk)))
        if answers.always(self.said.text) == "status" or self.said.intent == "status":
            return Turn(tuple(status(self.facts, self.texts, case.number)), self.state)
        if case.status in CLOSED and self.said.intent not in {"thanks", "agree"}:
            reason = Talk(self.new_id(), "buka", about=case.id, answers={"alasan": self.said.text.strip()})
            return self._put_in_front(reason)
        return self._said_about(case, "jawab" if case.question else "tambah_keterangan")

    # --- 4. the talk in front -------------------------------------------------------------------------

    def _from_menu(self) -> str | None:
        """A number or a label read against the menu shown last."""
        options = [Option(one, self._title(one)) for one in self.state.menu]
        return answers.chosen(self.said.text, options) if options else None

    def _obeyed(self, choice: str) -> Turn:
        word, _, about = choice.partition(":")
        return self._always(word, about)

    def _to_front(self) -> Turn:
        talk = self.state.talks[0]
        if answers.greeting(self.said.text):
            asks_her = talk.asked in {"jawaban", "keterangan"}
            if talk.script == drafts.SCRIPT:
                return self._told_drafts("wakil.daftar")
            return (
                self._then_ask(Turn((), self.state), "umum.halo_lagi") if asks_her else self._offer_resume()
            )
        if self.said.intent == "status" and answers.asks_how_it_stands(self.said.text):
            return self._always("status")
        if self.said.intent == "human" and talk.asked in openings.NARROW:
            return self._human()
        return self._moved(talk, hear(talk, self.said, self._stage(talk)))

    # --- 5. a talk that fits, 6. the menu -------------------------------------------------------------

    def _opening(self) -> Turn:
        if info.asks(self.said):
            return self._informed(info.matching(self.said, self.facts))
        fits = openings.fitting(self.said, self.facts)
        if fits == "lapor":
            return self._begun_for() if self.facts.facilitator else self._story()
        if fits == "darurat":
            return self._crisis() if answers.story(self.said.text) else self._start("darurat")
        if fits == "tambah":
            return self._more()
        if fits.startswith("umum."):
            return self._menu(fits)
        return self._always(fits)

    def _more(self) -> Turn:
        """More to a report she has sent: to her newest open case; without one it is a story of its own."""
        newest = self._newest_open()
        if newest is None:
            return self._story() if answers.story(self.said.text) else self._menu("umum.halo")
        return self._said_about(newest, "tambah_keterangan")

    def _story(self) -> Turn:
        """The sentence that opens the talk is the story; nobody tells a thing twice."""
        talk = Talk(self.new_id(), "lapor", answers={"cerita": self.said.text.strip()}, also=self.said.also)
        heard = {
            name: found for name, found in self.said.found.items() if any(p.band != "weak" for p in found)
        }
        return self._put_in_front(replace(talk, found=dict(self.facts.earlier) | heard))

    # --- small things ---------------------------------------------------------------------------------

    def _asked_something(self) -> bool:
        """A question or a menu stands open that this word may answer."""
        return bool(self.state.talks or self.state.menu)

    def _words(self) -> str:
        return self.said.command[0] if self.said.command and not self.said.command[1] else self.said.text
