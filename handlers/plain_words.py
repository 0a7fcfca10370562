"""Plain words: what a sentence for residents must not say; checked in CI and named to whoever edits one (DOMAIN.md 14, leap 16).

The words of an office, promises nobody can keep, blame, and anything a swindler would ask.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from handlers.texts import Texts, place

LONGEST = 350
"""Characters of one message, placeholders aside: more is not read on a small screen (p)."""
WORDS = 24
"""Words of one sentence."""

JARGON: Mapping[str, str] = {
    r"disposisi\w*": "dikirim ke",
    r"(?:di)?verifikasi\w*": "dicek",
    r"(?:di)?validasi\w*": "dicek",
    r"(?:di)?tindak\s?lanjut\w*": "dikerjakan",
    r"(?:di)?proses\b": "dikerjakan",
    r"eskalasi\w*": "dibawa ke pimpinan",
    r"koordinasi\w*": "bicara dengan",
    r"instansi\s+terkait": "kantor yang menangani",
    r"\bopd\b|\bskpd\b": "dinas",
    r"\bdtsen\b|\bdtks\b|\bbdt\b": "data kesejahteraan",
    r"\bdesil\w*": "(jangan disebut)",
    r"\btiket\w*": "laporan",
    r"\bupload\b|\bunggah\w*": "kirim",
    r"\bsubmit\b": "kirim",
    r"\binput\b": "tulis",
    r"\bupdate\b": "kabar",
    r"\blink\b": "tautan",
    r"\bform\b": "formulir",
    r"\bonline\b|\bdaring\b": "lewat internet",
    r"\bklik\b": "pilih",
    r"\bsilahkan\b": "silakan",
    r"\bmerubah\b": "mengubah",
    r"\beligib\w*": "(jangan dijanjikan)",
    r"\bassess?men\w*": "pemeriksaan",
    r"\bimplementasi\w*": "dijalankan",
    r"\bresponden\b|\buser\b|\bklien\b": "Anda",
    r"\bpenerima\s+manfaat\b": "warga yang dibantu",
    r"\bkomprehensif\b|\boptimal\b|\bsinergi\w*": "(hapus)",
}
"""Pattern -> what to say instead."""

PROMISES = (
    r"\bpasti\s+(?:dapat|cair|dibantu|disetujui|selesai|diterima)",
    r"\bakan\s+(?:mendapat|menerima|dapat|cair|disetujui|dibantu)",
    r"\bdijamin\b|\bkami\s+jamin\b",
    r"\banda\s+(?:berhak|layak|lolos|terdaftar)\b",
    r"\bsegera\s+(?:cair|dapat|disetujui)",
)
"""No benefit is promised, and nobody is told whether she is entitled to one."""

BLAME = (
    r"\bkesalahan\s+anda\b|\banda\s+(?:salah|lupa|keliru|gagal|lalai)\b",
    r"\banda\s+(?:harus|wajib)\b|\bharus\s+anda\b",
    r"\b(?:jawaban|data|input|pesan)\s*(?:anda|nya)?\s+(?:salah|tidak\s+valid)\b|\btidak\s+valid\b|\binvalid\b",
    r"\banda\s+tidak\s+(?:mengisi|menulis|menjawab|mengikuti)\b",
)

ASKED = re.compile(
    r"\b(?:kirim(?:kan)?|tulis(?:kan)?|masukkan|sebutkan|isi(?:kan)?|foto|balas\s+dengan)\b[^.!?]*"
    r"\b(?:otp|pin|kata\s+sandi|password|nomor\s+(?:kartu|rekening)|foto\s+ktp|foto\s+kk|nik)\b",
    re.IGNORECASE,
)
PAY = re.compile(r"\b(?:bayar|transfer|setor|kirim\s+uang)\b", re.IGNORECASE)
DENIED = re.compile(
    r"\b(?:jangan|tidak\s+perlu|tidak\s+usah|tidak\s+ada|tanpa|tidak\s+wajib|hanya|bukan)\b", re.IGNORECASE
)
NEUTRAL = "templat."
"""Sentences that reach a phone before anybody knows who holds it."""
REVEALING = (
    r"\blapor\w*|\bpelapor\w*|\bkasus\w*|\baduan\b|\bpengaduan\b|\bkeluhan\b|\bnomor\b|\brujuk\w*",
    r"\bbantuan\b|\bbansos\b|\bpkh\b|\bbpjs\b|\bsembako\b|\bberas\b|\buang\b|\bcair\w*|\bnik\b|\bktp\b",
    r"\bkekerasan\b|\bkorban\b|\bsakit\b|\bhamil\b|\brahasia\b|\bdarurat\b|\bmiskin\b|\bkeluarga\b",
    r"\bslrt\b|\bsosial\b|\bpuskesos\b|\bdinas\b|\bdesa\b|\bpetugas\b|\bkantor\b",
)
"""What tells a husband, a neighbour or a village head that somebody has asked for help, and for what."""

_PLACEHOLDER = re.compile(r"\{[^}]*\}")
_SENTENCES = re.compile(r"(?<=[.!?:])\s+|\n+")


def _revealing(sentence: str) -> list[str]:
    """A neutral template says nothing of a person, a case or an office, and nothing is put into it."""
    found = [word.group(0) for pattern in REVEALING for word in re.finditer(pattern, sentence, re.IGNORECASE)]
    wrong = [f'templat tidak boleh membuka rahasia: "{word}"' for word in found]
    if _PLACEHOLDER.search(sentence) or any(letter.isdigit() for letter in sentence):
        wrong.append("templat tidak boleh berisi data atau angka")
    return wrong


def findings(texts: Texts) -> list[str]:
    """What an editor has to mend, a line each, in Indonesian; empty when all is well."""
    return [f"{place(key)}: {what}" for key in texts for what in _wrong(key, texts[key])]


def _wrong(key: str, sentence: str) -> list[str]:
    plain = _PLACEHOLDER.sub(" ", sentence)
    wrong = [
        f'jangan pakai "{found.group(0)}", pakai "{instead}"'
        for pattern, instead in JARGON.items()
        if (found := re.search(pattern, plain, re.IGNORECASE))
    ]
    wrong += [
        f'menjanjikan: "{found.group(0)}"' for p in PROMISES if (found := re.search(p, plain, re.IGNORECASE))
    ]
    wrong += [
        f'menyalahkan: "{found.group(0)}"' for p in BLAME if (found := re.search(p, plain, re.IGNORECASE))
    ]
    if len(plain) > LONGEST:
        wrong.append(f"terlalu panjang: {len(plain)} huruf, paling banyak {LONGEST}")
    for part in _SENTENCES.split(plain):
        if len(part.split()) > WORDS:
            wrong.append(f'kalimat terlalu panjang: "{" ".join(part.split()[:6])} ..."')
        if (ASKED.search(part) or PAY.search(part)) and not DENIED.search(part):
            wrong.append(f'meminta yang tidak boleh diminta: "{part.strip()}"')
    if key.endswith("_tertutup") and "{hal}" in sentence:
        wrong.append("kalimat tertutup tidak boleh menyebut {hal}")
    if key.startswith(NEUTRAL):
        wrong += _revealing(sentence)
    return wrong
