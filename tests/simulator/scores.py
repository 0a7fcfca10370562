"""What came of it: cases compared with the truth, and everything that must never happen counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from uuid import UUID

from cases.store import CaseRow
from tests.simulator.people import Truth
from tests.simulator.persona import Persona

RIGHT = 0.98
"""Share of the reports whose case must match the truth in every field."""
FIELDS = ("category", "area", "subject", "name")


@dataclass
class Scores:
    """The figures of one run; they add up over shards."""

    conversations: int = 0
    truths: int = 0
    right: Counter[str] = field(default_factory=Counter)
    whole: int = 0
    """Reports with every field right."""
    questions: list[int] = field(default_factory=list)
    repeated: int = 0
    dead_ends: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    """Reports that became no case."""
    doubled: int = 0
    lost: int = 0
    crashes: int = 0
    lives: int = 0
    """Cases that went on after they were opened."""
    lives_wrong: int = 0
    by_habit: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, persona: Persona, cases: Sequence[CaseRow], names: Mapping[UUID, str]) -> list[str]:
        """Count one phone; what is wrong with it, in words."""
        wrong: list[str] = []
        self.conversations += 1
        self.repeated += persona.repeated
        self.by_habit[persona.habit.name, "percakapan"] += 1
        if persona.ends != "selesai":
            self.dead_ends[persona.ends or "tidak selesai"] += 1
            wrong.append(f"buntu: {persona.ends}")
        self.questions += persona.questions
        self.doubled += max(0, len(cases) - len(persona.truths))
        self.missing += max(0, len(persona.truths) - len(cases))
        for truth, case in zip(persona.truths, cases, strict=False):
            wrong += self._compared(truth, case, names.get(case.id, ""), refuses=persona.habit.silent)
        self.truths += len(persona.truths)
        if wrong or len(cases) != len(persona.truths):
            self.by_habit[persona.habit.name, "salah"] += 1
            if len(cases) != len(persona.truths):
                wrong.append(f"{len(cases)} kasus untuk {len(persona.truths)} cerita")
        return wrong

    def _compared(self, truth: Truth, case: CaseRow, name: str, *, refuses: bool) -> list[str]:
        found = {
            "category": (case.category, truth.category),
            "area": (case.area, "" if refuses else truth.village.code),
            "subject": (case.subject, truth.subject),
            "name": (name, "" if refuses else truth.name),
        }
        bad = [f"{what}: {is_} bukan {want}" for what, (is_, want) in found.items() if is_ != want]
        self.right.update(what for what, (is_, want) in found.items() if is_ == want)
        self.whole += not bad
        return bad

    def plus(self, other: Scores) -> None:
        """Another shard."""
        for name in (
            "conversations",
            "truths",
            "whole",
            "repeated",
            "missing",
            "doubled",
            "lost",
            "crashes",
            "lives",
            "lives_wrong",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.questions += other.questions
        self.right += other.right
        self.dead_ends += other.dead_ends
        self.by_habit += other.by_habit

    @property
    def share(self) -> float:
        """Reports whose case matches the truth in every field."""
        return self.whole / self.truths if self.truths else 0.0

    @property
    def clean(self) -> bool:
        """Nothing happened that must never happen, and nearly every case matches."""
        never = sum(self.dead_ends.values()) + self.missing + self.doubled + self.lost + self.crashes
        return never + self.lives_wrong == 0 and self.share >= RIGHT

    @property
    def middle(self) -> float:
        """Median of the questions of a report, beside story, consent and read-back."""
        return median(self.questions) if self.questions else 0.0

    @property
    def most(self) -> float:
        """Their ninetieth percentile."""
        return quantiles(self.questions, n=10)[8] if len(self.questions) > 1 else 0.0

    def _never(self) -> str:
        """What must be naught, and what should be little."""
        return (
            f"dead ends {sum(self.dead_ends.values())}, asked again {self.repeated}, "
            f"reports without a case {self.missing}, doubled {self.doubled}, messages lost {self.lost}, crashes {self.crashes}"
        )

    def lines(self) -> list[str]:
        """The table that is printed."""
        done = max(1, self.truths - self.missing)
        fields = ", ".join(f"{what} {self.right[what] / done:.1%}" for what in FIELDS)
        habits = sorted({name for name, _ in self.by_habit})
        return [
            f"conversations {self.conversations}, reports {self.truths}",
            f"case matches the truth in every field: {self.share:.2%} ({fields})",
            "  (the need of a story is given to the engine, with seeded errors: this proves the engine, not the understanding)",
            f"questions for a report, beside story, consent and read-back: median {self.middle:.0f}, p90 {self.most:.0f}",
            self._never(),
            f"cases followed to their end {self.lives}, not where their resident put them {self.lives_wrong}",
            *(f"  dead end: {why} x {n}" for why, n in self.dead_ends.most_common(10)),
            *(
                f"  {name}: {self.by_habit[name, 'percakapan']} conversations, {self.by_habit[name, 'salah']} with something wrong"
                for name in habits
            ),
        ]
