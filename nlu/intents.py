"""What a short message does in a talk, read by code: what is left when the service is away."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nlu.words.normal import read

LONGEST = 12
"""Words; a longer message tells something and is no turn word."""

_PATTERNS: Mapping[str, str] = {
    "status": (
        r"(?:sampai|sudah sampai|sampe) (?:mana|dimana|di mana)|(?:bagaimana|gimana|kepriben|kumaha|pripun)(?: \w+){0,3} (?:laporan|kabar|pengaduan|aduan|kelanjutan|perkembangan)"
        r"|(?:belum|tidak) ada (?:kabar|jawaban|tanggapan|tindak lanjut)|(?:cek|tanya|lihat)(?: \w+){0,2} (?:status|laporan)|status laporan|kabar laporan|laporan saya(?: \w+){0,4} (?:bagaimana|gimana|mana)|kapan(?: \w+){0,3} (?:laporan|diproses|ditindak)"
    ),
    "human": (
        r"(?:bicara|ngobrol|ngomong|bicarakan|hubungi|hubungkan|telepon|chat|disambungkan|sambungkan)(?: \w+){0,3} (?:petugas|orang|manusia|admin|operator|cs)|(?:minta|mau|ingin)(?: \w+){0,2} (?:nomor petugas|petugas manusia|orang asli)"
    ),
    "own_data": r"data (?:saya|pribadi)(?: \w+){0,3} (?:dihapus|hapus|apa saja)|hapus data(?: \w+)? saya|(?:minta|lihat) (?:salinan )?data saya",
    "withdraw": r"(?:cabut|tarik|batalkan)(?: \w+){0,2} (?:laporan|aduan|pengaduan)",
    "ask_cost": r"(?:bayar|biaya|biayanya|tarif|dipungut biaya)(?: \w+){0,2} (?:berapa|tidak|kah|apa)|(?:apakah|apa|ini)(?: \w+){0,2} (?:bayar|gratis|dipungut)|gratis(?: \w+)? (?:tidak|kah|apa)|harus bayar",
    "correct": r"^(?:bukan|salah|maksud(?:nya)? saya|eh|ralat|koreksi|keliru|harusnya|seharusnya)\b",
    "add_info": r"^(?:(?:pak|bu|min|kak|maaf|oh iya|saya|kami) ){0,3}(?:(?:mau|ingin|izin|ijin) )?(?:nambah|nambahin|tambahin|menambahkan|nyusul|nyusulin|tambahan|ketinggalan)\b|(?:tambahan|mau nambah|tambah) (?:keterangan|info|informasi|laporan)|ada (?:yang )?(?:kurang|tambahan)",
    "complain_bot": r"(?:bot|robot|mesin) (?:\w+ )?(?:bodoh|tolol|goblok|tidak (?:paham|ngerti|nyambung))|tidak nyambung",
    "thanks": r"^(?:\w+ )?(?:terima kasih|makasih|matur (?:nuwun|suwun)|hatur nuhun|nuhun|kesuwun|trims|thanks)\b(?:.{0,25})$",
    "goodbye": r"^(?:sampai jumpa|dadah|sudah (?:cukup|dulu)|itu saja|pamit)\b",
    "help": r"^(?:bantuan|tolong bantu|cara pakai|bisa apa|apa yang bisa|caranya (?:bagaimana|gimana)|bingung)\b(?:.{0,20})$",
    "greet": r"^(?:halo|hai|assalamu\w*|asalamu\w*|selamat (?:pagi|siang|sore|malam)|punten|permisi|sampurasun|kulonuwun)\b(?:.{0,25})$",
}  # fmt: skip
_COMPILED = {intent: re.compile(pattern) for intent, pattern in _PATTERNS.items()}


def intent(text: str) -> str:
    """One of nlu.meaning.TURN_INTENTS, or empty."""
    reading = read(text)
    if not reading.words or len(reading.words) > LONGEST:
        return ""
    plain = reading.plain.replace(" | ", " ")
    return next((name for name, pattern in _COMPILED.items() if pattern.search(plain)), "")
