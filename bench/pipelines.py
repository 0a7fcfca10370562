"""Which pipeline understands best: Rasa's own classifiers and ours, on the open part of the blind set.

    nlu/rasa/.venv/bin/python bench/pipelines.py [NAME ...]

Runs in Rasa's environment. Every pipeline is trained by Rasa on the same messages (main label only, so that
all learn the same task) and parses the same unseen ones; prints one line each: training seconds, model
size, median milliseconds a text one at a time, share of main categories right, right or accepted, macro-F1, turn
intents right. The table of docs/adr/0006 is from here.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "nlu" / "rasa"
BLIND = ROOT / "nlu" / "evaluation" / "blind"
sys.path.insert(0, str(PROJECT))
os.environ.update(RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0", TF_CPP_MIN_LOG_LEVEL="3")

_WORDS = [  # what Rasa's guide proposes; with our longer n-grams DIET needs minutes for each epoch
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4, "min_df": 3},
]
_OURS: dict[str, Any] = {"name": "components.classifier.TextClassifier", "words": [1, 2], "letters": [2, 5]}
_OURS |= {"rare": 2, "strength": 0.3}
PIPELINES: dict[str, list[dict[str, Any]]] = {
    "rasa DIET, no transformer": [
        *_WORDS,
        {"name": "DIETClassifier", "epochs": 20, "number_of_transformer_layers": 0, "entity_recognition": False},
    ],
    "rasa DIET, 2 layers": [
        *_WORDS,
        {
            "name": "DIETClassifier", "epochs": 20, "number_of_transformer_layers": 2,
            "transformer_size": 128, "entity_recognition": False,
        },
    ],
    "ours": [_OURS],
    "ours, also what stands in one text": [_OURS | {"rare": 1}],
    "ours, single words": [_OURS | {"words": [1, 1]}],
}  # fmt: skip


def data(folder: Path) -> Path:
    """The training messages with main labels only."""
    folder.mkdir()
    for path in sorted((PROJECT / "data").glob("*.yml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        blocks = [
            {"intent": block["intent"].partition("+")[0], "examples": block["examples"]} | (
                {"metadata": block["metadata"]} if "metadata" in block else {}
            )
            for block in read["nlu"]
        ]  # fmt: skip
        text = yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, width=10**6)
        (folder / path.name).write_text(text, encoding="utf-8")
    return folder


def rows(name: str) -> list[dict[str, Any]]:
    """The open part of the blind set."""
    return [json.loads(line) for line in (BLIND / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def measure(name: str, work: Path, messages: Path) -> str:
    """Train with Rasa, parse with Rasa's engine, count."""
    from rasa.model_training import train_nlu

    config = work / "config.yml"
    config.write_text(
        yaml.safe_dump(
            {"recipe": "default.v1", "language": "id", "assistant_id": "x", "pipeline": PIPELINES[name]}
        )
    )
    began = time.perf_counter()
    path = Path(train_nlu(str(config), str(messages), output=str(work / "models"), fixed_model_name="m"))
    trained = time.perf_counter() - began
    return counted(name, trained, path.stat().st_size / 1e6, _parser(path, work))


def measure_part(name: str, messages: Path) -> str:
    """One model in place of our two, or sentences in place of stories, over the same features."""
    from components.classifier import Example, TextClassifier
    from rasa.shared.nlu.training_data.loading import load_data

    config = {key: value for key, value in _OURS.items() if key != "name"}
    ours = TextClassifier(config)
    began = time.perf_counter()
    with PARTS[name]():
        ours.learn([Example.of(message) for message in load_data(str(messages)).intent_examples])
    trained = time.perf_counter() - began
    for head in ours._heads.values():
        head.mix = {"SVM alone": (1.0, 0.0), "Bayes alone": (0.0, 1.0)}.get(name, head.mix)

    def parse(text: str) -> list[str]:
        [(ranking, _)] = ours.understood([text])
        return [label for label, _ in ranking]

    def by_sentence(text: str) -> list[str]:
        sentences = [part for part in re.split(r"[.!?\n,;]+\s*", text) if len(part) > 25] or [text]
        chances: Counter[str] = Counter()
        for ranking, _ in ours.understood(sentences):
            chances.update(dict(ranking))
        return [label for label, _ in chances.most_common()]

    return counted(name, trained, 0.0, by_sentence if name == "sentences pooled" else parse)


@contextmanager
def _as_it_is() -> Iterator[None]:
    yield


@contextmanager
def _logistic() -> Iterator[None]:
    """A logistic regression in the place of the SVM; the naive Bayes stays beside it."""
    from components import heads
    from sklearn.linear_model import LogisticRegression

    kept = heads.LinearSVC
    heads.LinearSVC = lambda C, class_weight: LogisticRegression(  # noqa: N803  as scikit-learn calls it
        C=6.0, class_weight=class_weight, max_iter=300
    )
    try:
        yield
    finally:
        heads.LinearSVC = kept


PARTS = {
    "SVM alone": _as_it_is,
    "Bayes alone": _as_it_is,
    "logistic regression for the SVM": _logistic,
    "sentences pooled": _as_it_is,
}


def counted(name: str, trained: float, size: float, parse: Callable[[str], list[str]]) -> str:
    """One line of the table."""
    told, short = [row for row in rows("messages") if row["category"]], rows("turns")
    needs = {row["category"] for row in told}
    said, seconds = [], []
    for row in told:
        began = time.perf_counter()
        said.append(parse(row["text"]))
        seconds.append(time.perf_counter() - began)
    each = sorted(seconds)[len(seconds) // 2] * 1000
    best = [next(label for label in ranking if label in needs) for ranking in said]
    turns = [parse(row["text"])[0] for row in short]
    both = list(zip(best, told, strict=True))
    right = sum(a == row["category"] for a, row in both) / len(told)
    accepted = sum(a in {row["category"], *row["accept"]} for a, row in both) / len(told)
    fits = sum(a in {row["intent"], *row["accept"]} for a, row in zip(turns, short, strict=True))
    f1 = _macro_f1([row["category"] for row in told], best)
    return (
        f"{name:36} {trained:7.0f} {size:7.1f} {each:7.1f} {right:8.3f} {accepted:9.3f} {f1:7.3f}"
        f" {fits / len(short):7.3f}"
    )


def _parser(path: Path, work: Path) -> Callable[[str], list[str]]:
    """Rasa's engine as the service loads it."""
    from serve import Model

    model = Model(path, Path(tempfile.mkdtemp(dir=work)))

    def parse(text: str) -> list[str]:
        [read] = model.read([text])
        return [one["name"] for one in read.get("intent_ranking")]

    return parse


def _macro_f1(meant: list[str], said: list[str]) -> float:
    from sklearn.metrics import f1_score

    return float(f1_score(meant, said, average="macro"))


def main() -> None:
    """All pipelines, or the ones named."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    wanted = sys.argv[1:] or [*PIPELINES, *PARTS]
    print(
        f"{'pipeline':36} {'train s':>7} {'MB':>7} {'ms':>7} {'main':>8} {'accepted':>9} {'F1':>7} {'turns':>7}"
    )
    with tempfile.TemporaryDirectory() as folder:
        messages = data(Path(folder) / "data")
        for number, name in enumerate(wanted):
            work = Path(folder) / str(number)
            work.mkdir()
            line = measure(name, work, messages) if name in PIPELINES else measure_part(name, messages)
            print(line, flush=True)


if __name__ == "__main__":
    main()
