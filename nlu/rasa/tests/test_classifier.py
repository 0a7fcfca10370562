"""The classifier learns, gives honest probabilities, and is the same after it was written and read."""

from pathlib import Path

import numpy as np
import pytest
from components.classifier import HEADS, Example, TextClassifier
from components.heads import Head, softmax
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import csr_matrix

DATA = """
version: "3.1"
nlu:
- intent: bansos
  metadata: {whom: self, pace: calm}
  examples: |
    - pkh tidak cair
    - kks hilang di pasar
    - bpnt belum dapat
    - sembako kosong terus
    - saldo kks nol
    - blt macet
- intent: kesehatan+pangan
  metadata: {danger: life_danger, whom: family, pace: urgent}
  examples: |
    - ibu pingsan tidak ada beras
    - bapak tidak sadar, belum makan
    - anak kejang kami lapar
    - nenek sesak nafas lemas
    - adik muntah darah
    - ibu berdarah banyak
- intent: pangan
  metadata: {whom: neighbour, pace: urgent}
  examples: |
    - beras habis
    - belum makan dari pagi
    - anak lapar tetangga
    - tidak ada nasi
    - minta beras
    - kelaparan
- intent: thanks
  examples: |
    - terima kasih
    - makasih pak
    - matur nuwun
    - hatur nuhun
    - nuhun
    - kesuwun
- intent: emergency
  examples: |
    - tolong darurat
    - cepat tolong
    - darurat pak
    - gawat
    - tolong sekarang
    - butuh pertolongan
"""


def test_it_knows_what_it_learned(trained: TextClassifier) -> None:
    [(ranking, traits)] = trained.understood(["pkh saya belum cair"])

    assert ranking[0][0] == "bansos"
    assert best(traits["danger"]) == "none"
    assert best(traits["whom"]) == "self"


def test_danger_is_a_trait_beside_the_need(trained: TextClassifier) -> None:
    [(ranking, traits)] = trained.understood(["ibu saya pingsan berdarah"])

    assert ranking[0][0] == "kesehatan"
    assert (best(traits["danger"]), best(traits["pace"])) == ("life_danger", "urgent")


def test_probabilities_sum_to_one(trained: TextClassifier) -> None:
    for ranking, traits in trained.understood(["pkh", "xyz", ""]):
        assert sum(chance for _, chance in ranking) == pytest.approx(1.0, abs=1e-4)
        assert [sum(values.values()) for values in traits.values()] == pytest.approx([1.0] * 3, abs=1e-4)


def test_words_never_seen_are_no_certainty(trained: TextClassifier) -> None:
    [(ranking, _)] = trained.understood(["zzz qqq"])

    assert ranking[0][1] < 0.7


def test_a_loaded_one_says_the_same(trained: TextClassifier, storage: LocalModelStorage) -> None:
    loaded = TextClassifier.load(TextClassifier.get_default_config(), storage, trained._resource, context())
    asked = ["pkh saya belum cair", "beras habis bu", "yg blm dpt"]

    for (said, traits), (again, same) in zip(
        trained.understood(asked), loaded.understood(asked), strict=True
    ):
        assert dict(again) == pytest.approx(dict(said), abs=2e-3)
        assert same["danger"] == pytest.approx(traits["danger"], abs=2e-3)


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
    assert set(message.get("traits")) == {"danger", "whom", "pace"}


def test_every_head_learns_from_what_concerns_it() -> None:
    report = Example("x", "kesehatan", "pangan", {"danger": "violence"})
    plain, cry, thanks = Example("x", "bansos"), Example("x", "emergency"), Example("x", "thanks")

    told = {head: [one.told(head) for one in (report, plain, cry, thanks)] for head in HEADS}
    assert told == {
        "needs": ["kesehatan", "bansos", "", ""],
        "turns": ["report", "report", "emergency", "thanks"],
        "danger": ["violence", "none", "", "none"],
        "whom": ["", "", "", ""],
        "pace": ["", "", "", ""],
    }


def test_a_head_with_two_labels_has_two_probabilities() -> None:
    rows = csr_matrix(np.tile(np.eye(2, dtype=np.float32), (6, 1)))
    head = Head(1.0)
    head.learn(rows, np.array(["a", "b"] * 6))

    assert head.chances(rows[:2]).argmax(axis=1).tolist() == [0, 1]


def test_large_scores_do_not_overflow() -> None:
    assert softmax(np.array([[1e4, 0.0]])).tolist() == [[1.0, 0.0]]


# --- small print --------------------------------------------------------------------------------------


def best(values: dict[str, float]) -> str:
    return max(values, key=values.get)


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    return LocalModelStorage(tmp_path)


@pytest.fixture
def trained(storage: LocalModelStorage) -> TextClassifier:
    config = TextClassifier.get_default_config() | {"rare": 1, "strength": 1.0}
    made = TextClassifier.create(config, storage, Resource("classifier"), context())
    made.train(RasaYAMLReader().reads(DATA))
    return made


def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))
