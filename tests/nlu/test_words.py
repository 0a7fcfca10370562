"""What code alone reads in a message: dangers, people, numbers, places, time and money."""

from __future__ import annotations

from typing import Any

import pytest

from nlu import words
from nlu.places import Gazetteer


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("saya mau bunuh diri", "self_harm"), ("lebih baik mati saja", "self_harm"),
        ("tolong suami saya mukulin saya", "violence"), ("tetangga saya digebukin suaminya", "violence"),
        ("anak saya dicabuli gurunya", "violence"), ("dia mengancam mau membunuh saya", "violence"),
        ("bapak kejang kejang tidak sadar", "life_danger"), ("ibu pendarahan hebat", "life_danger"),
        ("adik tenggelam di kali", "life_danger"),
        ("kartu BPJS saya mati", ""), ("lampu mati dari tadi", ""), ("hp saya mati", ""), ("motor mati pajak", ""),
        ("setengah mati cari uang", ""), ("pukul 9 saya ke kantor", ""), ("harga mati segitu", ""),
    ],
)  # fmt: skip
def test_danger_is_heard_and_figures_of_speech_are_not(text: str, danger: str, gazetteer: Gazetteer) -> None:
    assert words.find(text, gazetteer).crisis == danger


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("minggu depan operasi", "urgent"), ("besok jadwal cuci darah", "urgent"),
        ("dari kemarin belum makan", "urgent"), ("rumah mau roboh", "urgent"), ("kakak dipasung", "urgent"),
        ("bapak pingsan tidak sadar", "emergency"), ("tahun lalu pernah operasi", ""), ("pkh belum cair", ""),
    ],
)  # fmt: skip
def test_what_cannot_wait(text: str, urgency: str, gazetteer: Gazetteer) -> None:
    assert words.find(text, gazetteer).urgency == urgency


@pytest.mark.parametrize(
    ("text", "relation", "word", "name"),
    [
        ("ibu saya namanya Bu Sarinem", "family", "ibu", "Sarinem"),
        ("anak saya Aldi putus sekolah", "family", "anak", "Aldi"),
        ("untuk tetangga saya pak Karto", "neighbour", "tetangga", "Karto"),
        ("saya sendiri yang sakit", "self", "", ""),
        ("warga rt kami kesulitan air", "group", "", ""),
        ("kartu bantuan saya ditahan ketua kelompok", "self", "", ""),
        ("tolong dibantu", "", "", ""),
    ],
)  # fmt: skip
def test_whom_it_is_for(text: str, relation: str, word: str, name: str, gazetteer: Gazetteer) -> None:
    found = words.find(text, gazetteer)

    assert (found.relation, found.relation_word, found.name) == (relation, word, name)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nik 3209154107680001", {"nik": "3209154107680001"}),
        ("NIK saya 3209 1541 0768 0001", {"nik": "3209154107680001"}),
        ("nik 3209159907680001", {"broken_nik": "3209159907680001"}),
        ("no kk 3209151212120003", {"kk": "3209151212120003"}),
        ("hp 0812-3456-7890", {"phones": ("6281234567890",)}),
        ("wa +62 812 3456 7890", {"phones": ("6281234567890",)}),
        ("rt 03/02", {"rt": "3", "rw": "2"}),
        ("RT 5 RW 1", {"rt": "5", "rw": "1"}),
        ("dipotong 75rb", {"amounts": (75_000,)}),
        ("kurang 1,2 jt", {"amounts": (1_200_000,)}),
        ("sudah 3 bulan", {"since": "3 bulan"}),
        ("dari lebaran belum cair", {"since": "dari lebaran"}),
        ("pkh dan kks saya", {"programmes": ("pkh", "kks")}),
    ],
)  # fmt: skip
def test_numbers_of_people_times_and_money(text: str, found: dict[str, Any], gazetteer: Gazetteer) -> None:
    read = words.find(text, gazetteer)

    assert {name: getattr(read, name) for name in found} == found


def test_a_family_card_beside_a_nik_is_no_crowd(gazetteer: Gazetteer) -> None:
    found = words.find("nik 3209154107680001 kk 3209151212120003", gazetteer)

    assert (found.nik, found.kk, found.relation) == ("3209154107680001", "3209151212120003", "")


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("saya dari desa matangaji kec sumber", [("Matangaji", "sure")]),
        ("ds gegesiklor", [("Gegesik Lor", "sure")]),
        ("desa setu kulon kec weru", [("Setu Kulon", "sure")]),
        ("kec sumber", [("Sumber", "sure")]),
        ("sumber air kering", []),
        ("pkh saya tidak cair", []),
    ],
)  # fmt: skip
def test_places_of_the_office(text: str, places: list[tuple[str, str]], gazetteer: Gazetteer) -> None:
    assert [(p.place.name, p.band) for p in words.find(text, gazetteer).places] == places


def test_a_place_outside_is_known_as_outside(gazetteer: Gazetteer) -> None:
    assert words.find("saya tinggal di indramayu", gazetteer).elsewhere == "Kabupaten Indramayu"


@pytest.mark.parametrize(
    ("text", "accuses"),
    [
        ("uang pkh dipotong pendamping 50 ribu", True),
        ("kartu saya ditahan ketua rt", True),
        ("pkh belum cair", False),
    ],
)
def test_an_accusation_is_noticed(text: str, accuses: bool, gazetteer: Gazetteer) -> None:
    assert words.find(text, gazetteer).accuses is accuses


@pytest.mark.parametrize("text", ["", " ", "?", "😀😀", "a" * 5000, "\x00\u200b", "NIK", "//start"])
def test_nothing_makes_it_raise(text: str, gazetteer: Gazetteer) -> None:
    words.find(text, gazetteer)
