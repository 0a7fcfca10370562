"""What synthetic people say: written for this file, by category; {x} is the person it is about."""

from __future__ import annotations

from collections.abc import Mapping

TROUBLES: Mapping[str, tuple[str, ...]] = {
    "bansos": (
        "pkh {x} tidak cair sudah dua tahap",
        "kartu kks {x} keblokir, uang bansosnya tidak bisa diambil",
    ),
    "data_dtsen": (
        "desil {x} ketinggian padahal tidak punya apa apa",
        "{x} belum masuk dtsen, mau diusulkan",
    ),
    "kesehatan": ("bpjs pbi {x} nonaktif, mau berobat jalan", "kis {x} tidak aktif waktu dicek di puskesmas"),
    "adminduk": ("ktp {x} hilang dan belum punya akta", "nik {x} tidak padan dengan dukcapil"),
    "pendidikan": (
        "pip {x} tidak dapat, sekolah minta bayar seragam",
        "{x} mau putus sekolah karena biaya, belum punya kip",
    ),
    "perumahan": (
        "rumah {x} atapnya bocor dan dindingnya lapuk",
        "rumah {x} tidak layak huni, lantainya tanah",
    ),
    "disabilitas": ("{x} tuna netra butuh tongkat", "{x} lumpuh, butuh kursi roda"),
    "lansia": ("{x} sudah lansia tinggal sendiri tidak ada yang urus", "{x} jompo hidup sebatang kara"),
    "odgj": ("{x} gangguan jiwa, obatnya habis", "{x} odgj kambuh lagi dan suka keluyuran"),
    "ketenagakerjaan_usaha": ("{x} kena phk dan cari pelatihan kerja", "{x} butuh modal usaha warung kecil"),
    "air_sanitasi": ("{x} tidak punya jamban, masih buang air di kali", "air bersih di rumah {x} tidak ada"),
    "pangan": ("{x} kehabisan beras, tidak ada makanan", "beras {x} habis, belum dapat bantuan pangan"),
    "energi_subsidi": ("listrik {x} dayanya tidak subsidi lagi", "{x} mau pasang listrik subsidi"),
}
"""Categories with a plain course; danger, misconduct and what is not ours have people of their own."""

WHO: Mapping[str, tuple[str, ...]] = {
    "saya": ("saya",),
    "keluarga": ("ibu saya", "bapak saya", "adik saya", "anak saya"),
    "tetangga": ("tetangga saya",),
}
NAMES = (
    "Sarinem", "Kasmadi", "Wartini", "Tasripin", "Munirah", "Karnoto", "Saodah", "Jumhari", "Rohimah", "Suhendi",
    "Nurlela", "Castini", "Turinah", "Sopiah", "Maryati", "Kusnadi", "Sukirah", "Tarsinah", "Dirman", "Sanusi",
)  # fmt: skip
INSULTS = ("dasar goblok", "bangsat lama banget")
GREETINGS = ("halo", "assalamualaikum", "pagi min", "permisi")
