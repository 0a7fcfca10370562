"""The kind of a message (DOMAIN.md section 2): question, suggestion, complaint, need, participation, data update."""

from __future__ import annotations

import re
from typing import Literal

from .normal import Reading

Kind = Literal["", "question", "suggestion", "complaint", "need", "participation", "data_update"]

_RULES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("suggestion", re.compile(r"\b(?:saran|usul|masukan|sebaiknya|alangkah baiknya|mohon (?:ke depan|kedepan)nya)\b(?! (?:masuk|bantuan|dtks))")),
    (
        "complaint",
        re.compile(
            r"\b(?:dipotong|dipungut|pungli|dipersulit|tidak adil|salah sasaran|tidak tepat sasaran|kecewa|pelayanan(?: \w+){0,3} (?:buruk|lambat|jelek)"
            r"|tidak dilayani|ditolak|dicuekin|dibentak|dilempar lempar|dipimpong|dipingpong|ditahan|dipersulit|orang kaya(?: \w+){0,3} dapat)\b"
        ),
    ),
    (
        "data_update",
        re.compile(
            r"\b(?:salah (?:nama|nik|tanggal|data|desil|alamat)|tidak (?:padan|sesuai|cocok|sinkron)|perbaiki data|perbaikan data|ubah data|ganti data|pindah (?:alamat|domisili|kk)"
            r"|pecah kk|turunkan desil|turun desil|desil(?:nya)? (?:salah|tinggi|naik)|sanggah|belum (?:terdaftar|terdata|masuk data)|tidak (?:terdaftar|terdata))\b"
        ),
    ),
    (
        "participation",
        re.compile(
            r"\b(?:mati|nonaktif|non aktif|dinonaktifkan|tidak aktif|terblokir|diblokir|hilang|rusak|tidak cair|belum cair|berhenti|distop|dicoret|dihentikan|tidak keluar lagi|tidak dapat lagi)\b"
        ),
    ),
    ("question", re.compile(r"\b(?:bagaimana|gimana|apakah|apa syarat|syaratnya|caranya|cara|kapan|dimana|di mana|berapa|siapa|kenapa|mengapa)\b")),
    ("need", re.compile(r"\b(?:butuh|perlu|minta|mohon|ingin|mau|tolong|bantu|bantuan|belum dapat|belum pernah dapat)\b")),
)  # fmt: skip


def kind(reading: Reading) -> Kind:
    """The first rule that fits; a question that tells of a problem is that problem's kind."""
    return next((name for name, pattern in _RULES if pattern.search(reading.plain)), "")
