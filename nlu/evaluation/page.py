"""The evaluation page: docs/understanding.md with its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import quantiles
from typing import Any

from nlu.limits import limits

from . import pictures, scores
from .misspelling import EACH, Found
from .record import AIMS, Measured
from .scores import Read

PAGE, PICTURES = "docs/understanding.md", "docs/gambar"
SHOWN_CONFUSIONS = 15


def write(root: Path, opened: Measured, places: Sequence[Found], kept: Mapping[str, Any]) -> None:
    """The page and its pictures, from what was measured now and what is recorded."""
    rows = scores.per_category(scores.pairs_of(opened.reads))
    drawn = {
        "keandalan": pictures.reliability(scores.reliability(opened.reads)),
        "kategori": pictures.categories(rows),
    }
    for name, picture in drawn.items():
        (root / PICTURES / f"{name}.svg").write_text(picture, encoding="utf-8")
    (root / PAGE).write_text("\n".join(_page(opened, places, kept)) + "\n", encoding="utf-8")


def _page(opened: Measured, places: Sequence[Found], kept: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        "# How well Sambung understands",
        "",
        "Written by `make evaluate`, never by hand. Measured on the blind set: messages written and labelled by",
        "people who had seen neither the training messages nor the word lists, only the definitions of the",
        "categories (nlu/evaluation/blind/README.md, which also says why figures of a set that the project wrote",
        "itself are kinder than a resident). The open two thirds are used for choosing limits and finding faults; the",
        "sealed third is scored once for a release. For comparison: 0.73 accuracy and 0.52 macro-F1 are reported",
        "for 31 topics of real Indonesian complaints (another task and real texts, so only a hint).",
        "",
        f"Model inputs `{kept['inputs']}`; the sealed third was scored with `{kept['sealed_inputs'] or 'not yet'}`.",
        "",
        *_table(
            ("figure", "aim", "open two thirds", "sealed third"),
            [
                (name, aim, f"{kept['open'][name]:.3f}", _figure(kept["sealed"].get(name)))
                for name, aim in AIMS.items()
            ],
        ),
        "",
    )
    yield from _needs(opened.reads)
    yield from _bands(opened.reads)
    yield from _danger(opened)
    yield from _facts(opened.reads)
    yield from _places(places)
    yield from _alone(opened)
    yield from (
        "## Cross-validation on the training messages",
        "",
        "Every message judged by a model that had not seen it. These figures flatter or scold by another measure than the",
        "blind set: the same hands wrote what was learned and what was asked, and many training messages stand",
        "on a border on purpose. Many short turns are single words that stand once (muhun): left out, nobody can know",
        "them.",
        "",
        *_table(
            ("figure", "value"), [(name, f"{value:g}") for name, value in kept["cross_validation"].items()]
        ),
        "",
        "## Speed",
        "",
        *_table(
            ("part", "p50 ms", "p99 ms"),
            [
                ("code (places, numbers, words)", *_percentiles(opened.speed.code)),
                (
                    "service, one text at a time, its 4 ms of waiting for company included",
                    *_percentiles(opened.speed.service),
                ),
            ],
        ),
    )


def _needs(reads: Sequence[Read]) -> Iterator[str]:
    rows = scores.per_category(scores.pairs_of(reads))
    yield from (
        "## Needs (open part)",
        "",
        f"Taken for a message about a need: {scores.as_report(reads)}. Main category among the best three:",
        f"{scores.among_three(reads)}.",
        "",
        "![F1 of each category](gambar/kategori.svg)",
        "",
        *_table(
            ("category", "precision", "recall", "F1"),
            [(row.category, str(row.precision), str(row.recall), f"{row.f1:.2f}") for row in rows],
        ),
        "",
        "What was taken for what (neither right nor accepted):",
        "",
        *_table(
            ("meant", "understood", "times"),
            [(a, b, str(n)) for (a, b), n in scores.confusions(reads)[:SHOWN_CONFUSIONS]],
        ),
        "",
    )


def _bands(reads: Sequence[Read]) -> Iterator[str]:
    by = limits()
    precision, recall = scores.seconds(reads)
    yield from (
        "## How sure is sure (open part)",
        "",
        "![Reliability](gambar/keandalan.svg)",
        "",
        *_table(
            ("probability", "messages", "said", "main", "main or accepted"),
            [
                (
                    f"{b.low:.2f}-{b.high:.2f}",
                    str(b.count),
                    f"{b.said:.2f}",
                    f"{b.right:.2f}",
                    f"{b.fits:.2f}",
                )
                for b in scores.reliability(reads)
            ],
        ),
        "",
        f"Limits: silent from {by.sure}, asked about with three buttons from {by.likely}, open menu below. Taken",
        f"silently: {scores.silent(reads)}; wrong of those: {scores.silent_and_wrong(reads)}. The main category is on one of",
        f"the buttons: {scores.offered_right(reads)}. Second needs taken along that are right: {precision};",
        f"of the messages that have one, those where it is found: {recall}.",
        "",
    )


def _danger(part: Measured) -> Iterator[str]:
    yield from (
        "## Danger (open part)",
        "",
        *_table(
            ("figure", "with the service", "code alone"),
            [
                ("danger found", str(scores.danger_found(part.reads)), str(scores.danger_found(part.alone))),
                (
                    "false alarms",
                    str(scores.false_alarms(part.reads)),
                    str(scores.false_alarms(part.alone)),
                ),
                (
                    "false alarms among look-alikes",
                    str(scores.false_alarms(part.reads, lookalikes=True)),
                    str(scores.false_alarms(part.alone, lookalikes=True)),
                ),
                (
                    "right kind of danger",
                    str(scores.danger_kind_right(part.reads)),
                    str(scores.danger_kind_right(part.alone)),
                ),
            ],
        ),
        "",
        f"Limits: the service alone from {limits().danger}, with a danger word of the code from {limits().danger_with_words}.",
        "",
    )


def _facts(reads: Sequence[Read]) -> Iterator[str]:
    seen, taken = scores.urgent(reads)
    yield from (
        "## Facts in the text (open part, code only)",
        "",
        *_table(
            ("fact", "found", "invented where there is none"),
            [
                (
                    "place, spelt right",
                    str(scores.places_found(reads, misspelt=False)),
                    str(scores.places_invented(reads)),
                ),
                ("place, misspelt", str(scores.places_found(reads, misspelt=True)), ""),
                ("place outside the area", str(scores.outside_seen(reads)), ""),
                *((name, *(str(one) for one in scores.fact(reads, name))) for name in scores.FACTS),
                ("urgent", str(seen), str(taken)),
            ],
        ),
        "",
    )


def _places(regencies: Sequence[Found]) -> Iterator[str]:
    yield from (
        "## Villages of five regencies, misspelt",
        "",
        f"Every village as it is, and {EACH} generated misspellings of each regency (nlu/evaluation/misspelling.py).",
        "Another village of the same name counts as right: which of them is asked back.",
        "",
        *_table(
            (
                "regency", "villages", "share a name", "as it is, first", "misspelt, first", "among three",
                "in a sentence with kecamatan", "another taken silently", "p50 / p99 ms",
            ),
            [
                (
                    one.name, str(one.villages), f"{one.ambiguous.value:.3f}", f"{one.exact.value:.3f}",
                    f"{one.first.value:.3f}", f"{one.three.value:.3f}", f"{one.in_a_sentence.value:.3f}",
                    f"{one.wrong.value:.3f}", f"{one.median_ms:.2f} / {one.slowest_ms:.2f}",
                )
                for one in regencies
            ],
        ),
        "",
    )  # fmt: skip


def _alone(part: Measured) -> Iterator[str]:
    reads = part.alone
    yield from (
        "## Without the service (open part)",
        "",
        f"Main category right: {scores.main_right(reads)}; right or accepted: {scores.accepted(reads)}; among the best three:",
        f"{scores.among_three(reads)}. Taken silently: {scores.silent(reads)}, wrong of those: {scores.silent_and_wrong(reads)}.",
        "The rest is asked with buttons or by the menu.",
        "",
    )


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _percentiles(seconds: Sequence[float]) -> tuple[str, str]:
    cut = quantiles(seconds, n=100)
    return f"{cut[49] * 1000:.1f}", f"{cut[98] * 1000:.1f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, *rows)]
    return [lines[0], "|" + "---|" * len(head), *lines[1:]]
