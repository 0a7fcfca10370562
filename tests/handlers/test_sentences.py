"""Every sentence the talk can say exists, none is orphaned, and what is wrong with a file is said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import sentences
from handlers import texts as files
from handlers.kabar import OPENS
from handlers.scripts import SCRIPTS
from handlers.texts import BadTexts, Texts, check
from handlers.turn import Facts
from handlers.walk import branches

MOST_QUESTIONS = 11
"""Story and read-back counted: somebody who tells nothing, has an open case and a matter of others, wants it
secret, and names a place that is not ours."""


def test_our_sentences_are_complete_and_all_are_said(texts: Texts, facts: Facts) -> None:
    assert sentences.complaints(texts, facts) == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_branch_of_a_script_ends_and_asks_little(name: str, facts: Facts) -> None:
    ways = list(branches(SCRIPTS[name], sentences.walked(facts)))

    assert ways
    assert max(len(way.questions) for way in ways) <= MOST_QUESTIONS
    assert all(way.outcome for way in ways)


def test_a_script_begun_by_an_event_asks_first_what_the_event_told(facts: Facts) -> None:
    for script, step in OPENS.values():
        first = next(branches(SCRIPTS[script], facts)).questions[0]
        assert first.name == step


def test_every_group_of_the_menu_has_a_button(texts: Texts, facts: Facts) -> None:
    assert all(f"lapor.golongan.pilihan.{group}" in texts for group in facts.groups)


class TestCheck:
    NEEDED = {"a.tanya": frozenset({"kantor"}), "a.pilihan.ya": frozenset[str]()}

    @pytest.mark.parametrize(
        ("given", "complaint"),
        [
            ({"a.tanya": "Apa?"}, "a.yml, pilihan.ya: kalimat ini belum ada"),
            (
                {"a.tanya": "Apa?", "a.pilihan.ya": "Ya", "a.lama": "x"},
                "a.yml, lama: kalimat ini tidak dipakai",
            ),
            ({"a.tanya": "{kantr}?", "a.pilihan.ya": "Ya"}, "a.yml, tanya: {kantr} tidak dikenal di sini"),
            ({"a.tanya": "{?", "a.pilihan.ya": "Ya"}, "a.yml, tanya: {?} tidak dikenal di sini"),
            (
                {"a.tanya": "Apa?", "a.pilihan.ya": "x" * 21},
                "a.yml, pilihan.ya: tombol paling panjang 20 huruf",
            ),
        ],
    )
    def test_a_mistake_is_named_with_file_and_key(self, given: dict[str, str], complaint: str) -> None:
        assert check(Texts(given), self.NEEDED) == [complaint]

    def test_a_sentence_with_a_known_placeholder_is_fine(self) -> None:
        assert check(Texts({"a.tanya": "Ini {kantor}?", "a.pilihan.ya": "Ya"}), self.NEEDED) == []


class TestLoad:
    def test_an_office_lays_its_own_wording_over_ours(self, tmp_path: Path) -> None:
        ours, theirs = (
            _folder(tmp_path / "a", "sapa: Halo\ntanya: Apa?"),
            _folder(tmp_path / "b", "sapa: Punten"),
        )

        loaded = files.load(ours, theirs)

        assert (loaded["umum.sapa"], loaded["umum.tanya"]) == ("Punten", "Apa?")

    def test_an_unknown_key_in_an_overlay_is_refused(self, tmp_path: Path) -> None:
        ours, theirs = _folder(tmp_path / "a", "sapa: Halo"), _folder(tmp_path / "b", "saap: Punten")

        with pytest.raises(BadTexts, match=r"umum\.yml, saap: nama ini tidak dikenal"):
            files.load(ours, theirs)

    def test_a_file_that_is_no_yaml_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(BadTexts, match=r"umum\.yml: tidak dapat dibaca"):
            files.load(_folder(tmp_path / "a", "sapa: [Halo"))


def _folder(path: Path, content: str) -> Path:
    path.mkdir()
    (path / "umum.yml").write_text(content, encoding="utf-8")
    return path
