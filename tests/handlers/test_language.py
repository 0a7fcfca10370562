"""Javanese and Sundanese: offered when a message is clearly theirs, chosen once, kept; Indonesian is never mistaken for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from handlers import language, plain_words
from handlers import texts as files
from handlers.texts import BadTexts, Texts, is_label

CONVERSATIONS = Path(__file__).parents[1] / "percakapan"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("kula mboten saged berobat, BPJS kula sampun mati", "jv"),
        ("bojo kula gerah, griya kula bocor, mboten gadhah arto", "jv"),
        ("wis telung dina ora mangan, omah saiki ambruk", "jv"),
        ("abdi teu gaduh beas, pun biang nuju udur", "su"),
        ("bumi abdi tos rorompok pisan, kumaha ieu", "su"),
        ("bpjs saya mati padahal mau operasi", ""),
        ("anak saya sakit, tidak punya uang untuk beli obat", ""),
        ("mangga", ""),
        ("ora", ""),
        ("saya tinggal di desa Sampun kecamatan Atos", ""),
        ("", ""),
    ],
)
def test_what_a_message_is_written_in(text: str, lang: str) -> None:
    assert language.spoken(text) == lang


def test_none_of_our_own_conversations_in_indonesian_is_mistaken() -> None:
    told = [
        line
        for path in CONVERSATIONS.glob("*.txt")
        if not path.name.startswith("bahasa_")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("> ")
    ]

    assert len(told) > 100
    assert [line for line in told if language.spoken(line)] == []


@pytest.mark.parametrize("lang", language.NAMES)
def test_a_pack_covers_the_main_path_and_fits_its_buttons(lang: str, texts: Texts) -> None:
    pack = files._read(Path(__file__).parents[2] / "texts" / lang)
    main = {"cerita.tanya", "untuk_siapa.tanya", "desa.tanya", "periksa.tanya", "nama_saya.tanya"}

    assert {f"lapor.{key}" for key in main} <= set(pack)
    assert {"kabar.kasus_dibuka", "status.satu", "umum.pengantar"} <= set(pack)
    assert all(len(said) <= plain_words.LONGEST + 60 for said in pack.values())
    assert all(len(said) <= 20 for key, said in pack.items() if is_label(key))
    assert texts.speaking(lang)["lapor.cerita.tanya"] == pack["lapor.cerita.tanya"]
    assert texts.speaking(lang)["data.hapus_terbuka"] == texts["data.hapus_terbuka"]
    assert texts.speaking(lang).speaking("")["lapor.cerita.tanya"] == texts["lapor.cerita.tanya"]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("saap: Punten", "saap: nama ini tidak dikenal"),
        ("sapa: Punten {nami}", "{nami} tidak dikenal di sini"),
        ("pilihan: {ya: Muhun muhun muhun muhun}", "tombol paling panjang 20 huruf"),
    ],
)
def test_a_pack_with_a_mistake_is_refused(said: str, complaint: str, tmp_path: Path) -> None:
    (tmp_path / "su").mkdir()
    (tmp_path / "umum.yml").write_text("sapa: Halo\npilihan: {ya: Ya}", encoding="utf-8")
    (tmp_path / "su" / "umum.yml").write_text(said, encoding="utf-8")

    with pytest.raises(BadTexts) as refused:
        files.load(tmp_path)
    assert complaint in str(refused.value)
