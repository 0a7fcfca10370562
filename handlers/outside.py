"""Where to go with what is not the task of an SLRT (DOMAIN.md section 3, `di_luar_slrt`); pure."""

from __future__ import annotations

import re

ANYWHERE = "umum"
"""The place for everything without one of its own: SP4N-LAPOR."""

_WORDS = {
    "polisi": "maling kemalingan dimaling pencuri pencurian dicuri begal dibegal jambret penipuan penipu ditipu narkoba sabu judi "
    "tawuran pemerasan",
    "listrik": "padam pemadaman gardu travo trafo korslet konslet mati\\s+lampu lampu\\s+mati tiang\\s+listrik kabel\\s+listrik",
    "jalan": "jalan\\s+rusak jalan\\s+berlubang berlubang jalan\\s+bolong jembatan aspal pju lampu\\s+jalan trotoar",
    "sampah": "sampah selokan got drainase limbah\\s+pabrik polusi",
    "tanah": "sertifikat\\s+tanah sertipikat sengketa\\s+tanah batas\\s+tanah ptsl balik\\s+nama\\s+tanah",
    "pinjaman": "pinjol pinjaman\\s+online paylater debt\\s+collector investasi\\s+bodong",
    "kerja": "lowongan loker cpns pppk gaji\\s+guru honorer umk umr",
    "kendaraan": "sim stnk bpkb samsat tilang pajak\\s+motor pajak\\s+mobil",
}
PLACES = (*_WORDS, ANYWHERE)
"""Each has its sentence part in texts/lapor.yml, which an office words as it is there."""
_PATTERNS = {
    place: re.compile(rf"\b(?:{'|'.join(words.split())})\b", re.IGNORECASE) for place, words in _WORDS.items()
}


def place_for(text: str) -> str:
    """Who takes care of it, by the first word that says so; empty when none does."""
    found = [(hit.start(), place) for place, pattern in _PATTERNS.items() if (hit := pattern.search(text))]
    return min(found)[1] if found else ""
