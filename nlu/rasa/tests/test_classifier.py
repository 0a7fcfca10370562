"""The classifier learns, gives honest probabilities, and is the same after it was written and read."""

from pathlib import Path

import numpy as np
import pytest
from components.classifier import TextClassifier, softmax
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

TEXTS = {
    "bansos": [
        "pkh tidak cair",
        "kks hilang",
        "bpnt belum dapat",
        "sembako kosong",
        "saldo kks nol",
        "blt macet",
    ],
    "kesehatan": [
        "bpjs mati",
        "kis tidak aktif",
        "butuh rujukan",
        "obat habis",
        "mau operasi",
        "cuci darah besok",
    ],
    "pangan": ["beras habis", "belum makan", "anak lapar", "tidak ada nasi", "minta beras", "kelaparan"],
}


def test_it_knows_what_it_learned(trained: TextClassifier) -> None:
    [row] = trained.chances(["pkh saya belum cair"])

    assert trained._labels[int(np.argmax(row))] == "bansos"


def test_probabilities_sum_to_one(trained: TextClassifier) -> None:
    assert trained.chances(["pkh", "xyz", ""]).sum(axis=1) == pytest.approx([1.0, 1.0, 1.0], abs=1e-5)


def test_words_never_seen_are_no_certainty(trained: TextClassifier) -> None:
    [row] = trained.chances(["zzz qqq"])

    assert row.max() < 0.6


def test_a_loaded_one_says_the_same(trained: TextClassifier, storage: LocalModelStorage) -> None:
    loaded = TextClassifier.load(TextClassifier.get_default_config(), storage, trained._resource, context())
    asked = ["pkh saya belum cair", "beras habis bu", "yg blm dpt"]

    assert loaded.chances(asked) == pytest.approx(trained.chances(asked), abs=1e-5)


def test_a_model_holds_no_code(trained: TextClassifier, storage: LocalModelStorage) -> None:
    with storage.read_from(trained._resource) as folder:
        assert sorted(path.name for path in folder.iterdir()) == ["classifier.json", "classifier.npz"]
        with np.load(folder / "classifier.npz", allow_pickle=False) as numbers:
            assert all(numbers[name].dtype != object for name in numbers)


def test_the_ranking_reaches_the_message(trained: TextClassifier) -> None:
    [message] = trained.process([Message({TEXT: "beras habis"})])

    ranking = message.get("intent_ranking")
    assert message.get(INTENT) == ranking[0]
    assert [one["confidence"] for one in ranking] == sorted(
        (one["confidence"] for one in ranking), reverse=True
    )


def test_large_scores_do_not_overflow() -> None:
    assert softmax(np.array([[1e4, 0.0]])).tolist() == [[1.0, 0.0]]


# --- small print --------------------------------------------------------------------------------------


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture
def trained(storage: LocalModelStorage) -> TextClassifier:
    made = TextClassifier.create(
        TextClassifier.get_default_config(), storage, Resource("classifier"), context()
    )
    examples = [Message({TEXT: text, INTENT: label}) for label, texts in TEXTS.items() for text in texts]
    made.train(TrainingData(examples))
    return made


def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))
