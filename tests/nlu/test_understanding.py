"""The whole understanding: code alone, and the service and code together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from nlu.limits import Limits
from nlu.meaning import CATEGORIES, REPORT, Band, Crisis, Found, Guess, Meaning, Relation
from nlu.understanding import Understanding, combine

STORY = "assalamualaikum, saya dari desa matangaji kec sumber, BPJS PBI ibu saya mati padahal minggu depan operasi"

PLAIN = (
    ("pkh saya tidak cair padahal bulan lalu lancar", "bansos"),
    ("kartu kks ibu hilang", "bansos"),
    ("kenapa desil saya 7 padahal buruh tani", "data_dtsen"),
    ("cara masuk dtks bagaimana pak", "data_dtsen"),
    ("kis saya nonaktif mau berobat", "kesehatan"),
    ("balita gizi buruk butuh dirawat", "kesehatan"),
    ("nik saya tidak padan di dukcapil", "adminduk"),
    ("bikin akta lahir anak", "adminduk"),
    ("pip anak belum cair", "pendidikan"),
    ("anak putus sekolah tidak ada biaya spp", "pendidikan"),
    ("rumah bapak mau roboh atap bocor", "perumahan"),
    ("minta bedah rumah rtlh", "perumahan"),
    ("butuh kursi roda anak saya lumpuh", "disabilitas"),
    ("alat bantu dengar untuk tuli", "disabilitas"),
    ("nenek tinggal sendiri tidak ada yang urus", "lansia"),
    ("kakek sebatang kara butuh panti jompo", "lansia"),
    ("keponakan yatim piatu tidak ada yang mengasuh", "anak"),
    ("cara adopsi anak yang resmi", "anak"),
    ("saya dipukul suami", "kekerasan"),
    ("anak saya dicabuli tetangga", "kekerasan"),
    ("adik saya odgj ngamuk", "odgj"),
    ("kakak dipasung di belakang rumah", "odgj"),
    ("ada gelandangan tidur di depan toko", "ppks"),
    ("orang telantar di terminal tidak punya keluarga", "ppks"),
    ("kena phk butuh pelatihan kerja", "ketenagakerjaan_usaha"),
    ("pupuk subsidi tidak kebagian", "ketenagakerjaan_usaha"),
    ("rumah kami kebakaran semalam", "bencana"),
    ("banjir masuk rumah butuh tenda", "bencana"),
    ("tidak punya jamban masih ke kali", "air_sanitasi"),
    ("air sumur kotor tidak bisa diminum", "air_sanitasi"),
    ("beras habis anak belum makan dari kemarin", "pangan"),
    ("kami kelaparan tidak ada makanan", "pangan"),
    ("listrik subsidi saya dicabut", "energi_subsidi"),
    ("gas 3 kg langka di warung", "energi_subsidi"),
    ("uang pkh dipotong ketua kelompok", "penyimpangan"),
    ("kartu bansos ditahan pendamping", "penyimpangan"),
    ("bikin ktp dimintai uang di desa", "penyimpangan"),
    ("jalan rusak berlubang", "di_luar_slrt"),
    ("lampu jalan mati", "di_luar_slrt"),
)
"""One or two plain sentences for each category."""


@pytest.mark.parametrize(("text", "category"), PLAIN)
def test_a_plain_sentence_is_understood_without_the_service(
    text: str, category: str, understanding: Understanding
) -> None:
    meaning = understanding.by_code(text)

    assert (meaning.intent, meaning.category, meaning.band) == (REPORT, category, "sure")


def test_the_table_has_every_category() -> None:
    assert {category for _, category in PLAIN} == set(CATEGORIES)


def test_a_whole_story_without_the_service(understanding: Understanding) -> None:
    meaning = understanding.by_code(STORY)

    found = meaning.found
    assert (meaning.category, meaning.band, meaning.source) == ("kesehatan", "sure", "code")
    assert [(p.place.name, p.place.district, p.band) for p in found.places] == [
        ("Matangaji", "Sumber", "sure")
    ]
    assert (found.urgency, found.relation, found.relation_word, found.crisis) == (
        "urgent",
        "family",
        "ibu",
        "",
    )


@pytest.mark.parametrize(
    ("score", "words", "band"),
    [
        (0.75, 12, "sure"), (0.75, 13, "likely"), (0.91, 25, "sure"), (0.91, 26, "likely"), (0.95, 40, "sure"),
        (0.97, 41, "likely"),
    ],
)  # fmt: skip
def test_the_longer_a_story_the_clearer_its_words_must_be(score: float, words: int, band: Band) -> None:
    assert combine(Found(keywords=(("bansos", score),), words=words), None).band == band


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("sampai mana laporan saya?", "status"), ("sampe mana ya laporan sy", "status"),
        ("mau bicara dengan petugas", "human"), ("hapus data saya", "own_data"), ("saya cabut laporan", "withdraw"),
        ("apakah ini bayar?", "ask_cost"), ("salah, desanya Gegesik Lor", "correct"), ("terima kasih bu", "thanks"),
        ("halo min", "greet"), ("mau nambah, mbah juga jatuh kemarin", "add_info"), ("pak nyusul, anaknya ternyata tiga", "add_info"),
    ],
)  # fmt: skip
def test_words_that_steer_a_talk(text: str, intent: str, understanding: Understanding) -> None:
    assert understanding.by_code(text).intent == intent


def test_what_nobody_understands_is_nothing(understanding: Understanding) -> None:
    meaning = understanding.by_code("qwerty asdf")

    assert (meaning.intent, meaning.category, meaning.band) == ("", "", "weak")


class TestTogether:
    def test_a_sure_guess_is_taken(self) -> None:
        meaning = together(Found(), _guess(bansos=0.9, data_dtsen=0.1))

        assert (meaning.category, meaning.band, meaning.source) == ("bansos", "sure", "model+code")

    def test_two_near_candidates_are_offered(self) -> None:
        meaning = together(Found(), _guess(bansos=0.42, data_dtsen=0.38))

        assert (meaning.band, meaning.alternatives[:2]) == ("likely", ("bansos", "data_dtsen"))

    def test_keywords_move_the_guess_as_far_as_their_weight_says(self) -> None:
        words, guess = _words(("kesehatan", 0.9)), _guess(odgj=0.5, kesehatan=0.4)

        assert together(words, guess).category == "kesehatan"
        assert together(words, guess, keywords=0.0).category == "odgj"

    def test_a_guess_without_a_favourite_is_no_knowledge(self) -> None:
        assert together(Found(), _guess(**dict.fromkeys(CATEGORIES, 0.05))).band == "weak"

    def test_a_turn_word_of_the_service_is_no_report(self) -> None:
        assert together(Found(), _guess(thanks=0.7, bansos=0.1)).intent == "thanks"

    def test_clear_keywords_beat_a_turn_word_the_service_is_not_sure_of(self) -> None:
        words = _words(("kesehatan", 0.95))

        assert together(words, _guess(greet=0.7, kesehatan=0.2)).intent == REPORT
        assert together(words, _guess(greet=0.9, kesehatan=0.1)).intent == "greet"

    def test_a_turn_read_by_code_counts_unless_the_service_hears_a_report(self) -> None:
        assert together(Found(), _guess(bansos=0.5, other=0.5), intent="ask_cost").intent == "ask_cost"
        assert together(Found(), _guess(bansos=0.9, other=0.1), intent="ask_cost").intent == REPORT

    def test_a_turn_that_names_itself_is_one_whatever_it_tells(self) -> None:
        assert together(Found(), _guess(lansia=0.95, add_info=0.05), intent="add_info").intent == "add_info"

    def test_a_second_need_is_taken_along_when_it_is_likely_enough(self) -> None:
        meaning = together(Found(), _guess(kesehatan=0.7, pangan=0.25, lansia=0.05))

        assert meaning.also == ("pangan",)

    def test_a_matter_outside_is_no_second_need(self) -> None:
        assert together(Found(), _guess(kesehatan=0.7, di_luar_slrt=0.3)).also == ()


class TestTraits:
    @pytest.mark.parametrize(
        ("words", "risk", "alarm"),
        [
            ("", 0.4, ""),
            ("", 0.6, "violence"),
            ("life_danger", 0.05, ""),
            ("life_danger", 0.2, "life_danger"),
            ("life_danger", 0.95, "violence"),
        ],
    )
    def test_where_the_words_are_harmless_the_service_must_be_surer(
        self, words: Crisis, risk: float, alarm: str
    ) -> None:
        traits = {"danger": {"none": 1 - risk, "violence": risk * 0.9, "self_harm": risk * 0.1}}
        meaning = together(Found(crisis=words, words=20), _guess(traits, kekerasan=1.0))

        assert meaning.found.crisis == alarm

    def test_an_alarm_is_an_emergency_and_a_false_one_is_none(self) -> None:
        grave, calm = {"danger": {"none": 0.1, "violence": 0.9}}, {"danger": {"none": 1.0, "violence": 0.0}}
        alarmed = Found(crisis="violence", urgency="emergency", words=20)

        assert together(Found(words=20), _guess(grave, anak=1.0)).found.urgency == "emergency"
        assert together(alarmed, _guess(calm, anak=1.0)).found.urgency == ""

    @pytest.mark.parametrize(("words", "alarm"), [(4, ""), (5, "violence")])
    def test_a_few_words_are_an_answer_and_no_cry_the_service_could_hear(
        self, words: int, alarm: Crisis
    ) -> None:
        grave = {"danger": {"none": 0.1, "violence": 0.9}}

        assert together(Found(words=words), _guess(grave, anak=1.0)).found.crisis == alarm

    @pytest.mark.parametrize(("words", "alarm"), [(3, "life_danger"), (7, "life_danger"), (8, "")])
    def test_a_short_cry_is_not_called_off_by_the_service(self, words: int, alarm: Crisis) -> None:
        calm = {"danger": {"none": 1.0, "violence": 0.0}}
        cry = Found(crisis="life_danger", urgency="emergency", words=words)

        assert together(cry, _guess(calm, bencana=1.0)).found.crisis == alarm

    def test_of_a_turn_only_what_was_said_counts(self) -> None:
        traits = {"whom": {"self": 0.9}, "pace": {"urgent": 0.9}}
        meaning = together(Found(), _guess(traits, agree=1.0))

        assert (meaning.found.relation, meaning.found.urgency, meaning.guessed) == ("", "", frozenset())

    def test_what_the_service_guessed_is_known_as_a_guess(self) -> None:
        traits = {"whom": {"family": 0.9, "self": 0.1}, "pace": {"urgent": 0.9}}

        story, of_hers = Found(words=20), Found(relation="family", words=20)
        assert together(story, _guess(traits, lansia=1.0)).guessed == {"relation", "urgency"}
        assert together(of_hers, _guess(traits, lansia=1.0)).guessed == {"urgency"}

    def test_without_a_word_on_danger_the_code_decides(self) -> None:
        assert together(Found(crisis="violence"), _guess(anak=1.0)).found.crisis == "violence"

    @pytest.mark.parametrize(
        ("by_code", "sure", "taken"),
        [("", 0.8, "family"), ("self", 0.8, "family"), ("self", 0.5, ""), ("family", 0.5, "family")],
    )
    def test_for_whom_is_asked_when_neither_is_sure(self, by_code: Relation, sure: float, taken: str) -> None:
        traits = {"whom": {"family": sure, "self": 0.1, "group": 0.1}}
        meaning = together(Found(relation=by_code, words=20), _guess(traits, lansia=1.0))

        assert meaning.found.relation == taken

    def test_a_word_for_a_relative_goes_with_the_relation_it_belongs_to(self) -> None:
        found = Found(relation="family", relation_word="ibu", words=20)
        other = {"whom": {"neighbour": 0.9, "family": 0.1}}

        assert together(found, _guess({"whom": {"family": 0.9}}, lansia=1.0)).found.relation_word == "ibu"
        assert together(found, _guess(other, lansia=1.0)).found.relation_word == ""

    def test_what_cannot_wait_is_urgent(self) -> None:
        story = Found(words=20)
        assert together(story, _guess({"pace": {"urgent": 0.8}}, pangan=1.0)).found.urgency == "urgent"
        assert together(story, _guess({"pace": {"urgent": 0.3}}, pangan=1.0)).found.urgency == ""
        assert together(Found(words=2), _guess({"pace": {"urgent": 0.8}}, pangan=1.0)).found.urgency == ""


class TestForPrograms:
    def test_the_object_for_programs_has_its_keys(self) -> None:
        assert set(Meaning().as_json()) == {
            "intent", "confidence", "category", "band", "category_confidence", "alternatives", "also", "kind",
            "urgency", "entities", "source",
        }  # fmt: skip


BY = Limits(
    sure=0.6, likely=0.2, also=0.2, keywords=1.0, whom=0.7, pace=0.6, danger=0.5, danger_with_words=0.1
)


def together(found: Found, guess: Guess, intent: str = "", keywords: float = 1.0) -> Meaning:
    """With limits of its own: the chosen ones change with every training."""
    return combine(found, guess, intent, replace(BY, keywords=keywords))


def _words(*keywords: tuple[str, float]) -> Found:
    return Found(keywords=keywords)


def _guess(traits: Mapping[str, Mapping[str, float]] | None = None, /, **chances: float) -> Guess:
    return Guess(tuple(sorted(chances.items(), key=lambda one: -one[1])), traits or {})
