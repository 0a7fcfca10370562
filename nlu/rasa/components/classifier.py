"""Our classifier: TF-IDF of words and letter n-grams, logistic regression, one temperature for honesty.

A trained one is a JSON file and an .npz file of numbers: loading a model runs no code of the model.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from components.normal import plain

FOLDS = 5
TEMPERATURES = np.geomspace(0.4, 2.5, 40)


class Features:
    """Text to a sparse row: words and letters, each with its own TF-IDF."""

    def __init__(self, words: tuple[int, int], letters: tuple[int, int]) -> None:
        common: dict[str, Any] = {"preprocessor": plain, "sublinear_tf": True, "dtype": np.float32}
        self._words = {"ngram_range": words, "token_pattern": r"[a-z0-9]+", **common}
        self._letters = {"analyzer": "char_wb", "ngram_range": letters, "min_df": 2, **common}
        self.parts: list[TfidfVectorizer] = []

    def fit(self, texts: list[str]) -> csr_matrix:
        """Learn the vocabulary; the rows of these texts."""
        self.parts = [TfidfVectorizer(**self._words), TfidfVectorizer(**self._letters)]
        return hstack([part.fit_transform(texts) for part in self.parts], format="csr")

    def rows(self, texts: list[str]) -> csr_matrix:
        """Rows of new texts."""
        return hstack([part.transform(texts) for part in self.parts], format="csr")

    def vocabularies(self) -> list[list[str]]:
        """The n-grams of each part, in the order of their columns."""
        return [sorted(part.vocabulary_, key=part.vocabulary_.__getitem__) for part in self.parts]

    def restore(self, vocabularies: list[list[str]], weights: list[np.ndarray]) -> None:
        """As it was after `fit`."""
        self.parts = []
        for options, grams, idf in zip((self._words, self._letters), vocabularies, weights, strict=True):
            part = TfidfVectorizer(**{**options, "min_df": 1, "vocabulary": grams})
            part.idf_ = idf
            self.parts.append(part)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class TextClassifier(GraphComponent, IntentClassifier):
    """Gives every label its probability."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._strength = float(config["strength"])
        self._features = Features(tuple(config["words"]), tuple(config["letters"]))
        self._storage, self._resource = storage, resource
        self._labels: list[str] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)
        self._temperature = 1.0

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Word n-grams, letter n-grams, and C of the logistic regression."""
        return {"words": [1, 2], "letters": [2, 5], "strength": 6.0}

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
        """Learn from every example that has a label."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        texts = [example.get(TEXT) for example in examples]
        labels = np.array([example.get(INTENT) for example in examples])
        self._temperature = self._honest_temperature(texts, labels)
        rows = self._features.fit(texts)
        model = self._regression().fit(rows, labels)
        self._labels = [str(label) for label in model.classes_]
        self._weights, self._bias = model.coef_.astype(np.float32), model.intercept_.astype(np.float32)
        self._persist()
        return self._resource

    def _regression(self) -> LogisticRegression:
        return LogisticRegression(C=self._strength, class_weight="balanced", max_iter=400)

    def _honest_temperature(self, texts: list[str], labels: np.ndarray) -> float:
        """The temperature at which examples left out of training get their most fitting probabilities."""
        counts = np.unique(labels, return_counts=True)[1]
        if counts.min() < FOLDS:
            return 1.0
        scores, places = [], []
        for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(texts, labels):
            features = Features(self._features._words["ngram_range"], self._features._letters["ngram_range"])
            model = self._regression().fit(features.fit([texts[n] for n in learn]), labels[learn])
            scores.append(model.decision_function(features.rows([texts[n] for n in test])))
            places.append(np.searchsorted(model.classes_, labels[test]))
        score, place = np.vstack(scores), np.concatenate(places)
        losses = [
            -np.log(softmax(score / t)[np.arange(len(place)), place] + 1e-12).mean() for t in TEMPERATURES
        ]
        return float(TEMPERATURES[int(np.argmin(losses))])

    def _persist(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            about = {
                "labels": self._labels,
                "temperature": self._temperature,
                "vocabularies": self._features.vocabularies(),
            }
            (folder / "classifier.json").write_text(json.dumps(about), encoding="utf-8")
            idf = {f"idf_{n}": part.idf_ for n, part in enumerate(self._features.parts)}
            np.savez_compressed(folder / "classifier.npz", weights=self._weights, bias=self._bias, **idf)

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
            with np.load(folder / "classifier.npz", allow_pickle=False) as numbers:
                weights = [numbers[f"idf_{n}"] for n in range(len(about["vocabularies"]))]
                loaded._weights, loaded._bias = numbers["weights"], numbers["bias"]
        loaded._labels, loaded._temperature = about["labels"], about["temperature"]
        loaded._features.restore(about["vocabularies"], weights)
        return loaded

    def process(self, messages: list[Message]) -> list[Message]:
        """All texts of a call at once."""
        chances = self.chances([message.get(TEXT) or "" for message in messages])
        for message, row in zip(messages, chances, strict=True):
            ranking = [{"name": self._labels[n], "confidence": float(row[n])} for n in np.argsort(-row)]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def chances(self, texts: list[str]) -> np.ndarray:
        """One row of probabilities for each text, in the order of the labels."""
        scores = self._features.rows(texts) @ self._weights.T + self._bias
        return softmax(np.asarray(scores) / self._temperature)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows of scores to rows of probabilities."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)
