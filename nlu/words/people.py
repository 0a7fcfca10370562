"""Who is spoken of: the relation of the person to be helped, and the name, as people write them.

Names carry titles and are often one word; "Bapak/Ibu, saya ..." is an address and no relative
(DOMAIN.md section 9, "names").
"""

from __future__ import annotations

import re

from nlu.lexicon import chat_forms, common_words, protected, word_set
from nlu.meaning import Relation

from .normal import Reading

LONGEST_NAME = 4
"""Words of a name; longer ones are cut."""

_FAMILY = (
    "ibu|bapak|ayah|emak|mak|mamah|mama|mimi|mamak|bapa|abah|umi|ambu|anak|putra|putri|suami|istri|adik|kakak|abang|teteh|nenek|kakek|eyang"
    "|simbah|mbah|embah|cucu|buyut|mertua|menantu|keponakan|ponakan|paman|bibi|uwak|om|tante|saudara|sodara|sepupu|orang tua"
    "|orangtua|ortu|keluarga|ipar|besan|kerabat|bayi|balita"
)
_MINE = r"(?:saya|aku|kami|kita)"
_KIND = r"(?:kandung|tiri|angkat|bungsu|sulung|mertua|ipar|pertama|kedua|ketiga|perempuan|laki|tercinta|dari|ke \d|nomor \d)"
_OWN = re.compile(rf"\b(?P<who>{_FAMILY})(?: {_KIND}){{0,2}} {_MINE}\b|\b(?P<clitic>{_FAMILY})ku\b")
_ADDRESS_AFTER = re.compile(
    r" (?:mau|ingin|minta|ijin|izin|numpang|hendak|pertanyaan|bertanya|tanya|lapor|melapor|mengadu|dari|warga|adalah|bernama)\b"
)
_POLITE_BEFORE = re.compile(
    r"(?:\b(?:asalamualaikum|wr|wb|warahmatullahi|wabarakatuh|selamat|pagi|siang|sore|malam|permisi|maaf|halo|hallo|hai|kepada|yth|mohon|tolong|bapak|terima kasih)|^) $"
)
_COMMA_ADDRESS = re.compile(r"\b(?:bapak|ibu|pak|bu|bpk)\s*[,/]", re.IGNORECASE)
_NEIGHBOUR = re.compile(
    r"\b(?P<who>tetangga|teman|rekan|anak buah|murid)(?: (?:dekat|sebelah|depan|belakang|samping|rumah))* (?:saya|kami|aku|sebelah|depan|belakang|samping|bernama|namanya)\b"
    r"|\b(?P<clitic>tetangga|teman)(?:ku|an)\b"
    r"|\b(?:ada|seorang|melihat|menemukan|nemu|kasihan|melaporkan|laporkan)(?: (?:seorang|satu|dua|tetangga|warga|yang|keluarga))*"
    r" (?P<seen>nenek|kakek|lansia|ibu|bapak|janda|anak|tetangga|warga|orang|odgj|pengemis|keluarga|bayi|gelandangan|mbah|perempuan|pemuda)\b"
    r"|\b(?P<weak>tetangga)\b"
)
_RESIDENT_OF_MINE = re.compile(r"\b(?P<who>warga) (?:saya|rt saya|binaan|kpm)\b")
_COMPARED = re.compile(
    r"\btetangga(?:nya)?(?: \w+){0,5} (?:dapat|kebagian|terima|menerima|cair|mampu|kaya|pada)\b"
)
_GROUP = re.compile(
    r"\b(?P<who>kelompok|warga kami|kami warga|warga desa|warga blok|warga rt|warga rw|warga dusun|warga sini|masyarakat|para petani|"
    r"para nelayan|petani|nelayan|puluhan warga|beberapa warga|banyak warga|semua warga|warga banyak|kami semua|satu rt|satu kampung|satu desa|\b\d{1,3} kk|\d+ keluarga)\b"
)
_GROUP_SURE = re.compile(
    r"\b(?:(?<!ketua )(?<!pengurus )kelompok|kami warga|warga kami|beberapa warga|banyak warga|puluhan warga|semua warga|para petani|para nelayan|satu kampung|kami semua|\b\d{1,3} kk)\b"
)
_SELF = re.compile(
    rf"\b(?:{_MINE} (?:sendiri|pribadi)|untuk {_MINE}|buat {_MINE}|diri {_MINE}"
    r"|(?:bpjs|kis|kip|kartu|ktp|kk|nik|nama|rumah|bantuan|bansos|pkh|bpnt|kks|listrik|atap|data|bst|blt|rekening|atm|usaha|sakit|suaminya|penyakit|saldo|pbi|jkn|desil)(?:nya)? (?:punya )?(?:saya|aku|ku))\b"
)
_SELF_STATE = re.compile(
    r"\b(?:saya|aku) (?:(?:ini|juga|sudah|masih|sedang|lagi|baru|seorang|adalah|memang|cuma|hanya|tuh|mah) ){0,3}"
    r"(?:belum|tidak|sakit|nganggur|menganggur|pengangguran|kehilangan|janda|duda|difabel|disabilitas|buruh|di ?phk|kena|ingin|mau|butuh|perlu|terdaftar|penerima|"
    r"dapat|dapet|punya|lansia|hamil|korban|dipukul|dianiaya|miskin|kurang|orang|tinggal di|nelayan|petani|tuna|lumpuh|stroke)"
)

_TITLE = r"(?:bapak|bpk|pak|ibu|bu|mbah|simbah|mbak|mba|mas|mang|bang|bi|bibi|wak|kang|kak|teh|ustadz?ah|ustadz?|ust|k\.?h|hj|h|haji|hajah|hajjah|sdri?|saudari|saudara|nenek|kakek|nek|kek|ny|nyi|tn|abah|umi|dek|adik)"
_LETTERS = r"[^\W\d_][\w'’]*"
_NAMED = re.compile(
    rf"\b(?:atas\s+nama|a\.\s?n\.?|a/n|an\.|nama(?:nya)?\s*(?:adalah|:|=|itu|yaitu)?|bernama|namanya|yaitu|yakni)\s*[:=]?\s*(?P<name>{_LETTERS}(?:[ .]+{_LETTERS}){{0,7}})",
    re.IGNORECASE,
)
_OWN_NAMED = re.compile(
    rf"\b(?:nama\s+(?:saya|sy|aku|kula|lengkap\s+saya)|perkenalkan,?\s+saya|saya\s+(?:bernama|atas\s+nama))\s*(?:adalah|:|=|itu)?\s*(?P<name>{_LETTERS}(?:[ .]+{_LETTERS}){{0,7}})",
    re.IGNORECASE,
)
_RELATIVE_NAMED = re.compile(
    rf"\bnama\s+(?:{_FAMILY}|tetangga)\s*(?:saya|sy|aku)?\s*(?:adalah|:|=|itu)?\s*(?P<name>{_LETTERS}(?:[ .]+{_LETTERS}){{0,7}})",
    re.IGNORECASE,
)
_TITLED = re.compile(
    rf"\b(?:(?:{_FAMILY}|tetangga|warga|teman)(?:ku|\s+(?:saya|sy|kami|aku|sebelah|depan)){{1,2}}|tetangga|warga|seorang\s+\w+),?\s+(?:yang\s+)?(?:{_TITLE}\.?\s+)(?P<name>{_LETTERS}(?:[ .]+{_LETTERS}){{0,7}})",
    re.IGNORECASE,
)
_RELATION_AND_NAME = re.compile(
    rf"\b(?:{_FAMILY}|tetangga)(?:ku|\s+(?:saya|sy|aku|kami)),?\s+(?P<name>[A-Z][a-z'’]+(?: [A-Z][a-z'’]+){{0,3}})\b"
)
_LEADING_TITLES = re.compile(rf"^(?:{_TITLE}\.?\s+)+", re.IGNORECASE)
_INTRODUCTION = re.compile(r"\bsaya\s+(?P<name>[A-Z][a-z'’]+(?: [A-Z][a-z'’]+){0,3})\b")
_KEPT_SMALL = word_set("bin", "binti", "al", "van", "de")
_NO_NAME = word_set(
    "desa ds kel kelurahan kec kecamatan kab kabupaten rt rw blok jl jalan dusun dsn kampung nik kk ktp no hp wa umur usia umurnya yg yang dr",
    "sdh udah gk ga gak tdk blm lg lagi sama dan atau tp tapi karena krn pdhl padahal bpjs kis pkh bpnt bansos dtks pbi kip pip kks blt sktm",
    "sakit stroke lumpuh meninggal dipukul dirawat tinggal warga alamat asal saya sy aku kami beliau dia nya ini itu ada juga sudah belum tidak",
    "lengkap ibu bapak anak suami istri ayah kandung sesuai dengan dalam di ke dari pada untuk supaya agar mohon minta tolong mau ingin butuh",
    "puskesmas rsud rs sekolah kelas siapa apa bagaimana bantuan penerima orang lain tersebut terdaftar tercatat salah beda hilang dicoret",
    "janda duda lansia nenek kakek tetangga kuwu lurah camat rt ketua operator pendamping petugas hari bulan tahun kemarin tadi hidup sebatang",
    "kena dapat punya berobat tetep tetap kok dong ya min admin bu pak sangat tua baru sebelah depan belakang samping bisa akan seorang",
)


def relation(reading: Reading) -> tuple[Relation, str]:
    """Whom the message is about, seen from the writer, and the word used ("ibu", "tetangga")."""
    plain = _without_address(reading)
    compared = bool(_COMPARED.search(plain))
    family = _own_relative(plain)
    neighbour = None if compared else _NEIGHBOUR.search(plain)
    own = _SELF.search(plain)
    if _GROUP_SURE.search(plain) and not family:
        return "group", _word(_GROUP.search(plain))
    if neighbour and neighbour["weak"] is None and (not family or neighbour.start() < family.start()):
        return "neighbour", _word(neighbour)
    if family and not (own and own.start() < family.start() and _is_aside(plain, family)):
        return "family", _word(family)
    if neighbour and not own:
        return "neighbour", _word(neighbour)
    resident = _RESIDENT_OF_MINE.search(plain)
    if resident and not own:
        return "neighbour", resident["who"]
    if own or _SELF_STATE.search(plain) or compared:
        return "self", "saya"
    group = _GROUP.search(plain)
    return ("group", _word(group)) if group else ("", "")


def _without_address(reading: Reading) -> str:
    """The plain text without "Bapak/Ibu, ..." where that speaks to us."""
    plain = reading.plain
    if _COMMA_ADDRESS.search(reading.text):
        plain = re.sub(r"^((?:\w+ ){0,6}?)(?:(?:bapak|ibu|pak|bu) )+", r"\1", plain, count=1)
    return plain


def _own_relative(plain: str) -> re.Match[str] | None:
    for match in _OWN.finditer(plain):
        word = _word(match)
        spoken_to = (
            word in {"ibu", "bapak", "mbah", "om", "tante", "kakak", "saudara", "abang"}
            and not match["clitic"]
        )
        polite = _POLITE_BEFORE.search(plain[: match.start()])
        if spoken_to and polite and (match.start() > 0 or _ADDRESS_AFTER.match(plain[match.end() :])):
            continue
        if spoken_to and _ADDRESS_AFTER.match(plain[match.end() :]) and match.start() == 0:
            continue
        return match
    return None


def _is_aside(plain: str, family: re.Match[str]) -> bool:
    """A relative that only stands beside the writer's own need ("padahal anak saya masih sekolah")."""
    before = plain[max(0, family.start() - 40) : family.start()]
    return bool(
        re.search(
            r"\b(?:padahal|sedangkan|karena|buat|untuk|bersama|dengan|dan|bagi|tinggal|sama|ikut)\b[^|]*$",
            before,
        )
    )


def _word(match: re.Match[str] | None) -> str:
    if match is None:
        return ""
    return next((value for value in match.groupdict().values() if value), "")


def name(text: str, who: Relation) -> str:
    """Name of the person to be helped, without title; the writer's own name only when the help is for the writer."""
    others = (_RELATIVE_NAMED, _TITLED, _RELATION_AND_NAME, _NAMED)
    own = _OWN_NAMED.search(text)
    masked = _OWN_NAMED.sub(" | ", text)
    for pattern in others:
        for match in pattern.finditer(masked):
            found = _tidy(match["name"])
            if found:
                return found
    if who not in ("", "self"):
        return ""
    for introduced in (own, _INTRODUCTION.search(text)):
        found = _tidy(introduced["name"]) if introduced else ""
        if found:
            return found
    return ""


def _tidy(raw: str) -> str:
    """The words that belong to the name: titles off, cut where ordinary words begin, capitals set."""
    words = _LEADING_TITLES.sub("", raw.replace(".", ". ")).split()
    kept: list[str] = []
    capital = bool(words) and words[0][:1].isupper()
    for word in words:
        bare = word.strip(".'’").lower()
        if not bare or _is_ordinary(bare) or (capital and word[:1].islower() and bare not in _KEPT_SMALL):
            break
        kept.append(word.strip("."))
        if len(kept) == LONGEST_NAME:
            break
    while kept and kept[-1].lower() in _KEPT_SMALL:
        kept.pop()
    return " ".join(w.lower() if w.lower() in _KEPT_SMALL else w[:1].upper() + w[1:].lower() for w in kept)


def _is_ordinary(word: str) -> bool:
    return (
        word in _NO_NAME
        or word in protected()
        or (word in common_words() and word not in _NAMES_TOO)
        or word in chat_forms()
    )


_NAMES_TOO = word_set(
    "budi indah mulia jaya surya intan melati mawar putri sri suci bagus dewi kartini agung sabar slamet selamat cempaka ratu",
    "rahayu mulyono sekar wulan bunga kenanga damai sentosa setia desi ningsih subur rusdi juni juli mei agus april maret januari",
    "emas intan mutiara daun embun fajar cahaya bayu angin guntur gunung mandala tua sugih sarinem untung beruntung sayang manis",
)
"""Ordinary words that are given as names too; behind "namanya" they are names."""
