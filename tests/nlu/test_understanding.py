"""The whole understanding: code alone, and the service and code together."""

from __future__ import annotations

import pytest

from nlu.meaning import CATEGORIES, REPORT, Found, Guess, Meaning
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
    ("text", "intent"),
    [
        ("sampai mana laporan saya?", "status"), ("sampe mana ya laporan sy", "status"),
        ("mau bicara dengan petugas", "human"), ("hapus data saya", "own_data"), ("saya cabut laporan", "withdraw"),
        ("apakah ini bayar?", "ask_cost"), ("salah, desanya Gegesik Lor", "correct"), ("terima kasih bu", "thanks"),
        ("halo min", "greet"),
    ],
)  # fmt: skip
def test_words_that_steer_a_talk(text: str, intent: str, understanding: Understanding) -> None:
    assert understanding.by_code(text).intent == intent


def test_what_nobody_understands_is_nothing(understanding: Understanding) -> None:
    meaning = understanding.by_code("qwerty asdf")

    assert (meaning.intent, meaning.category, meaning.band) == ("", "", "weak")


class TestTogether:
    def test_both_witnesses_agree(self) -> None:
        meaning = combine(_words(("bansos", 0.6)), _guess(bansos=0.9, data_dtsen=0.1))

        assert (meaning.category, meaning.band, meaning.source) == ("bansos", "sure", "model+code")

    def test_two_near_candidates_are_offered(self) -> None:
        meaning = combine(Found(), _guess(bansos=0.42, data_dtsen=0.38))

        assert (meaning.band, meaning.alternatives[:2]) == ("likely", ("bansos", "data_dtsen"))

    def test_clear_words_are_asked_about_when_the_service_says_otherwise(self) -> None:
        meaning = combine(_words(("kesehatan", 0.8)), _guess(odgj=0.9, kesehatan=0.05))

        assert meaning.band == "likely"
        assert set(meaning.alternatives[:2]) == {"kesehatan", "odgj"}

    def test_a_guess_without_a_favourite_is_no_knowledge(self) -> None:
        assert combine(Found(), _guess(**dict.fromkeys(CATEGORIES, 0.05))).band == "weak"

    def test_a_turn_word_of_the_service_is_no_report(self) -> None:
        assert combine(Found(), _guess(thanks=0.8, bansos=0.1)).intent == "thanks"

    def test_clear_keywords_beat_a_turn_word_of_the_service(self) -> None:
        meaning = combine(_words(("kesehatan", 0.95)), _guess(greet=0.7, kesehatan=0.2))

        assert (meaning.intent, meaning.category) == (REPORT, "kesehatan")

    def test_a_second_need_is_taken_along_when_words_name_it_beyond_doubt(self) -> None:
        meaning = combine(_words(("kesehatan", 0.97), ("pangan", 0.8)), _guess(kesehatan=0.8, pangan=0.1))

        assert meaning.also == ("pangan",)

    def test_the_object_for_programs_has_its_keys(self) -> None:
        assert set(Meaning().as_json()) == {
            "intent", "confidence", "category", "band", "category_confidence", "alternatives", "also", "kind",
            "urgency", "entities", "source",
        }  # fmt: skip


def _words(*keywords: tuple[str, float]) -> Found:
    return Found(keywords=keywords)


def _guess(**chances: float) -> Guess:
    return Guess(tuple(sorted(chances.items(), key=lambda one: -one[1])))
