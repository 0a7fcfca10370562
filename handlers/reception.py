"""Reception: who gets this message. The order is DECISIONS 7, and it is the order of this file.

Crisis words, own buttons and quotes, always-words, the talk in front, a talk that fits, the menu.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers import answers, openings, remarks
from handlers.kinds import without_words
from handlers.kunci import with_news
from handlers.petugas import in_charge
from handlers.same import CLOSED
from handlers.script import Moved, Stage, back, go_on, hear, play, take
from handlers.scripts import SCRIPTS
from handlers.status import status
from handlers.step import common
from handlers.texts import Texts
from handlers.turn import CaseBrief, Done, Facts, Inbound, Option, Press, Reply, State, Talk, Turn

MENU = ("lapor", "status", "petugas", "darurat")
RESUME = ("lanjut", "baru")
_REPORTS = frozenset({"lapor", "darurat"})


def receive(state: State, said: Inbound, facts: Facts, texts: Texts, new_id: Callable[[], str]) -> Turn:
    """One message in, one turn out. Pure: the same arguments give the same turn."""
    turn = Reception(state, said, facts, texts, new_id).turn()
    turn = _remarked(_recorded_emergency(turn), state, said, texts, facts)
    return _noticed(turn, texts, facts)


@dataclass(frozen=True, slots=True)
class Reception:
    """One message at the desk."""

    state: State
    said: Inbound
    facts: Facts
    texts: Texts
    new_id: Callable[[], str]

    def turn(self) -> Turn:
        if self.said.crisis:
            return self._crisis()
        word = answers.always(self._words())
        if self.state.human:
            kept = in_charge(self.state, self.said, self.facts, word, self.new_id)
            return kept if kept is not None else self._bot_again()
        if self.said.press is not None:
            return self._pressed(self.said.press)
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
        if (picked := self._from_menu()) is not None:
            return self._always(picked)
        return self._to_front() if self.state.talks else self._opening()

    def _bot_again(self) -> Turn:
        """The officer has gone, or the bot is called by name: it says that it is back, and answers."""
        back = replace(self.state, human="")
        turn = self._with(back).turn()
        silent = self.state.human != self.facts.officer
        return replace(turn, replies=(self._reply("petugas.bot_lagi"), *turn.replies)) if silent else turn

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
            name: found for name, found in self.said.found.items() if name in _of_danger(self.said.crisis)
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
            return self._always(press.choice)
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
        return self._said_about(case, "jawab" if case.question else "tambah_keterangan")

    def _said_about(self, case: CaseBrief, outcome: str) -> Turn:
        """The message belongs to this case: as the answer to its question, or as more to it."""
        name = {"jawab": "jawaban", "tambah_keterangan": "keterangan"}[outcome]
        about = Talk(self.new_id(), "tambah", about=case.id)
        return Turn((), self.state, (Done(about, outcome, {name: self.said.text.strip()}),))

    def _newest_open(self) -> CaseBrief | None:
        return next((case for case in self.facts.cases if case.status not in CLOSED), None)

    def _case(self, case_id: str) -> CaseBrief | None:
        return next((case for case in self.facts.cases if case_id and case.id == case_id), None)

    # --- 3. always-words ------------------------------------------------------------------------------

    def _always(self, word: str) -> Turn:
        """A word that works everywhere, typed or pressed."""
        acts: dict[str, Callable[[], Turn]] = {
            "batal": self._cancel,
            "kembali": self._back,
            "menu": self._menu,
            "petugas": self._human,
            "bantuan": lambda: self._then_ask(Turn((self._reply("umum.bantuan"),), self.state)),
            "berhenti": self._stop,
            "status": self._status,
            "temu": self._meeting,
            "kunci": lambda: self._start("kunci"),
            "darurat": lambda: self._start("darurat"),
            "lapor": self._report,
            "lanjut": self._resume,
            "baru": lambda: self._start("lapor", replacing=True),
        }
        act = acts.get(word)
        return act() if act else self._menu()

    def _cancel(self) -> Turn:
        if not self.state.talks:
            return self._menu()
        gone, *others = self.state.talks
        key = "umum.dibatalkan" if gone.script == "lapor" else "umum.dilewati"
        after = replace(self.state, talks=tuple(others), menu=())
        return self._with(after)._then_ask(Turn((self._reply(key),), after))

    def _back(self) -> Turn:
        if not self.state.talks:
            return self._menu()
        talk = self.state.talks[0]
        return self._moved(talk, back(talk, self._stage(talk)))

    def _menu(self, before: str = "umum.menu") -> Turn:
        options = tuple(Option(one, self.texts[f"umum.pilihan.{one}"]) for one in MENU)
        reply = Reply(self._say(before), options, step="umum.menu")
        return Turn((reply,), replace(self.state, menu=MENU, hinted=False))

    def _human(self) -> Turn:
        """An officer is told at once, with the story begun or the case at hand; else a word is asked for as well."""
        told = self._reply("petugas.diberi_tahu")
        begun, newest = self._told_of(), self._newest_open()
        if begun is not None:
            done = Done(begun, "minta_petugas", play(begun, self._stage(begun)).told)
        elif newest is not None:
            done = Done(Talk(self.new_id(), "petugas", about=newest.id), "minta_petugas")
        else:
            talk = Talk(self.new_id(), "petugas")
            asked = self._put_in_front(talk)
            return Turn((told, *asked.replies), asked.state, (Done(talk, "minta_petugas"),))
        return Turn((told,), replace(self.state, menu=()), (done,))

    def _told_of(self) -> Talk | None:
        """The report in front whose story is known: an officer who is called now shall read it."""
        front = self.state.talks[0] if self.state.talks else None
        return front if front and front.script in _REPORTS and "cerita" in front.answers else None

    def _meeting(self) -> Turn:
        """A code for the case she has; without one there is nothing to note an identity for."""
        newest = self._newest_open()
        if newest is None:
            return self._then_ask(Turn((self._reply("umum.temu_tanpa_laporan"),), self.state))
        done = Done(Talk(self.new_id(), "temu", about=newest.id), "kode_temu")
        return self._then_ask(Turn((), self.state, (done,)))

    def _stop(self) -> Turn:
        done = Done(Talk(self.new_id(), "berhenti"), "berhenti")
        return Turn((self._reply("umum.berhenti"),), replace(self.state, talks=(), menu=()), (done,))

    def _status(self) -> Turn:
        number = next((p.value for p in self.said.found.get("nomor", ())), "")
        told = Turn(tuple(status(self.facts, self.texts, number)), self.state)
        return self._then_ask(told) if self.state.talks else told

    def _report(self) -> Turn:
        """A second report does not destroy the first: the open one is offered."""
        waiting = next((t for t in self.state.talks if t.script == "lapor"), None)
        return self._offer_resume() if waiting else self._start("lapor")

    def _resume(self) -> Turn:
        if not self.state.talks:
            return self._menu()
        talk = self.state.talks[0]
        return self._moved(talk, go_on(talk, self._stage(talk)))

    # --- 4. the talk in front -------------------------------------------------------------------------

    def _from_menu(self) -> str | None:
        """A number or a label read against the menu shown last."""
        options = [Option(one, self.texts[f"umum.pilihan.{one}"]) for one in self.state.menu]
        return answers.chosen(self.said.text, options) if options else None

    def _to_front(self) -> Turn:
        talk = self.state.talks[0]
        if answers.greeting(self.said.text):
            asks_her = talk.asked in {"jawaban", "keterangan"}
            return (
                self._then_ask(Turn((), self.state), "umum.halo_lagi") if asks_her else self._offer_resume()
            )
        if self.said.intent == "human" and talk.asked in openings.NARROW:
            return self._human()
        return self._moved(talk, hear(talk, self.said, self._stage(talk)))

    def _offer_resume(self) -> Turn:
        options = tuple(Option(one, self.texts[f"umum.pilihan.{one}"]) for one in RESUME)
        reply = Reply(self._say("umum.lanjutkan"), options, step="umum.lanjutkan")
        return Turn((reply,), replace(self.state, menu=RESUME))

    # --- 5. a talk that fits, 6. the menu -------------------------------------------------------------

    def _opening(self) -> Turn:
        fits = openings.fitting(self.said, self.facts)
        if fits == "lapor":
            return self._story()
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

    def _start(self, script: str, replacing: bool = False) -> Turn:
        talks = tuple(t for t in self.state.talks if not (replacing and t.script == script))
        found = dict(self.facts.earlier) if script == "lapor" else {}
        desk = self._with(replace(self.state, talks=talks))
        started = desk._put_in_front(Talk(self.new_id(), script, found=found))
        if script != "darurat":
            return started
        return replace(started, replies=(self._reply("darurat.tolong"), *started.replies))

    # --- moving a talk --------------------------------------------------------------------------------

    def _put_in_front(self, talk: Talk) -> Turn:
        return self._moved(talk, go_on(talk, self._stage(talk)))

    def _moved(self, talk: Talk, moved: Moved) -> Turn:
        """The state after a talk moved: it is in front, or ended and the one behind it is offered again."""
        moved = with_news(moved, self.facts, self.texts)
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
        moved = go_on(talk, self._stage(talk), self._say(before) if before else "")
        if moved.talk is None:
            return turn
        state = replace(turn.state, talks=(moved.talk, *turn.state.talks[1:]), menu=())
        return replace(turn, replies=(*turn.replies, *moved.replies), state=state)

    # --- small things ---------------------------------------------------------------------------------

    def _words(self) -> str:
        return self.said.command[0] if self.said.command and not self.said.command[1] else self.said.text

    def _stage(self, talk: Talk) -> Stage:
        return Stage(SCRIPTS[talk.script], self.facts, self.texts)

    def _with(self, state: State) -> Reception:
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


def _recorded_emergency(turn: Turn) -> Turn:
    """An emergency becomes a case as soon as its story is known, before anything else is asked."""
    new = next((t for t in turn.state.talks if t.script == "darurat" and not t.about), None)
    if new is None or "cerita" not in new.answers or any(d.outcome == "catat_darurat" for d in turn.done):
        return turn
    told = dict(new.answers)
    for name in _of_danger(told.get("bahaya", "")):
        sure = [p.value for p in new.found.get(name, ()) if p.band == "sure"]
        if len(sure) == 1:
            told[name] = sure[0]
    return replace(turn, done=(*turn.done, Done(new, "catat_darurat", told)))


def _of_danger(kind: str) -> tuple[str, ...]:
    """What the cry itself may tell; more is not asked. Of violence only the place: the relative named is who does it."""
    return ("desa", "kebutuhan", "untuk_siapa", "hubungan") if kind == "life_danger" else ("desa",)


def _remarked(turn: Turn, before: State, said: Inbound, texts: Texts, facts: Facts) -> Turn:
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


def _noticed(turn: Turn, texts: Texts, facts: Facts) -> Turn:
    """Who we are and what happens with what you write: once, with the first answer, never before urgent help."""
    if turn.state.noticed or not turn.replies or turn.replies[0].step.startswith("darurat."):
        return turn
    first, *others = turn.replies
    notice = texts.say("umum.pengantar", **common(facts))
    first = replace(first, body=f"{notice}\n\n{first.body}")
    return replace(turn, replies=(first, *others), state=replace(turn.state, noticed=True))
