"""Reads answers as people type them: numbers, yes and no, labels, names, the words that work everywhere.

Every function here is strict: what it is not sure of, it does not read. Finding facts inside a sentence is
the work of nlu.words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers.turn import Option


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


YES = _words(
    "ya iya y yaa iyaa yes yoi betul benar bener bner btl leres inggih nggih enggih muhun sumuhun sip siap "
    "ok oke okey okay boleh setuju gas lanjut sudah udah udh sdh sampun uwis wis atos"
)
NO = _words(
    "tidak tdk gak ga g gk nggak ngga enggak engga ndak ndk nda tak bukan bkn ora mboten boten henteu teu "
    "belum blm durung dereng jangan salah keliru"
)
_FILLER = _words("pak bu bang min admin kak mas mbak mba dong deh aja saja sih kok nih lah ya nya kang teh")
GREETINGS = _words(
    "halo hallo hai hi hey pagi siang sore malam assalamualaikum asalamualaikum assalamu'alaikum ass permisi "
    "punten misi kulonuwun salam sampurasun"
)
_AFTER_GREETING = _words("selamat min admin pak bu kak mas mbak wr wb warahmatullah wabarakatuh semua ya")

ALWAYS: Mapping[str, str] = {
    "batal": "batal", "batalkan": "batal", "gajadi": "batal", "gak jadi": "batal", "ga jadi": "batal",
    "tidak jadi": "batal", "nggak jadi": "batal", "cancel": "batal",
    "kembali": "kembali", "mundur": "kembali", "balik": "kembali",
    "menu": "menu", "mulai": "menu", "/start": "menu", "/menu": "menu", "start": "menu",
    "petugas": "petugas", "bicara petugas": "petugas", "bicara dengan petugas": "petugas", "cs": "petugas",
    "operator": "petugas", "/petugas": "petugas",
    "bantuan": "bantuan", "/help": "bantuan", "/bantuan": "bantuan", "help": "bantuan",
    "berhenti": "berhenti", "stop": "berhenti", "/stop": "berhenti", "unsubscribe": "berhenti",
    "status": "status", "/status": "status", "cek status": "status",
    "cabut": "cabut", "cabut laporan": "cabut", "cabut laporan saya": "cabut", "/cabut": "cabut",
    "buka lagi": "buka", "buka kembali": "buka", "belum beres": "buka", "masih belum beres": "buka",
    "data saya": "data", "/data": "data", "hapus data saya": "data", "info": "info", "info layanan": "info",
    "/info": "info", "syarat": "info",
    "kode temu": "temu", "temu": "temu", "minta kode temu": "temu", "buat kode temu": "temu", "/temu": "temu",
    "kunci": "kunci", "kata kunci": "kunci", "/kunci": "kunci",
    "draf": "draf", "draft": "draf", "daftar draf": "draf", "warga baru": "wakil", "tugas": "tugas", "tugas saya": "tugas",
    "kasus saya": "kasus", "kunjungan": "kunjungan", "kunjungan hari ini": "kunjungan",
    "bahasa": "bahasa", "ganti bahasa": "bahasa", "basa": "bahasa", "/bahasa": "bahasa",
    "basa jawa": "bahasa_jawa", "bahasa jawa": "bahasa_jawa", "basa sunda": "bahasa_sunda",
    "bahasa sunda": "bahasa_sunda", "bahasa indonesia": "bahasa_indonesia",
    "nomor saya": "nomor", "kirim nomor": "nomor", "kirim nomor saya": "nomor", "/nomor": "nomor",
    "teks besar": "teks_besar", "huruf besar": "teks_besar", "tulisan besar": "teks_besar",
    "rujukan": "rujukan", "daftar rujukan": "rujukan",
    "darurat": "darurat", "/darurat": "darurat",
    "lapor": "lapor", "/lapor": "lapor", "mau lapor": "lapor", "saya mau lapor": "lapor", "lapor baru": "lapor",
}  # fmt: skip
"""Whole messages that mean the same at every step."""

_NO_NAMES = frozenset(
    {
        "kirim", "kirim saja", "kirimkan", "terima kasih", "terimakasih", "makasih", "trims", "nuhun", "suwun",
        "matur nuwun", "matur suwun", "hatur nuhun", "tidak tahu", "gak tau", "ga tau", "kurang tahu", "lupa", "nanti",
        "besok", "saya", "saya sendiri", "aku", "ibu", "ibu saya", "bapak", "bapak saya", "anak", "anak saya", "rahasia",
    }
)  # fmt: skip
"""What people type at a name that is none."""

UNSURE = frozenset(
    {
        "tidak tahu", "tdk tahu", "tidak tau", "gak tau", "ga tau", "gatau", "ga tahu", "nggak tau", "enggak tau",
        "kurang tahu", "kurang tau", "lupa", "belum tahu", "entah", "ora weruh", "mboten ngertos", "teu terang",
    }
)  # fmt: skip
"""Answers of somebody who does not know."""

_NUMBER = re.compile(r"(?:no\.?|nomor|pilih|pilihan|angka)?\s*(\d{1,2})\s*[.)]?", re.IGNORECASE)
_REPORT = re.compile(r"\b(laporan|lapor|aduan|pengaduan|kasus)\w*\b")
_HOW_IT_STANDS = re.compile(
    r"\b(sampai mana|sampe mana|gimana|gmn|bagaimana|kabar|status|progres|perkembangan|diproses)\w*\b"
)
_SHORT_QUESTION = 9
"""Words; whoever writes more is telling something."""
_NAME = re.compile(r"[^\W\d_][\w'’.\- ]*", re.UNICODE)


def plain(text: str) -> str:
    """Lower case, no punctuation at the ends, single spaces."""
    return " ".join(text.lower().split()).strip(" .,!?;:\"'()*_")


def number(text: str) -> int | None:
    """A number that is the whole answer: "2", "2.", "no 2"; never one inside a sentence (HOUSE.md 6)."""
    whole = _NUMBER.fullmatch(" ".join(text.split()))
    return int(whole.group(1)) if whole else None


def yes_or_no(text: str) -> bool | None:
    """True or False when every word says so; None when unsure."""
    words = [word for word in re.findall(r"\w+", text.lower()) if word not in _FILLER or word in YES]
    if not words or len(words) > 4:
        return None
    if all(word in YES for word in words):
        return True
    if any(word in NO for word in words) and all(word in NO | YES for word in words):
        return False
    return None


def greeting(text: str) -> bool:
    """Whether the message greets and says nothing else."""
    words = plain(text).replace(",", " ").replace(".", " ").split()
    return any(word in GREETINGS for word in words) and all(
        word in GREETINGS | _AFTER_GREETING for word in words
    )


def always(text: str) -> str:
    """The always-word this message is, or empty."""
    return ALWAYS.get(plain(text), "")


def asks_how_it_stands(text: str) -> bool:
    """A short question about a report that was sent: "sampai mana laporan saya?"; never a sentence that only mentions one."""
    said = plain(text)
    short = len(said.split()) <= _SHORT_QUESTION
    return short and bool(_REPORT.search(said)) and bool(_HOW_IT_STANDS.search(said))


def chosen(text: str, options: Sequence[Option]) -> str | None:
    """The id of the option this answer names: by number, by its whole label, or by a word of only one label.

    None when it names none; a number outside the list is none too.
    """
    which = number(text)
    if which is not None:
        return options[which - 1].id if 1 <= which <= len(options) else None
    said = plain(text)
    if not said:
        return None
    if (whole := labelled(text, options)) is not None:
        return whole
    if len(said.split()) > 3:
        return None
    named = [
        option.id for option in options if set(said.split()) <= set(re.findall(r"\w+", option.title.lower()))
    ]
    return named[0] if len(named) == 1 else None


def labelled(text: str, options: Sequence[Option]) -> str | None:
    """The id of the option whose whole label, or name, this is."""
    said = plain(text)
    fits = (one.id for one in options if said in (plain(one.title), one.id.replace("_", " ")))
    return next(fits, None) if said else None


def person_name(text: str) -> str | None:
    """A name as it may be written down, or None: letters, at most five words, sixty characters."""
    name = " ".join(text.split()).strip(" .,!")
    if not _NAME.fullmatch(name) or len(name) > 60 or len(name.split()) > 5 or len(name) < 2:
        return None
    if plain(name) in YES | NO | _NO_NAMES or always(name):
        return None
    return name if name != name.lower() else name.title()


_NO_PLACES = _words(
    "desa kelurahan kampung dusun kecamatan kec kel di dari ubah ganti salah lain lainnya sini situ"
)


def may_be_a_name(text: str) -> bool:
    """Whether anything in it could be the name of a place or a person; "ubah desa" and "saya" name none."""
    if plain(text) in _NO_NAMES:
        return False
    return any(
        word not in YES | NO | _FILLER | GREETINGS | _NO_PLACES for word in re.findall(r"\w+", text.lower())
    )


def story(text: str) -> str | None:
    """A story as told, or None when nothing is told yet: at least two words and eight letters."""
    told = text.strip()
    letters = sum(char.isalpha() for char in told)
    return told if letters >= 8 and len(told.split()) >= 2 else None


def access_word(text: str) -> str | None:
    """A word to open the news of a secret case: one to three words, four letters or more, none the bot knows."""
    word = plain(text)
    letters = sum(char.isalpha() for char in word)
    taken = word in YES | NO | _NO_NAMES | GREETINGS or always(word) or unsure(word)
    return None if taken or letters < 4 or len(word.split()) > 3 or len(word) > 40 else word


def unsure(text: str) -> bool:
    """Whether somebody says that she does not know."""
    words = [word for word in plain(text).split() if word not in _FILLER]
    return " ".join(words) in UNSURE


def anything(text: str) -> str | None:
    """Whatever was said, as long as it says something."""
    return text.strip() or None
