"""Words: what works everywhere, typed or pressed (DECISIONS 7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from handlers import info, language
from handlers.desk import Desk
from handlers.nilai import SCORES
from handlers.pick import lately_closed, still_open
from handlers.script import back, go_on, play
from handlers.status import status
from handlers.turn import Done, Option, Programme, Reply, Talk, Turn

_REPORTS = frozenset({"lapor", "darurat"})


@dataclass(frozen=True, slots=True)
class Words(Desk):
    """The desk with its always-words."""

    def _always(self, word: str, about: str = "") -> Turn:
        """A word that works everywhere, typed or pressed; a button may carry what it is about."""
        acts: dict[str, Callable[[], Turn]] = {
            "batal": self._cancel,
            "kembali": self._back,
            "menu": self._menu,
            "petugas": self._human,
            "bantuan": self._help,
            "berhenti": self._stop,
            "status": self._status,
            "temu": self._meeting,
            "cabut": lambda: self._withdraw(about),
            "buka": lambda: self._reopen(about),
            "data": lambda: self._start("data"),
            "info": self._catalogue,
            "program": lambda: self._informed(info.by_code(about, self.facts)),
            **{score: partial(self._rated, score, about) for score in SCORES},
            "bahasa": lambda: self._language(about),
            **{name: partial(self._language, code) for code, name in language.NAMES.items()},
            "bahasa_indonesia": lambda: self._language("id"),
            "nomor": self._number,
            "teks_besar": lambda: self._told("umum.teks_besar"),
            "rujukan": lambda: self._referral_word(about),
            "rapat": lambda: self._conference_word(about),
            "kunci": lambda: self._start("kunci"),
            "darurat": lambda: self._start("darurat"),
            "lapor": self._report,
            "lanjut": self._resume,
            "baru": lambda: self._start("lapor", replacing=True),
        }
        act = acts.get(word)
        if act is None and self.facts.facilitator:
            return self._field_word(word, about)
        return act() if act else self._menu()

    def _referral_word(self, about: str) -> Turn:
        """What somebody at an agency may say (handlers/rujukan.py)."""
        return self._menu()

    def _conference_word(self, about: str) -> Turn:
        """What somebody at an agency may say in a conference (handlers/rapat.py)."""
        return self._menu()

    def _field_word(self, word: str, about: str) -> Turn:
        """What only a facilitator may say (handlers/field.py)."""
        return self._menu()

    def _title(self, choice: str) -> str:
        """What the button of a menu said; what is about one thing carries it behind the colon."""
        word, _, about = choice.partition(":")
        return info.title(about, self.facts) if word == "program" else self.texts[f"umum.pilihan.{word}"]

    # --- her cases ------------------------------------------------------------------------------------

    def _withdraw(self, about: str) -> Turn:
        """Of a secret case a person asks first whether she was pressed (DOMAIN.md 5.1)."""
        if still_open(self.facts):
            return self._put_in_front(Talk(self.new_id(), "cabut", about=about))
        return self._human() if self._newest_open() else self._told("cabut.tidak_ada")

    def _number(self) -> Turn:
        """Her own number by one tap, where the network has such a button; elsewhere it is known or not needed."""
        if not self.facts.can_ask_number:
            return self._told("umum.nomor_tidak_perlu")
        asked = self._asks_number("umum.nomor_minta")
        return self._then_ask(Turn((asked,), self.state)) if self.state.talks else Turn((asked,), self.state)

    def _asks_number(self, key: str) -> Reply:
        label = Option("", self.texts["umum.pilihan.nomor_saya"])
        return Reply(self._say(key), (label,), step=key, wants="contact")

    def _reopen(self, about: str) -> Turn:
        """By the word, or by the button under the news of the end."""
        closed = lately_closed(self.facts)
        if not closed or (about and about not in {case.id for case in closed}):
            return self._told("buka.lewat" if about else "buka.tidak_ada")
        return self._put_in_front(Talk(self.new_id(), "buka", about=about, answers={"diminta": "ya"}))

    def _rated(self, score: str, about: str) -> Turn:
        """One tap; who was not content is asked why, and need not say."""
        rated = Done(Talk(self.new_id(), "nilai", about=about), "nilai", {"nilai": score})
        if score != "kurang" or self._case(about) is None:
            return self._then_ask(Turn((), self.state, (rated,)))
        asked = self._put_in_front(Talk(self.new_id(), "nilai", about=about))
        return replace(asked, done=(rated, *asked.done))

    def _catalogue(self) -> Turn:
        listed = info.listed(self.facts, self.texts)
        menu = tuple(option.id for option in listed.options)
        return self._then_ask(Turn((listed,), replace(self.state, menu=menu)))

    def _informed(self, found: list[Programme]) -> Turn:
        """What the catalogue says; the question that waits is asked again."""
        told = Turn(tuple(info.told(found, self.facts, self.texts)), replace(self.state, menu=info.WAYS_ON))
        return self._then_ask(told)

    def _language(self, code: str) -> Turn:
        """Chosen once, kept until another is chosen; the question that waits is asked again in it."""
        if not code:
            options = tuple(
                Option(name, self.texts[f"umum.pilihan.{name}"])
                for name in ("bahasa_indonesia", *language.NAMES.values())
            )
            menu = tuple(option.id for option in options)
            reply = Reply(self._say("umum.bahasa"), options, step="umum.bahasa")
            return Turn((reply,), replace(self.state, menu=menu))
        lang = code if code in language.NAMES else ""
        state = replace(self.state, lang=lang, menu=())
        desk = replace(self, state=state, texts=self.texts.speaking(lang))
        told = Turn((desk._reply("umum.bahasa_dipakai"),), state)
        return desk._then_ask(told) if state.talks else told

    def _help(self) -> Turn:
        """What can be said here; a facilitator has more words."""
        key = "wakil.bantuan" if self.facts.facilitator else "umum.bantuan"
        return self._then_ask(Turn((self._reply(key),), self.state))

    def _told(self, key: str) -> Turn:
        return self._then_ask(Turn((self._reply(key),), self.state))

    # --- the talk -------------------------------------------------------------------------------------

    def _cancel(self) -> Turn:
        if not self.state.talks:
            return self._menu()
        gone, *others = self.state.talks
        key = "umum.dibatalkan" if gone.script in {"lapor", "wakil"} else "umum.dilewati"
        after = replace(self.state, talks=tuple(others), menu=())
        return self._with(after)._then_ask(Turn((self._reply(key),), after))

    def _back(self) -> Turn:
        if not self.state.talks:
            return self._menu()
        talk = self.state.talks[0]
        return self._moved(talk, back(talk, self._stage(talk)))

    def _human(self) -> Turn:
        """An officer is told at once, with the story begun or the case at hand; else a word is asked for as well."""
        told = [self._reply("petugas.diberi_tahu")]
        if self.facts.can_ask_number:
            told.append(self._asks_number("umum.nomor_tawar"))
        begun, newest = self._told_of(), self._newest_open()
        if begun is not None:
            done = Done(begun, "minta_petugas", play(begun, self._stage(begun)).told)
        elif newest is not None:
            done = Done(Talk(self.new_id(), "petugas", about=newest.id), "minta_petugas")
        else:
            talk = Talk(self.new_id(), "petugas")
            asked = self._put_in_front(talk)
            return Turn((*told, *asked.replies), asked.state, (Done(talk, "minta_petugas"),))
        return Turn(tuple(told), replace(self.state, menu=()), (done,))

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
        if not self.facts.cases and self.state.talks and self.state.talks[0].script == "lapor":
            return self._then_ask(Turn((self._reply("status.belum_dikirim"),), self.state))
        told = Turn(tuple(status(self.facts, self.texts, number)), self.state)
        if not self.state.talks or self.state.talks[0].about in {
            one.case for one in told.replies if self._asks(one)
        }:
            return told
        return self._then_ask(told)

    def _asks(self, told: Reply) -> bool:
        """How it stands ends with the question of an officer that waits: it is not asked a second time."""
        return any(
            one.id == told.case and one.question and one.question in told.body for one in self.facts.cases
        )

    def _report(self) -> Turn:
        """A second report does not destroy the first: the open one is offered."""
        waiting = next((t for t in self.state.talks if t.script == "lapor"), None)
        return self._offer_resume() if waiting else self._start("lapor")

    def _resume(self) -> Turn:
        if not self.state.talks:
            return self._menu()
        talk = self.state.talks[0]
        return self._moved(talk, go_on(talk, self._stage(talk)))
