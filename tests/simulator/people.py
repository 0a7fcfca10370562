"""Synthetic people: what is true of them, and how they write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from handlers.turn import Option
from tests.simulator.troubles import NAMES, TROUBLES, WHO

Hand = str
"""How an answer is given: press | number | label | words."""


@dataclass(frozen=True, slots=True)
class Village:
    """A village as its people name it."""

    code: str
    name: str
    district: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What is so, whatever is said; the case is compared with it."""

    category: str
    whom: str
    who: str
    name: str
    village: Village
    story: str

    @property
    def subject(self) -> str:
        """As the case says it."""
        return "self" if self.whom == "saya" else "other"


@dataclass(frozen=True, slots=True)
class Habit:
    """How somebody writes and what she does besides answering."""

    name: str
    hands: tuple[Hand, ...] = ("press", "press", "number", "label", "words")
    typos: float = 0.0
    tells: float = 0.5
    """Chance that village and name stand in the story already."""
    refuses: bool = False
    """Gives neither name nor village."""
    speaks: bool = False
    """Only speaks and taps: what cannot be tapped stands in her voice notes."""
    old_buttons: float = 0.0
    greets: float = 0.0
    insults: float = 0.0
    corrects: bool = False
    """Changes every line of the read-back once, to the same."""
    child: bool = False
    people: int = 1
    """People who use this phone, one after the other."""
    days: float = 0.0
    """Chance that an answer comes days later."""

    @property
    def silent(self) -> bool:
        """Neither name nor village can be read anywhere."""
        return self.refuses or self.speaks


HABITS: Sequence[Habit] = (
    Habit("biasa"),
    Habit("pengetik", hands=("words", "label", "number"), typos=0.15),
    Habit("singkat", tells=0.0, hands=("number", "press")),
    Habit("cerewet", tells=1.0),
    Habit("salah tombol", old_buttons=0.5),
    Habit("menyapa tiap hari", greets=0.4, days=0.4),
    Habit("membetulkan semua", corrects=True),
    Habit("hp bersama", people=2),
    Habit("marah", insults=0.4),
    Habit("anak", child=True, hands=("words", "number", "press")),
    Habit("menolak data", refuses=True, tells=0.0),
    Habit("hanya suara", speaks=True, tells=0.0, hands=("press", "number")),
    Habit("tanpa tombol", hands=("number", "words")),
)


def truth(draw: Random, villages: Sequence[Village], habit: Habit) -> Truth:
    """Somebody with a trouble, and the story she begins with."""
    category = draw.choice(sorted(TROUBLES))
    whom = "keluarga" if habit.child else draw.choice(("saya", "keluarga", "keluarga", "tetangga"))
    who = draw.choice(WHO[whom])
    name, village = draw.choice(NAMES), draw.choice(villages)
    story = draw.choice(TROUBLES[category]).format(x=who)
    if habit.child:
        story = f"saya kelas 5 sd, {story}"
    if draw.random() < habit.tells:
        story += f", {'nama saya' if whom == 'saya' else 'namanya'} {name}"
    if draw.random() < habit.tells:
        story += f", di desa {village.name} kecamatan {village.district}"
    return Truth(category, whom, who, name, village, typed(story, draw, habit.typos / 6))


def typed(text: str, draw: Random, chance: float) -> str:
    """With a letter doubled or left out in some longer words, as thumbs do."""
    words = []
    for word in text.split(" "):
        if len(word) > 6 and draw.random() < chance:
            at = draw.randrange(1, len(word) - 1)
            word = word[:at] + word[at + 1 :] if draw.random() < 0.5 else word[:at] + word[at] + word[at:]
        words.append(word)
    return " ".join(words)


def by_hand(hand: Hand, option: int, options: Sequence[Option], words: str) -> str | int:
    """How one of the options is chosen: its place when it is pressed, otherwise what is typed."""
    match hand:
        case "press":
            return option
        case "number":
            return str(option + 1)
        case "label":
            return options[option].title.lower()
        case _:
            return words or options[option].title
