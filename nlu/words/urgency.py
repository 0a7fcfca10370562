"""Urgency said in a message: treatment soon, hunger, no shelter; danger to life is the crisis path's work."""

from __future__ import annotations

import re
from typing import Literal

_SOON = (
    r"(?:hari ini|besok|lusa|malam ini|sekarang|sekarang juga|nanti (?:malam|siang|sore)|minggu (?:ini|depan)"
    r"|(?:tinggal|dalam|kurang) \w+ hari(?: lagi)?|(?:\w+ )?hari lagi|(?:senin|selasa|rabu|kamis|jumat|sabtu|minggu)(?: ini| depan| besok)?"
    r"|tanggal \d{1,2}|secepatnya|segera)"
)
_TREATMENT = (
    r"(?:operasi|dioperasi|cuci darah|hemodialisa|hd|kemo|kemoterapi|melahirkan|lahiran|persalinan|sc|caesar|sesar|kontrol"
    r"|rawat inap|dirawat|opname|diopname|masuk (?:rs|rumah sakit|rsud)|transfusi|berobat|jadwal (?:operasi|dokter))"
)
_URGENT = re.compile(
    rf"\b{_TREATMENT}\b(?: \w+){{0,4}} {_SOON}\b|\b{_SOON}\b(?: \w+){{0,5}} {_TREATMENT}\b"
    r"|\b(?:sedang|lagi|masih|sekarang|harus|wajib|rutin|mau|akan)(?: \w+){0,2} (?:dirawat|rawat inap|opname|diopname|cuci darah|hemodialisa|kemo|kemoterapi|operasi|melahirkan)\b"
    r"|\bdi (?:igd|ugd|icu|nicu|picu)\b|\b(?:tidak|belum) (?:ada )?(?:makan|makanan|beras)(?: \w+){0,3} (?:hari ini|sama sekali|dari (?:kemarin|pagi|tadi)|sejak (?:kemarin|pagi))\b"
    r"|\b(?:\w+ )?hari (?:ini )?(?:tidak|belum) makan\b|\b(?:sudah|dari kemarin|dari pagi|sejak kemarin)(?: \w+){0,2} (?:tidak|belum) makan\b|\bkelaparan\b|\bbusung lapar\b|\bgizi buruk\b"
    r"|\btidak (?:ada|punya) tempat (?:tinggal|berteduh|tidur)\b|\bdiusir(?: \w+){0,3} (?:kontrakan|rumah|kos)\b|\btidur (?:\w+ )?(?:di )?(?:jalan|emperan|teras (?:toko|masjid)|kolong)\b"
    r"|\b(?:rumah|atap|dinding|tembok|genteng)(?:nya)?(?: \w+){0,4} (?:mau|hampir|nyaris|sudah) (?:roboh|ambruk|rubuh|runtuh)\b|\b(?:roboh|ambruk|rubuh)\b"
    r"|\bdipasung\b|\bpasung\b|\b(?:butuh|minta|mohon|tolong)(?: \w+){0,3} (?:segera|secepatnya|cepat)\b|\bmendesak\b|\burgent?\b|\bbatas (?:waktu|akhir)(?: \w+){0,3} (?:hari ini|besok|lusa|minggu ini)\b"
    r"|\bkehabisan obat\b|\bobat(?:nya)?(?: \w+){0,2} (?:habis|tinggal)\b|\bputus obat\b"
)
_LONG_AGO = re.compile(r"\b(?:tahun|bulan|minggu) (?:lalu|kemarin|kemaren)\b")


def urgency(plain: str, danger: str) -> Literal["", "urgent", "emergency"]:
    """`emergency` for danger named now, `urgent` for what cannot wait for the usual days, else nothing."""
    if danger:
        return "emergency"
    match = _URGENT.search(plain)
    if match is None or _LONG_AGO.search(match.group()):
        return ""
    return "urgent"
