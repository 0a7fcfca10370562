"""A persona reads what the bot asks and answers by what is true of her; she knows steps, not code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.simulator.people import Habit, Truth, by_hand, typed
from tests.simulator.troubles import GREETINGS, INSULTS

PRESS = "press"


@dataclass(frozen=True, slots=True)
class Shown:
    """One message of the bot on her screen."""

    step: str
    body: str
    options: tuple[tuple[str, str], ...]
    """(id on the wire, title)"""


@dataclass(frozen=True, slots=True)
class Sends:
    """One message of hers: words, a button by its wire id, or a voice note."""

    text: str = ""
    choice: str = ""
    voice: bool = False


@dataclass
class Persona:
    """One phone. `ends` becomes "selesai" when everything is told, or the reason why she is stuck."""

    address: str
    habit: Habit
    truths: list[Truth]
    draw: Random
    categories: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    group_names: Mapping[str, str]
    buttons: bool = True
    told: int = 0
    """Stories told so far."""
    sent: int = 0
    """Reports sent with "kirim"."""
    questions: list[int] = field(default_factory=list)
    """Questions asked for each report, beside consent and read-back."""
    repeated: int = 0
    ends: str = ""
    log: list[str] = field(default_factory=list)
    _asked: int = 0
    _same: int = 0
    _last: str = ""
    _count: int = 0
    _changed: set[str] = field(default_factory=set)
    _screen: list[Shown] = field(default_factory=list)
    _insulted: bool = False

    @property
    def truth(self) -> Truth:
        """Whom she talks about now."""
        return self.truths[min(self.told, len(self.truths)) - 1 if self.told else 0]

    # --- what she does next ---------------------------------------------------------------------------

    def next(self, fresh: Sequence[Shown]) -> list[Sends]:
        """Her answer to what has just come; nothing when she is done or waits."""
        self._screen += fresh
        for one in fresh:
            self.log.append(f"< [{one.step}] {one.body}" + "".join(f"\n    - {t}" for _, t in one.options))
        if self.ends:
            return []
        self._count += 1
        if self._count > 60:
            return self._stuck("lebih dari 60 pesan")
        sends = self._before() + self._answer(fresh)
        self.log += [f"> {_logged(sent)}" for sent in sends]
        return sends

    def _before(self) -> list[Sends]:
        """What she does besides: any old button, twice; an insult."""
        extra: list[Sends] = []
        old = [
            id_ for shown in self._screen[:-3] for id_, _ in shown.options if shown.step.startswith("lapor.")
        ]
        if old and not self._at_review() and self.draw.random() < self.habit.old_buttons:
            extra += [Sends(choice=self.draw.choice(old[-12:]))] * 2
        if self.told and not self._insulted and self.draw.random() < self.habit.insults:
            self._insulted = True
            extra.append(Sends(self.draw.choice(INSULTS)))
        return extra

    def _at_review(self) -> bool:
        return bool(self._screen) and self._screen[-1].step == "lapor.periksa"

    def _answer(self, fresh: Sequence[Shown]) -> list[Sends]:
        fresh = self._after_the_end(fresh)
        if self.ends:
            return []
        asking = next((shown for shown in reversed(fresh) if shown.step in ANSWERS), None)
        if asking is None:
            return self._unasked(fresh)
        self._counted(asking)
        if self._same > 4:
            return self._stuck(f"{asking.step} ditanya {self._same} kali")
        if self.habit.greets and self.told and self.draw.random() < self.habit.greets / 4:
            return [Sends(self.draw.choice(GREETINGS))]
        if self.habit.speaks and asking.step in SPOKEN:
            return [Sends(voice=True)]
        found = ANSWERS[asking.step](self, asking)
        return [self._given(found, asking)] if found is not None else []

    def _given(self, found: int | str, asking: Shown) -> Sends:
        if isinstance(found, str):
            return Sends(
                typed(found, self.draw, self.habit.typos) if asking.step == "lapor.cerita" else found
            )
        hand = self.draw.choice(self.habit.hands)
        if hand == PRESS and not self.buttons:
            hand = "number"
        options = [_Titled(title) for _, title in asking.options]
        given = by_hand(hand, found, options, "")  # type: ignore[arg-type]
        return Sends(choice=asking.options[given][0]) if isinstance(given, int) else Sends(given)

    def _counted(self, asking: Shown) -> None:
        if asking.step == self._last:
            self._same += 1
            self.repeated += self._same > 1
        else:
            self._same, self._last = 1, asking.step
        if (
            asking.step.startswith("lapor.")
            and asking.step not in {"lapor.cerita", "lapor.periksa"}
            and self._same == 1
        ):
            self._asked += 1

    def _after_the_end(self, fresh: Sequence[Shown]) -> Sequence[Shown]:
        """What came after the news that a report was opened; with the last report she is done."""
        ends = [n for n, shown in enumerate(fresh) if shown.step == "kabar.case_opened"]
        if not ends:
            return fresh
        self.sent += 1
        self.questions.append(self._asked)
        self._asked, self._last = 0, ""
        if self.sent == len(self.truths):
            self.ends = "selesai"
        return fresh[ends[-1] + 1 :]

    def _unasked(self, fresh: Sequence[Shown]) -> list[Sends]:
        """Nothing is asked: at the beginning, after a report, or lost."""
        if self.told == self.sent:
            return [self._story()]
        unknown = [shown.step for shown in fresh if shown.options and shown.step not in IGNORED]
        if unknown:
            return self._stuck(f"langkah tidak dikenal: {unknown[-1]}")
        return self._stuck(f"tidak ditanya apa-apa setelah {fresh[-1].step if fresh else 'diam'}")

    def _story(self) -> Sends:
        self.told += 1
        self._changed = set()
        return Sends(voice=True) if self.habit.speaks else Sends(self.truth.story)

    def _stuck(self, why: str) -> list[Sends]:
        self.ends = why
        return []


def _logged(sent: Sends) -> str:
    return "(suara)" if sent.voice else sent.text or f"[{sent.choice}]"


@dataclass(frozen=True, slots=True)
class _Titled:
    title: str


# --- what each question is answered with: the place of an option, words, or nothing ---------------------


def _option(shown: Shown, *wanted: str) -> int | None:
    titles = [title.lower() for _, title in shown.options]
    for want in wanted:
        if want.lower() in titles:
            return titles.index(want.lower())
    return None


def _group(me: Persona, shown: Shown) -> int | str | None:
    group = next(name for name, codes in me.groups.items() if me.truth.category in codes)
    return _option(shown, me.group_names[group])


def _need(me: Persona, shown: Shown) -> int | str | None:
    name = me.categories[me.truth.category]
    found = _option(shown, name)
    if found is not None:
        return found
    one = _option(shown, "Ya, itu") is not None
    return (
        _option(shown, "Ya, itu")
        if one and name.lower() in shown.body.lower()
        else _option(shown, "Bukan itu")
    )


def _whom(me: Persona, shown: Shown) -> int | str | None:
    return {"saya": 0, "keluarga": 1, "tetangga": 2}[me.truth.whom]


def _name(me: Persona, shown: Shown) -> int | str | None:
    if me.habit.silent:
        return _option(shown, "Tanpa nama")
    if _option(shown, "Ya, itu") is not None:
        right = me.truth.name.lower() in shown.body.lower()
        return _option(shown, "Ya, itu" if right else "Bukan itu")
    return me.truth.name


def _village(me: Persona, shown: Shown) -> int | str | None:
    here = f"{me.truth.village.name}, Kec. {me.truth.village.district}"
    if me.habit.silent:
        return _option(shown, "Tidak tahu", "Bukan itu")
    found = _option(shown, here)
    if found is not None:
        return found
    if _option(shown, "Ya, itu") is not None:
        return _option(shown, "Ya, itu" if here.lower() in shown.body.lower() else "Bukan itu")
    if _option(shown, "Bukan itu") is not None:
        return _option(shown, "Bukan itu")
    return f"{me.truth.village.name} kecamatan {me.truth.village.district}"


def _review(me: Persona, shown: Shown) -> int | str | None:
    """She reads it, and changes what is wrong; who corrects everything changes each line once."""
    right = {
        "Kebutuhan": me.categories[me.truth.category],
        "Untuk siapa": {"saya": "Saya sendiri", "keluarga": "Keluarga saya", "tetangga": "Tetangga"}[
            me.truth.whom
        ],
        "Nama": "Tanpa nama" if me.habit.silent else me.truth.name,
        "Desa": "Tidak tahu"
        if me.habit.silent
        else f"{me.truth.village.name}, Kec. {me.truth.village.district}",
    }
    lines = dict(line.split(": ", 1) for line in shown.body.split("\n") if ": " in line)
    for title, want in right.items():
        wrong = title in lines and lines[title].strip().lower() != want.lower()
        again = me.habit.corrects and title not in me._changed
        change = _option(shown, f"Ubah {title.lower()}")
        if change is not None and (wrong or again):
            me._changed.add(title)
            return change
    return _option(shown, "Kirim")


ANSWERS: Mapping[str, Callable[[Persona, Shown], int | str | None]] = {
    "lapor.cerita": lambda me, shown: me.truth.story,
    "lapor.golongan": _group,
    "lapor.kebutuhan": _need,
    "lapor.untuk_siapa": _whom,
    "lapor.nama_saya": _name,
    "lapor.nama_warga": _name,
    "lapor.sedang_dirawat": lambda me, shown: _option(shown, "Tidak"),
    "lapor.alamat": lambda me, shown: _option(shown, "Bukan, di sini"),
    "lapor.sama": lambda me, shown: _option(shown, "Bukan, hal baru"),
    "lapor.tetap_kirim": lambda me, shown: _option(shown, "Ya, kirim"),
    "lapor.desa": _village,
    "lapor.kata_kunci": lambda me, shown: "bunga melati",
    "lapor.periksa": _review,
    "umum.lanjutkan": lambda me, shown: _option(shown, "Lanjutkan"),
    "umum.buntu": lambda me, shown: _option(shown, "Lanjutkan"),
    "balas.jawaban": lambda me, shown: "kartunya ada di rumah",
    "hasil.hasil": lambda me, shown: _option(shown, "Sudah beres"),
    "umum.nilai": lambda me, shown: _option(shown, "Puas"),
}
SPOKEN = frozenset({"lapor.cerita", "lapor.desa"})
"""What somebody answers by voice who taps everything else."""
IGNORED = frozenset({"umum.temu_tawar", "umum.menu", "umum.tombol_lama", "umum.buka"})
"""Offers nobody has to take."""
