"""The book: every script as a page that people of the Dinas can read and correct: questions, ways, sentences; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handlers import sentences
from handlers.heard import Heard, Hint
from handlers.scripts import SCRIPTS
from handlers.step import Scene, Step
from handlers.texts import Texts, place
from handlers.turn import Facts, Talk
from handlers.walk import Branch, branches

END = "selesai"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with the place where it is changed."""

    place: str
    """ "lapor.yml, desa.tanya"."""
    text: str


@dataclass(slots=True)
class Question:
    """One question, what may be answered, and where each answer leads."""

    name: str
    body: str
    ways: dict[str, list[str]] = field(default_factory=dict)
    """Answer as it stands on a button, or "" for an answer in own words -> names of the questions that may follow."""
    others: tuple[Sentence, ...] = ()
    """What is said when an answer is not understood, and other wordings."""


@dataclass(frozen=True, slots=True)
class Page:
    """One script."""

    name: str
    title: str
    questions: tuple[Question, ...]
    heard: tuple[Sentence, ...]
    """Lines that are never asked, only read back when they were told."""
    endings: tuple[tuple[str, str], ...]
    """Outcome -> what is said then; empty when the news of the case say it."""
    longest: int
    """Questions on the longest way."""


def pages(facts: Facts, texts: Texts) -> list[Page]:
    """One page for each script, in the order of the table."""
    known = sentences.walked(facts)
    return [_page(name, known, texts) for name in SCRIPTS]


def elsewhere(texts: Texts) -> dict[str, list[Sentence]]:
    """Sentences that belong to no script's own questions, by file."""
    found: dict[str, list[Sentence]] = {}
    for key in texts:
        file = key.partition(".")[0]
        if file not in SCRIPTS:
            found.setdefault(file, []).append(Sentence(place(key), texts[key]))
    return found


def outcomes(facts: Facts) -> dict[str, str]:
    """Outcome -> the script it ends."""
    known = sentences.walked(facts)
    return {way.outcome: name for name in SCRIPTS for way in branches(SCRIPTS[name], known)}


def _page(name: str, facts: Facts, texts: Texts) -> Page:
    ways = list(branches(SCRIPTS[name], facts))
    asked: dict[str, Question] = {}
    heard: dict[str, Sentence] = {}
    for way in ways:
        for step in (step for step, _ in way.steps if isinstance(step, Heard)):
            key = f"{name}.{step.name}.baris"
            if key in texts:
                heard.setdefault(step.name, Sentence(place(key), texts[key]))
        _walked(name, way, facts, texts, asked)
    ends = dict.fromkeys(way.outcome for way in ways)
    return Page(
        name=name,
        title=TITLES[name],
        questions=tuple(asked.values()),
        heard=tuple(heard.values()),
        endings=tuple((end, texts[key] if (key := f"{name}.selesai.{end}") in texts else "") for end in ends),
        longest=max(len(way.questions) for way in ways),
    )


def _walked(name: str, way: Branch, facts: Facts, texts: Texts, asked: dict[str, Question]) -> None:
    """Each question of this way, and what the answer given here leads to."""
    told: dict[str, str] = {}
    passed: list[Step] = []
    before: tuple[Question, str] | None = None
    for step, answer in way.steps:
        if not isinstance(step, Heard | Hint):
            scene = Scene(Talk("contoh", name), texts, facts, dict(told), tuple(passed))
            question = asked.get(step.name) or _question(name, step, scene, texts)
            asked[step.name] = question
            _leads(before, step.name)
            titles = {option.id: option.title for option in step.question(scene)[1]}
            before = (question, titles.get(answer, ""))
        if not isinstance(step, Hint):
            passed.append(step)
            told[step.name] = answer
    _leads(before, END)


def _leads(before: tuple[Question, str] | None, to: str) -> None:
    if before is not None:
        following = before[0].ways.setdefault(before[1], [])
        if to not in following:
            following.append(to)


def _question(name: str, step: Step, scene: Scene, texts: Texts) -> Question:
    body, options = step.question(scene)
    key = f"{name}.{step.name}"
    if step.name == "periksa":
        body, options = texts[f"{key}.tanya"], ()
    others = tuple(
        Sentence(place(f"{key}.{part}"), texts[f"{key}.{part}"])
        for part in _parts(step, key, texts)
        if part != "tanya" and ".pilihan." not in f".{part}."
    )
    return Question(step.name, body, {option.title: [] for option in options}, others)


def _parts(step: Step, key: str, texts: Texts) -> Iterator[str]:
    yield from (part for part in step.parts() if f"{key}.{part}" in texts)
    yield from (part for part in sorted(step.may_have()) if f"{key}.{part}" in texts)


TITLES = {
    "lapor": "Warga melapor",
    "darurat": "Keadaan darurat",
    "balas": "Menjawab pertanyaan petugas",
    "hasil": "Apakah sudah beres?",
    "tambah": "Menambah keterangan",
    "petugas": "Bicara dengan petugas",
    "kunci": "Kabar laporan rahasia",
    "cabut": "Mencabut laporan",
    "buka": "Membuka lagi laporan",
    "nilai": "Menilai layanan",
    "data": "Data saya",
    "wakil": "Fasilitator melapor untuk warga",
    "kunjungan": "Hasil kunjungan rumah",
    "rujukan": "Lembaga menjawab rujukan",
    "rapat": "Lembaga bicara di rapat kasus",
}
"""What each page is called."""


# --- the conversations of the tests, which are the best examples ------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """One conversation, turn by turn."""

    title: str
    scripts: tuple[str, ...]
    turns: tuple[tuple[str, str], ...]
    """(who: warga | bot | kejadian | hasil, what)."""


def example(text: str, ends: dict[str, str]) -> Example:
    """A conversation file as it is read aloud; `ends`: outcome -> script."""
    title, turns, last = "", [], ""
    marks = {"> ": "warga", "< ": "bot", "! ": "kejadian", "= ": "hasil"}
    for line in text.splitlines():
        if line.startswith("# "):
            title = f"{title} {line[2:]}".strip()
        elif line[:2] in marks:
            last = marks[line[:2]]
            turns.append([last, line[2:]])
        elif turns and last:
            turns[-1][1] += f"\n{line.removeprefix('  ')}"
    scripts = [
        ends[what.split("\n")[0]] for who, what in turns if who == "hasil" and what.split("\n")[0] in ends
    ]
    return Example(title, tuple(dict.fromkeys(scripts)), _joined(turns))


def _joined(turns: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((who, what.strip()) for who, what in turns if who != "hasil")
