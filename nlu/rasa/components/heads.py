"""Heads: what is concluded from the features, each a small stack of two linear models with honest probabilities.

A linear SVM separates best, complement naive Bayes generalises best to words that are rare; their scores are
added with two weights that are fitted on examples neither had seen. With those weights the probabilities are
calibrated as well: they are the most fitting ones for unseen examples (docs/adr/0006).
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

FOLDS = 5
SMOOTHING = 0.3
"""Additive smoothing of the naive Bayes; 0.1 to 1 make no difference."""
FIRST_MIX = (3.0, 1.0)
"""Where the search for the two weights begins, and what is taken when there are too few examples for folds."""

MIX_BOUNDS = ((0.1, 20.0), (0.0, 20.0))
"""Neither model is ever believed the other way round."""


class Head:
    """Labels with probabilities for rows of features."""

    def __init__(self, strength: float) -> None:
        """`strength`: C of the SVM."""
        self._strength = strength
        self.labels: list[str] = []
        self._margins = np.zeros((0, 0), dtype=np.float32)
        self._bias = np.zeros(0, dtype=np.float32)
        self._habits = np.zeros((0, 0), dtype=np.float32)
        self.mix = FIRST_MIX

    def learn(self, rows: csr_matrix, labels: np.ndarray) -> None:
        """From examples; at least two labels."""
        self._fit(rows, labels)
        if np.unique(labels, return_counts=True)[1].min() >= FOLDS:
            self.mix = self._fitting_mix(rows, labels)

    def _fit(self, rows: csr_matrix, labels: np.ndarray) -> None:
        svm = LinearSVC(C=self._strength, class_weight="balanced").fit(rows, labels)
        bayes = ComplementNB(alpha=SMOOTHING).fit(rows, labels)
        self.labels = [str(label) for label in svm.classes_]
        margins, bias = svm.coef_, svm.intercept_
        if len(self.labels) == 2:  # scikit-learn keeps one row for two labels
            margins, bias = np.vstack([-margins, margins]), np.concatenate([-bias, bias])
        # one row for each feature, in one piece: a product with a transposed view would copy it for every text
        self._margins = np.ascontiguousarray(margins.T, dtype=np.float32)
        self._bias = bias.astype(np.float32)
        self._habits = np.ascontiguousarray(bayes.feature_log_prob_.T, dtype=np.float32)

    def _fitting_mix(self, rows: csr_matrix, labels: np.ndarray) -> tuple[float, float]:
        """The two weights under which examples left out of learning get the most fitting probabilities."""
        margins, habits, places = [], [], []
        for learn, test in StratifiedKFold(FOLDS, shuffle=True, random_state=7).split(labels, labels):
            other = Head(self._strength)
            other._fit(rows[learn], labels[learn])
            margin, habit = other._scores(rows[test])
            margins.append(margin)
            habits.append(habit)
            places.append(np.searchsorted(other.labels, labels[test]))
        margin, habit, place = np.vstack(margins), np.vstack(habits), np.concatenate(places)

        def loss(mix: np.ndarray) -> float:
            chances = softmax(mix[0] * margin + mix[1] * habit)
            return float(-np.log(chances[np.arange(len(place)), place] + 1e-12).mean())

        best = minimize(loss, np.array(FIRST_MIX), method="Nelder-Mead", bounds=MIX_BOUNDS).x
        return float(best[0]), float(best[1])

    def _scores(self, rows: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
        """The SVM's margins, and the naive Bayes' scores brought to one scale for short and long texts."""
        margin = np.asarray(rows @ self._margins) + self._bias
        habit = np.asarray(rows @ self._habits)
        habit -= habit.mean(axis=1, keepdims=True)
        return margin, habit / (habit.std(axis=1, keepdims=True) + 1e-6)

    def chances(self, rows: csr_matrix) -> np.ndarray:
        """One row of probabilities for each row of features, in the order of `labels`."""
        margin, habit = self._scores(rows)
        return softmax(self.mix[0] * margin + self.mix[1] * habit)

    def numbers(self) -> dict[str, np.ndarray]:
        """What has to be kept beside `labels` and `mix`; half precision halves the model and moves no answer."""
        return {
            "margins": self._margins.astype(np.float16),
            "bias": self._bias,
            "habits": self._habits.astype(np.float16),
        }

    def restore(self, labels: list[str], mix: list[float], numbers: dict[str, np.ndarray]) -> None:
        """As it was after `learn`."""
        self.labels, self.mix = labels, (mix[0], mix[1])
        self._margins, self._habits = (numbers[name].astype(np.float32) for name in ("margins", "habits"))
        self._bias = numbers["bias"]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Rows of scores to rows of probabilities."""
    grown = np.exp(scores - scores.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)
