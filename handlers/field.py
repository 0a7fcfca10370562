"""Field: a facilitator's own ways at the desk: many people in one chat, drafts, tasks, visits (DOMAIN.md 14, leap 5)."""

from __future__ import annotations

from dataclasses import replace

from handlers import drafts, paste
from handlers.kunjungan import LINES
from handlers.same import CLOSED
from handlers.script import hear
from handlers.sent import Sent
from handlers.step import COMMON, common
from handlers.texts import Needed
from handlers.turn import CaseBrief, Done, Facts, Option, Part, Proposal, Reply, Talk, TaskBrief, Turn

MENU = ("wakil", "draf", "tugas", "kasus", "petugas", "darurat")
WORDS = frozenset({"wakil", "draf", "tugas", "kasus", "kunjungan", "tugas_buka", "tugas_selesai"})
"""What only a facilitator may say."""
SHOWN = 8
"""Lines of one list."""
SHORT = 4
"""Signs of a case number that are enough to name one of her cases."""


_DRAFTS = COMMON | {"draf", "jumlah"}
LACKING = (
    "nama_warga",
    "cerita",
    "golongan",
    "kebutuhan",
    "sedang_dirawat",
    "desa",
    "terlapor",
    "kata_kunci",
    "persetujuan",
)
"""Questions of a draft that may be open."""
TASKS = ("transcribe", "visit", "verify", "deliver_news")
SENTENCES: Needed = (
    {f"wakil.{key}": _DRAFTS for key in ("ditempel", "dicatat", "daftar", "kode_salah", "penuh")}
    | {f"wakil.{key}": COMMON for key in (
        "menu", "bantuan", "lainnya", "tidak_ada_draf", "tidak_ada_kasus", "tugas_kosong", "kunjungan_kosong", "tugas_selesai_sudah",
        "tugas_dicatat", "bukan_fasilitator",
    )}
    | {f"wakil.kurang.{name}": frozenset() for name in LACKING}
    | {f"wakil.jenis_tugas.{kind}": frozenset() for kind in TASKS}
    | {f"wakil.baris_kunjungan.{line}": frozenset() for line in LINES}
    | {"wakil.mengurus": frozenset({"draf"}), "wakil.draf_siap": frozenset({"draf", "kurang"})}
    | {"wakil.draf_kurang": frozenset({"draf", "kurang"}), "wakil.kunjungan_dicatat": frozenset({"nomor"})}
    | {"wakil.kasus": COMMON | {"kasus", "jumlah"}, "wakil.kasus_baris": frozenset({"kode", "siapa", "keadaan"})}
    | {f"wakil.{key}": COMMON | {"tugas", "jumlah"} for key in ("tugas", "kunjungan")}
    | {"wakil.tugas_baris": frozenset({"tugas", "siapa", "tempat", "tanggal"})}
    | {"wakil.tugas_satu": frozenset({"tugas", "isi", "nomor"})}
    | {f"umum.pilihan.{one}": frozenset() for one in (*MENU, "tugas_selesai")}
)  # fmt: skip
"""What is said outside the script of a draft."""


class Field(Sent):
    """The desk with what a facilitator needs who has forty families and one phone."""

    # --- many people, one chat ------------------------------------------------------------------------

    def _of_somebody(self) -> Turn | None:
        """A message that says whom it is about: by a list, a name, a code or a quote; None when it does not."""
        if self.said.parts:
            return self._pasted()
        quoted = next((t for t in self.state.talks if t.id and t.id == self.said.quoted_talk), None)
        if quoted is not None and quoted.script == drafts.SCRIPT:
            return self._moved(quoted, hear(quoted, self.said, self._stage(quoted)))
        if (code := paste.coded(self.said.text)) is not None:
            return self._by_code(*code)
        headed = paste.headed(self.said.text)
        return self._noted(headed) if headed is not None else None

    def _pasted(self) -> Turn:
        """Each person becomes a draft, or more of the draft she has; danger for one of them goes first."""
        urgent = [part for part in self.said.parts if part.crisis][:1]
        desk = self
        for part in self.said.parts:
            if part not in urgent:
                desk = desk._with_part(part)
        if not urgent:
            return desk._told_drafts("wakil.ditempel", newest=True)
        told = desk._reply("wakil.lainnya") if len(urgent) < len(self.said.parts) else None
        turn = replace(
            desk, said=replace(self.said, text=urgent[0].text, crisis=urgent[0].crisis, found=urgent[0].found, parts=())
        )._crisis()  # fmt: skip
        return replace(turn, replies=(*turn.replies[:1], *((told,) if told else ()), *turn.replies[1:]))

    def _crisis(self) -> Turn:
        raise NotImplementedError

    def _with_part(self, part: Part) -> Field:
        """A second danger in one list is a draft that says how urgent it is."""
        if part.crisis:
            urgent = (Proposal("emergency", "sure", "code"),)
            part = replace(part, found={**part.found, "mendesak": urgent})
        return self._with_note(paste.Entry(part.name, part.text), part)

    def _noted(self, entry: paste.Entry) -> Turn:
        """More of one person, in whatever order it comes; the list of drafts is the answer."""
        said = Part(entry.name, entry.text, self.said.found, self.said.also)
        if drafts.by_name(entry.name, self.state.talks) is None and self._full():
            return self._then_ask(Turn((self._reply("wakil.penuh"),), self.state))
        return self._with_note(entry, said)._told_drafts("wakil.dicatat", newest=True)

    def _with_note(self, entry: paste.Entry, part: Part) -> Field:
        """The desk after one note: the draft it belongs to is in front."""
        talk = drafts.by_name(entry.name, self.state.talks) if entry.name else None
        if talk is None and self._full():
            return self
        talk = talk or drafts.new(self.new_id(), self.state.talks)
        at = self.said.sent_at.isoformat() if self.said.sent_at else ""
        talk = drafts.noted(talk, entry, part.found, at, part.also)
        others = tuple(t for t in self.state.talks if t.id != talk.id)
        return self._with(replace(self.state, talks=(talk, *others), menu=(), hinted=False))

    def _full(self) -> bool:
        return len(drafts.of(self.state.talks)) >= drafts.MOST

    def _by_code(self, code: str, rest: str) -> Turn:
        """A draft by its number, or a case by the end of its own."""
        talk = drafts.by_code(code, self.state.talks)
        if talk is None:
            case = self._case_by_end(code)
            if case is None:
                return self._told_drafts("wakil.kode_salah")
            return (
                self._replaced(rest)._said_about(case, "tambah_keterangan") if rest else self._told_case(case)
            )
        if not rest:
            return self._put_in_front(talk)
        return self._moved(talk, hear(talk, self._replaced(rest).said, self._stage(talk)))

    def _case_by_end(self, code: str) -> CaseBrief | None:
        ends = [
            c
            for c in self.facts.cases
            if len(code) >= SHORT and _signs(c.number).endswith(code) and not c.secret
        ]
        return ends[0] if len(ends) == 1 else None

    def _replaced(self, text: str) -> Field:
        return replace(self, said=replace(self.said, text=text))

    # --- lists ----------------------------------------------------------------------------------------

    def _field_word(self, word: str, about: str) -> Turn:
        """What only a facilitator may say, typed or pressed."""
        match word:
            case "wakil":
                return self._new_draft()
            case "draf":
                talk = next((t for t in self.state.talks if about and t.id == about), None)
                return self._put_in_front(talk) if talk else self._told_drafts("wakil.daftar")
            case "tugas":
                return self._told_tasks("wakil.tugas", self.facts.tasks)
            case "kunjungan":
                today = tuple(one for one in self.facts.tasks if one.kind == "visit" and one.today)
                return self._told_tasks("wakil.kunjungan", tuple(sorted(today, key=lambda one: one.place)))
            case "kasus":
                return self._told_cases()
            case _:
                return self._task(word, about)

    def _new_draft(self) -> Turn:
        if self._full():
            return self._told_drafts("wakil.penuh")
        return self._put_in_front(drafts.new(self.new_id(), self.state.talks))

    def _begun_for(self) -> Turn:
        """A story of somebody: a facilitator writes of others, and says so when it is her own."""
        if self._full():
            return self._told_drafts("wakil.penuh")
        talk = drafts.new(self.new_id(), self.state.talks)
        at = self.said.sent_at.isoformat() if self.said.sent_at else ""
        talk = drafts.noted(
            talk, paste.Entry("", self.said.text.strip()), self.said.found, at, self.said.also
        )
        names = {n: p for n, p in self.said.found.items() if n == drafts.NAME}
        return self._put_in_front(replace(talk, found={**self.facts.earlier, **talk.found, **names}))

    def _told_drafts(self, key: str, *, newest: bool = False) -> Turn:
        open_ = drafts.of(self.state.talks)
        if not open_:
            return self._menu("wakil.tidak_ada_draf")
        shown = open_[-drafts.SHOWN :] if newest else open_[: drafts.SHOWN]
        lines = drafts.listed(self.state.talks, self._stage(open_[0]), newest=newest)
        body = self.texts.say(key, draf=lines, jumlah=str(len(open_)), **common(self.facts))
        options = tuple(Option(f"draf:{t.id}", drafts.called(t)[:20]) for t in shown)
        menu = tuple(option.id for option in options)
        return Turn((Reply(body, options, step=f"umum.{key}"),), replace(self.state, menu=menu, hinted=False))

    def _told_cases(self) -> Turn:
        open_ = [case for case in self.facts.cases if case.status not in CLOSED and not case.secret]
        if not open_:
            return self._then_ask(Turn((self._reply("wakil.tidak_ada_kasus"),), self.state))
        lines = "\n".join(self._case_line(case) for case in open_[:SHOWN])
        body = self.texts.say("wakil.kasus", kasus=lines, jumlah=str(len(open_)), **common(self.facts))
        return self._then_ask(Turn((Reply(body, step="wakil.kasus"),), self.state))

    def _case_line(self, case: CaseBrief) -> str:
        word = self.texts[f"status.keadaan.{case.status}"]
        who = case.who or case.title
        return self.texts.say("wakil.kasus_baris", kode=_signs(case.number)[-SHORT:], siapa=who, keadaan=word)

    def _told_case(self, case: CaseBrief) -> Turn:
        reply = Reply(self._case_line(case), step="wakil.kasus", case=case.id)
        return self._then_ask(Turn((reply,), self.state))

    def _told_tasks(self, key: str, tasks: tuple[TaskBrief, ...]) -> Turn:
        if not tasks:
            return self._then_ask(Turn((self._reply(f"{key}_kosong"),), self.state))
        lines = "\n".join(f"{n}. {self._task_line(one)}" for n, one in enumerate(tasks[:SHOWN], 1))
        body = self.texts.say(key, tugas=lines, jumlah=str(len(tasks)), **common(self.facts))
        options = tuple(Option(f"tugas_buka:{one.id}", self._task_title(one)) for one in tasks[:SHOWN])
        menu = tuple(option.id for option in options)
        return Turn((Reply(body, options, step=f"umum.{key}"),), replace(self.state, menu=menu))

    def _task_line(self, one: TaskBrief) -> str:
        return self.texts.say(
            "wakil.tugas_baris", tugas=self.texts[f"wakil.jenis_tugas.{one.kind}"], siapa=one.who or one.number,
            tempat=one.place, tanggal=one.due,
        )  # fmt: skip

    def _task_title(self, one: TaskBrief) -> str:
        return f"{self.texts[f'wakil.jenis_tugas.{one.kind}']} {one.who or _signs(one.number)[-SHORT:]}"[:20]

    def _task(self, word: str, about: str) -> Turn:
        """One task: what it is, and the button that says it is done; a visit is told in a form."""
        one = next((task for task in self.facts.tasks if task.id == about), None)
        if one is None:
            return self._then_ask(Turn((self._reply("wakil.tugas_selesai_sudah"),), self.state))
        if word == "tugas_selesai":
            if one.kind in {"visit", "verify"}:
                return self._put_in_front(Talk(self.new_id(), "kunjungan", about=one.case))
            done = Done(Talk(self.new_id(), "tugas", about=one.case), "tugas_selesai", {"tugas": one.kind})
            return self._then_ask(Turn((), self.state, (done,)))
        body = self.texts.say("wakil.tugas_satu", tugas=self._task_line(one), isi=one.text, nomor=one.number)
        button = Option(f"tugas_selesai:{one.id}", self.texts["umum.pilihan.tugas_selesai"])
        reply = Reply(body.strip(), (button,), step="umum.wakil.tugas_satu", case=one.case)
        return Turn((reply,), replace(self.state, menu=(button.id,)))

    def _then_ask(self, turn: Turn, before: str = "") -> Turn:
        """A draft does not ask again after every word in between: the list of drafts is one word away."""
        front = turn.state.talks[0] if turn.state.talks else None
        if front is not None and front.script == drafts.SCRIPT and turn.replies and not before:
            return turn
        return super()._then_ask(turn, before)

    def _title(self, choice: str) -> str:
        """What a button of these lists said."""
        word, _, about = choice.partition(":")
        if word == "draf" and about:
            return next((drafts.called(t)[:20] for t in self.state.talks if t.id == about), "")
        if word == "tugas_buka":
            return next((self._task_title(one) for one in self.facts.tasks if one.id == about), "")
        return super()._title(choice)

    def _menu(self, before: str = "umum.menu") -> Turn:
        """Her own menu."""
        if not self.facts.facilitator:
            return super()._menu(before)
        options = tuple(Option(one, self.texts[f"umum.pilihan.{one}"]) for one in MENU)
        if before in {"umum.menu", "umum.halo", "umum.tidak_paham"}:
            before = "wakil.menu"
        return Turn(
            (Reply(self._say(before), options, step="umum.menu"),),
            replace(self.state, menu=MENU, hinted=False),
        )


def _signs(number: str) -> str:
    """A case number without the word and the dashes."""
    return number.removeprefix("SLRT ").replace("-", "").upper()


def only_hers(word: str, facts: Facts) -> str:
    """An always-word as this person may mean it: a resident who writes "rujukan" means a letter of her doctor."""
    if word == "rujukan":
        return word if facts.staff else ""
    if facts.facilitator or word not in WORDS:
        return word
    return "status" if word == "kasus" else ""
