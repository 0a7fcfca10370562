"""Our classifier: which need a message tells, what a short one does in the talk, and traits of what is told.

Five heads over the same features. A message about a need carries its category as intent; a second need stands
behind a plus ("kesehatan+pangan"), traits in the metadata of its block: danger, for whom help is wanted, and
whether it cannot wait (data/README.md). A trained classifier is a JSON file and an .npz file of numbers:
loading a model runs no code of the model.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.features import Features
from components.heads import Head

TURNS = frozenset(
    [
        "agree",
        "refuse",
        "cancel",
        "back",
        "menu",
        "status",
        "help",
        "human",
        "thanks",
        "greet",
        "goodbye",
        "add_info",
        "correct",
        "withdraw",
        "own_data",
        "complain_bot",
        "ask_cost",
        "emergency",
        "other",
    ]
)
"""Labels for what a message does in a talk; every other label is a category of need."""
REPORT = "report"
"""What the turns head calls a message about a need."""
NONE = "none"
TRAITS = ("danger", "whom", "pace")
"""Keys of a block's metadata, and of the probabilities on a message; without `danger` there is none."""
HEADS = ("needs", "turns", *TRAITS)


@dataclass(frozen=True)
class Example:
    """One training message."""

    text: str
    label: str
    """A category or a turn intent."""
    second: str = ""
    """A second need in the same story."""
    traits: Mapping[str, str] = field(default_factory=dict)
    """Trait -> value; one nobody has judged is left out."""

    @classmethod
    def of(cls, message: Message) -> Example:
        """From Rasa's form of it."""
        label, _, second = message.get(INTENT).partition("+")
        block = (message.get(METADATA) or {}).get(METADATA_INTENT) or {}
        return cls(message.get(TEXT), label, second, {name: block[name] for name in TRAITS if name in block})

    def told(self, head: str) -> str:
        """What a head is to say of this message; empty when it is not to learn from it."""
        report = self.label not in TURNS
        match head:
            case "needs":
                return self.label if report else ""
            case "turns":
                return REPORT if report else self.label
            case "danger":  # a bare cry for help is a turn of its own
                return "" if self.label == "emergency" else self.traits.get("danger", NONE)
            case _:
                return self.traits.get(head, "")


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class TextClassifier(GraphComponent, IntentClassifier):
    """Gives every label its probability, and every danger."""

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage | None = None,
        resource: Resource | None = None,
    ) -> None:
        self._features = Features(tuple(config["words"]), tuple(config["letters"]), config["rare"])
        self._heads = {name: Head(float(config["strength"])) for name in HEADS}
        self._storage, self._resource = storage, resource

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Word n-grams, letter n-grams, in how many texts one must stand, and C of the SVM."""
        return {"words": [1, 2], "letters": [2, 5], "rare": 2, "strength": 0.3}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextClassifier:
        """For training."""
        return cls(config, model_storage, resource)

    # --- training ------------------------------------------------------------------------------------

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every message that has a label."""
        self.learn([Example.of(message) for message in training_data.intent_examples if message.get(TEXT)])
        self._persist()
        return self._resource

    def learn(self, examples: list[Example]) -> None:
        """The features from all of them, then each head from those that concern it."""
        rows = self._features.fit([example.text for example in examples])
        for name, head in self._heads.items():
            told = np.array([example.told(name) for example in examples])
            head.learn(rows[told != ""], told[told != ""])

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            about = {
                "vocabularies": self._features.vocabularies(),
                "heads": {
                    name: {"labels": head.labels, "mix": head.mix} for name, head in self._heads.items()
                },
            }
            (folder / "classifier.json").write_text(json.dumps(about), encoding="utf-8")
            numbers = {
                f"{name}_{key}": array
                for name, head in self._heads.items()
                for key, array in head.numbers().items()
            }
            np.savez_compressed(folder / "classifier.npz", **self._features.weights(), **numbers)

    # --- using it ------------------------------------------------------------------------------------

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TextClassifier:
        """From the two files; allow_pickle stays off."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            about = json.loads((folder / "classifier.json").read_text(encoding="utf-8"))
            with np.load(folder / "classifier.npz", allow_pickle=False) as kept:
                numbers = {name: kept[name] for name in kept.files}
        loaded._features.restore(about["vocabularies"], numbers)
        for name, head in loaded._heads.items():
            own = {
                key.removeprefix(f"{name}_"): array
                for key, array in numbers.items()
                if key.startswith(f"{name}_")
            }
            head.restore(about["heads"][name]["labels"], about["heads"][name]["mix"], own)
        return loaded

    def process(self, messages: list[Message]) -> list[Message]:
        """All texts of a call at once."""
        results = self.understood([message.get(TEXT) or "" for message in messages])
        for message, (ranking, traits) in zip(messages, results, strict=True):
            named = [{"name": label, "confidence": chance} for label, chance in ranking]
            message.set(INTENT, named[0], add_to_output=True)
            message.set("intent_ranking", named, add_to_output=True)
            message.set("traits", traits, add_to_output=True)
        return messages

    def understood(
        self, texts: list[str]
    ) -> list[tuple[list[tuple[str, float]], dict[str, dict[str, float]]]]:
        """For each text every label with its probability, best first, and each trait's values with theirs.

        A category's probability is that of its being a report at all times that of the category among reports.
        """
        rows = self._features.rows(texts)
        needs, turns, *traits = (self._named(name, rows) for name in HEADS)
        results = []
        for need, turn, *values in zip(needs, turns, *traits, strict=True):
            report = turn.pop(REPORT, 1.0)
            chances = turn | {label: report * chance for label, chance in need.items()}
            ranking = sorted(chances.items(), key=lambda item: (-item[1], item[0]))
            results.append((ranking, dict(zip(TRAITS, values, strict=True))))
        return results

    def _named(self, name: str, rows: Any) -> list[dict[str, float]]:
        head = self._heads[name]
        return [
            {label: float(chance) for label, chance in zip(head.labels, row, strict=True)}
            for row in head.chances(rows)
        ]
