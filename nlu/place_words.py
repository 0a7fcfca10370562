"""The words around a place: what introduces a village, what denies it, what makes it a person or a street."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from .lexicon import common_words, word_set

Marker = Literal["", "village", "district"]

_LONGEST_NAME = 3
"""Words of a place name; longer ones do not occur."""
_OLD_SPELLING = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("'", ""))

VILLAGE_WORDS = word_set("desa ds dsa des desanya desaku desane kel kelurahan kelurahannya kl pemdes")
DISTRICT_WORDS = word_set("kec kecamatan kecamatannya kcmtn kecmatan kecamtan kc")
OFFICIALS: Mapping[str, Marker] = {
    "kuwu": "village", "kades": "village", "lurah": "village", "camat": "district",
    "polsek": "district", "koramil": "district", "kua": "district", "puskesmas": "district", "pkm": "district",
}  # fmt: skip
REGENCY_WORDS = word_set("kab kabupaten kota kabupatennya")
NO_PLACE_BEFORE = word_set(
    "dusun dsn blok blk jl jln jalan gang gg perum perumahan komplek kp kampung pasar toko stasiun terminal masjid mushola ",
    "sd sdn smp smpn sma sman smk smkn mi mts mtsn man paud tk rs rsud rsu klinik apotek bank pabrik pt cv pondok ponpes",
)
"""What follows these is a hamlet, a street or a house named after a place, not where somebody lives."""
LANDMARKS = word_set(
    "pasar pabrik jembatan pondok ponpes stasiun terminal masjid balai bale perairan perempatan pertigaan"
)
"""Of these, what stands in the village it is named after more often than not."""
TITLES = word_set(
    "pak bu ibu bapak bpk mbah mbak mas mang bi bibi wa kang teh ust ustad ustadz h hj haji hajah kh sdr sdri nama bernama ",
    "namanya an nenek kakek nek kek ny nyi tn bin binti dik dek abah",
)
DIRECTIONS = word_set("lor kidul wetan kulon kaler tengah girang gede cilik udik ilir pesisir")
NEVER_BARE = word_set("lurah tuk data baru makmur suci barisan serang")
"""Names of villages that are such ordinary words that only "desa" before them makes them a place."""
SELF = word_set("saya sy kami aku")
NOT = word_set("bukan bkn bukannya dudu")
LEADS = word_set(
    "warga asal alamat alamatnya lokasi lokasinya domisili berdomisili orang tinggal tinggalnya penduduk wilayah daerah masyarakat"
)
WEAK_LEADS = word_set("di dari dr ning sing drpd ke ti saking saka teng kader posyandu puskesos")
FILLERS = word_set("saya sy kami nya itu yaitu di namanya nama : = / - . , adalah kel kelurahan ds desa")
SEARCH_FILLERS = word_set(
    "di dari dr saya sy kami aku desa ds desanya kel kelurahan namanya nama ya pak bu min orang warga tinggal alamat ",
    "itu yaitu adalah kab kabupaten mas mbak kak admin iya",
)
STOPS = frozenset(",;:!?|\n()")
AWAY = word_set(
    "kerja bekerja merantau dirawat dirujuk rujuk kuliah rs rsud operasi kirim pulang pindah ke berobat"
)
HOME = word_set(
    "tinggal tinggalnya ktp rumahnya saya sy kami domisili berdomisili asal berasal alamat rumah warga"
)
RELATIVES = word_set(
    "anak suami istri bapak ibu adik kakak mertua saudara keluarga paman bibi menantu cucu teman"
)
GLUE = re.compile(r"^(desa|ds|kelurahan|kel|kecamatan|kec)([a-z]{4,})$")


def squash(name: str) -> str:
    """A name as it is compared: small letters only, old spelling made new."""
    lowered = name.lower()
    for old, new in _OLD_SPELLING:
        lowered = lowered.replace(old, new)
    return re.sub(r"[\W_]+", "", lowered)


def spans_from(words: list[str], start: int) -> list[tuple[int, str]]:
    """(end, squashed words) for one, two, three words from `start`, within one clause."""
    windows: list[tuple[int, str]] = []
    key = ""
    for at in range(start, min(len(words), start + 2 * _LONGEST_NAME)):
        word = words[at]
        if word in "-'":
            continue
        if not word[0].isalpha() or word in STOPS or word in DISTRICT_WORDS or word in VILLAGE_WORDS:
            break
        key += squash(word)
        windows.append((at + 1, key))
        if len(windows) == _LONGEST_NAME:
            break
    return windows


def is_name_of_something(words: list[str], at: int) -> bool:
    before = at - 1
    while before >= 0 and (words[before].isdigit() or words[before] == "."):
        before -= 1
    return before >= 0 and words[before] in NO_PLACE_BEFORE


def is_person(words: list[str], at: int) -> bool:
    """ "Bu Mekarsari", "Bu Sri Mekarsari": a name of a person that is also a village."""
    before = [w for w in words[max(0, at - 3) : at] if w != "."]
    if before and before[-1] in TITLES:
        return True
    return (
        len(before) > 1
        and before[-2] in TITLES
        and before[-1].isalpha()
        and before[-1] not in common_words() | LEADS | WEAK_LEADS
    )


def speaks_of_home(words: list[str], at: int) -> bool:
    """ "warga X", "tinggal di X", "saya dari X", but not "anak saya di X"."""
    before = words[max(0, at - 3) : at]
    if not before:
        return False
    if before[-1] in LEADS:
        return True
    if before[-1] not in WEAK_LEADS or len(before) < 2 or before[-2] not in HOME | LEADS:
        return False
    return not (len(before) > 2 and before[-3] in RELATIVES)


def is_denied(words: list[str], at: int) -> bool:
    """ "bukan X", "bukan dari X": said to be wrong."""
    return bool(at) and (
        words[at - 1] in NOT or (at > 1 and words[at - 2] in NOT and words[at - 1] in WEAK_LEADS)
    )
