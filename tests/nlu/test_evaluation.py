"""The figures of the evaluation, on messages made for it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from nlu.evaluation import blind, choice, misspelling, scores
from nlu.evaluation.blind import Labelled, PlaceNamed
from nlu.evaluation.scores import Read, Share
from nlu.limits import Limits
from nlu.meaning import CATEGORIES, TURN_INTENTS, Found, Guess, Meaning, Place, PlaceFound
from nlu.places import Gazetteer
from nlu.understanding import combine

BY = Limits(
    sure=0.6, likely=0.2, also=0.2, keywords=0.0, whom=0.7, pace=0.6, danger=0.5, danger_with_words=0.1
)


def a_read(
    category: str = "bansos",
    sure: float = 0.9,
    accept: tuple[str, ...] = (),
    said: str = "bansos",
    traits: Mapping[str, Mapping[str, float]] | None = None,
    **more: object,
) -> Read:
    label = Labelled(
        id="x", text="x", category=category, accept=accept, danger="", lookalike=False, urgent=False, places=(),
        outside="", rt="", rw="", nik="", kk="", phones=(), relation="",
    )  # fmt: skip
    label = replace(label, **{key: value for key, value in more.items() if hasattr(label, key)})  # type: ignore[arg-type]
    rest = (1 - sure) / (len(CATEGORIES) - 1)
    guess = Guess(tuple((code, sure if code == said else rest) for code in CATEGORIES), traits or {})
    found = more.get("found", Found(words=20))
    assert isinstance(found, Found)
    return Read(label, found, "", guess, combine(found, guess, "", BY))


class TestNeeds:
    def test_right_accepted_and_wrong(self) -> None:
        reads = [a_read(), a_read("data_dtsen", accept=("bansos",)), a_read("lansia"), a_read("")]

        assert scores.main_right(reads) == Share(1, 3)
        assert scores.accepted(reads) == Share(2, 3)
        assert scores.confusions(reads) == [(("lansia", "bansos"), 1)]

    def test_precision_and_recall_of_each_category(self) -> None:
        [row] = [
            one for one in scores.per_category([("a", "a"), ("a", "b"), ("b", "b")]) if one.category == "b"
        ]

        assert (row.precision, row.recall) == (Share(1, 2), Share(1, 1))
        assert row.f1 == pytest.approx(2 / 3)

    def test_only_what_is_taken_silently_can_be_wrong_silently(self) -> None:
        reads = [a_read(), a_read("lansia"), a_read("lansia", sure=0.3)]

        assert scores.silent(reads) == Share(2, 3)
        assert scores.silent_and_wrong(reads) == Share(1, 2)

    def test_a_probability_is_held_against_what_was_right(self) -> None:
        [low, high] = scores.reliability(
            [a_read(sure=0.9), a_read("lansia", sure=0.9), a_read(sure=0.4)], (0, 0.5, 1)
        )

        assert (low.count, low.right) == (1, 1.0)
        assert (high.count, high.right, round(high.said, 2)) == (2, 0.5, 0.9)


class TestDanger:
    def test_found_false_and_lookalike(self) -> None:
        alarm = {"danger": {"none": 0.1, "violence": 0.9}}
        reads = [
            a_read(danger="violence", traits=alarm), a_read(danger="self_harm"), a_read(traits=alarm),
            a_read(lookalike=True), a_read(lookalike=True, traits=alarm),
        ]  # fmt: skip

        assert scores.danger_found(reads) == Share(1, 2)
        assert scores.false_alarms(reads) == Share(2, 3)
        assert scores.false_alarms(reads, lookalikes=True) == Share(1, 2)


class TestFacts:
    def test_a_place_is_found_when_one_of_its_meanings_is_offered(self) -> None:
        place = PlaceFound(Place("32.09.15.2001", "village", "Matangaji", "Sumber"), "likely")
        named = (PlaceNamed(("32.09.15.2001", "32.09.15.2002"), False), PlaceNamed(("32.09.01.2001",), True))
        reads = [a_read(places=named, found=Found(places=(place,)))]

        assert scores.places_found(reads, misspelt=False) == Share(1, 1)
        assert scores.places_found(reads, misspelt=True) == Share(0, 1)

    @pytest.mark.parametrize(
        ("name", "label", "found"),
        [
            ("RT", {"rt": "03"}, Found(rt="3")),
            ("phone", {"phones": ("0812-3456-7890",)}, Found(phones=("6281234567890",))),
            ("NIK", {"nik": "3209154107680001"}, Found(nik="3209154107680001")),
        ],
    )
    def test_numbers_are_compared_as_numbers(self, name: str, label: dict[str, object], found: Found) -> None:
        there, invented = scores.fact([a_read(**label, found=found), a_read(found=found), a_read()], name)  # type: ignore[arg-type]

        assert (there, invented) == (Share(1, 1), Share(1, 2))


class TestChoosing:
    def test_the_limit_lets_few_wrong_ones_pass_silently(self) -> None:
        good = [a_read(sure=0.5 + n / 250) for n in range(100)]
        bad = [a_read("lansia", sure=0.575) for _ in range(10)]

        by = choice.chosen([*good, *bad], BY)

        assert 0.57 < by.sure <= 0.6
        assert scores.silent_and_wrong(choice.again([*good, *bad], by)).value <= choice.WRONG

    def test_without_wrong_ones_nothing_needs_to_be_asked(self) -> None:
        by = choice.chosen([a_read(sure=0.3 + n / 250) for n in range(100)], BY)

        assert by.sure == choice.STEPS[0]

    def test_danger_is_found_as_far_as_false_alarms_allow(self) -> None:
        def risky(risk: float, danger: str) -> Read:
            return a_read(danger=danger, traits={"danger": {"none": 1 - risk, "violence": risk}})

        reads = (
            [risky(0.32, "violence")]
            + [risky(0.9, "violence")] * 9
            + [risky(0.1, "")] * 94
            + [risky(0.35, "")] * 6
        )

        by = choice.chosen(reads, BY)

        assert 0.35 < by.danger <= 0.9
        assert scores.danger_found(choice.again(reads, by)) == Share(9, 10)


class TestTheBlindSet:
    def test_it_is_large_enough_and_a_third_of_it_is_sealed(self) -> None:
        opened, sealed = blind.messages(), blind.messages(sealed=True)
        short, sealed_short = blind.turns(), blind.turns(sealed=True)

        assert len(opened) + len(sealed) >= 600
        assert len(short) + len(sealed_short) >= 300
        assert len(sealed) * 3 == pytest.approx(len(opened) + len(sealed), abs=3)
        assert sum(bool(one.danger or one.lookalike) for one in (*opened, *sealed)) >= 150

    @pytest.mark.parametrize("sealed", [False, True])
    def test_its_labels_are_ours(self, sealed: bool) -> None:
        assert {one.category for one in blind.messages(sealed=sealed)} == {"", *CATEGORIES}
        assert {one.intent for one in blind.turns(sealed=sealed)} == set(TURN_INTENTS)


class TestMisspelling:
    def test_a_misspelling_is_never_the_name(self) -> None:
        chance = random.Random(1)  # noqa: S311  test data

        for name in ("Tuk", "Matangaji", "Gegesik Lor", "Kaliwedi Kidul") * 50:
            spelt = misspelling.misspelt(name, chance)
            assert spelt.replace(" ", "") != name.lower().replace(" ", "")

    def test_the_same_seed_gives_the_same_figures(self, gazetteer: Gazetteer) -> None:
        first, again = (misspelling.measured(gazetteer, "32.09") for _ in range(2))

        assert (first.first, first.in_a_sentence) == (again.first, again.in_a_sentence)
        assert first.three.value > 0.95


def test_a_share_of_nothing_is_whole() -> None:
    assert scores.share([]).value == 1.0


def test_no_meaning_is_no_report() -> None:
    assert scores.as_report([replace(a_read(), meaning=Meaning())]) == Share(0, 1)
