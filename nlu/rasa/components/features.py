"""Text to numbers: TF-IDF of words, of word stems and of letter n-grams, side by side in one sparse row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from components.normal import plain, stems

_WORD = r"[a-z0-9]+"
_COMMON: Mapping[str, Any] = {"sublinear_tf": True, "dtype": np.float32}


def _parts(words: tuple[int, int], letters: tuple[int, int]) -> list[dict[str, Any]]:
    """How each part reads a text; all read the same plain form."""
    return [
        {"preprocessor": plain, "ngram_range": words, "token_pattern": _WORD},
        {"preprocessor": stems, "ngram_range": words, "token_pattern": _WORD},
        {"preprocessor": plain, "ngram_range": letters, "analyzer": "char_wb"},
    ]


class Features:
    """Learns its n-grams from texts, then turns any text into a row; holds numbers and words, no code."""

    def __init__(self, words: tuple[int, int], letters: tuple[int, int], rare: int) -> None:
        """`words`, `letters`: shortest and longest n-gram. `rare`: n-grams in fewer texts are left out."""
        self._options = _parts(words, letters)
        self._rare = rare
        self._readers: list[TfidfVectorizer] = []

    def fit(self, texts: list[str]) -> csr_matrix:
        """Learn the n-grams; the rows of these texts."""
        self._readers = [
            TfidfVectorizer(**options, **_COMMON, min_df=self._rare) for options in self._options
        ]
        return hstack([reader.fit_transform(texts) for reader in self._readers], format="csr")

    def rows(self, texts: list[str]) -> csr_matrix:
        """One row for each text."""
        return hstack([reader.transform(texts) for reader in self._readers], format="csr")

    def vocabularies(self) -> list[list[str]]:
        """The n-grams of each part, in the order of their columns."""
        return [sorted(reader.vocabulary_, key=reader.vocabulary_.__getitem__) for reader in self._readers]

    def weights(self) -> dict[str, np.ndarray]:
        """What each n-gram counts, by part."""
        return {f"idf_{n}": reader.idf_ for n, reader in enumerate(self._readers)}

    def restore(self, vocabularies: list[list[str]], weights: Mapping[str, np.ndarray]) -> None:
        """As it was after `fit`."""
        self._readers = []
        for n, (options, grams) in enumerate(zip(self._options, vocabularies, strict=True)):
            reader = TfidfVectorizer(**options, **_COMMON, vocabulary=grams)
            reader.idf_ = weights[f"idf_{n}"]
            self._readers.append(reader)
