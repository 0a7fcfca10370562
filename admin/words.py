"""The officers' vocabulary: states, tones, times and deadlines in the words of DOMAIN.md 5.1 and PANEL.md 3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cases import messages
from nlu.masking import dotted

STATES = {
    "draft": ("Draf", ""),
    "received": ("Baru", "new"),
    "needs_info": ("Menunggu warga", "wait"),
    "on_hold": ("Ditunda", "wait"),
    "verified": ("Terverifikasi", "check"),
    "in_progress": ("Diproses", "work"),
    "awaiting_outcome": ("Menunggu hasil", "check"),
    "resolved_verified": ("Selesai, terbukti", ""),
    "resolved_unverified": ("Selesai, belum terbukti", ""),
    "closed": ("Ditutup", ""),
    "reopened": ("Dibuka lagi", "new"),
}
"""State -> label and tone of its badge."""

REFERRAL_STATES = {
    "sent": "Dikirim",
    "seen": "Dibaca",
    "accepted": "Diterima",
    "in_work": "Dikerjakan",
    "done": "Selesai",
    "rejected": "Ditolak",
    "returned": "Dikembalikan",
    "revoked": "Dicabut",
    "expired": "Kedaluwarsa",
}

URGENCIES = {"normal": "", "urgent": "Mendesak", "emergency": "Darurat"}
CONFIDENTIALITIES = {"normal": "", "restricted": "Terbatas", "secret": "Rahasia"}
CHANNELS = {
    "telegram": "Telegram",
    "gowa": "WhatsApp",
    "wacloud": "WhatsApp",
    "waha": "WhatsApp",
    "fonnte": "WhatsApp",
    "webchat": "obrolan web",
    "email": "email",
    "console": "terminal",
    "panel": "panel",
}
INTAKE = {
    "resident": "Warga sendiri",
    "facilitator": "Fasilitator",
    "puskesos": "Puskesos",
    "secretariat": "Sekretariat SLRT",
    "agency": "Lembaga",
}
KINDS = {
    "question": "Pertanyaan",
    "suggestion": "Saran",
    "complaint": "Pengaduan",
    "need": "Kebutuhan",
    "participation": "Kepesertaan",
    "data_update": "Pemutakhiran data",
}
TICKS = {
    "queued": "antre",
    "sending": "sedang dikirim",
    "sent": "dikirim",
    "delivered": "sampai",
    "read": "dibaca",
    "held": "belum tersampaikan, menunggu warga menulis",
    "uncertain": "belum pasti sampai, dicoba sekali lagi",
    "failed": "gagal dikirim",
    "dead": "tidak tersampaikan, hubungi warga dengan cara lain",
    "cancelled": "dibatalkan",
}
HELD = {
    messages.WINDOW: "belum tersampaikan: sudah lewat 24 jam, menunggu warga membalas",
    messages.UNREACHABLE: "belum tersampaikan: warga tidak terjangkau di sini, hubungi lewat telepon",
}
"""Why a message of ours has not gone."""
UNDELIVERED = {"failed", "dead", "held"}
CLOSE_REASONS = {
    "not_our_authority": "Bukan wewenang SLRT",
    "archived": "Arsip: uji coba, spam, atau kosong",
    "merged": "Digabung dengan kasus lain",
    "withdrawn": "Dicabut pelapor",
    "no_reply": "Tidak ada balasan",
    "not_eligible_decided": "Sudah ada keputusan tertulis",
    "subject_gone": "Pindah atau meninggal",
}
DECISIONS = {"given": "Diberikan", "not_given": "Tidak diberikan"}
PROMISES = {
    "response": "Dicek petugas",
    "emergency": "Ditangani segera",
    "routing": "Dikirim ke kantor yang tepat",
    "handling": "Ada hasil",
    "supervision": "Ada hasil pemeriksaan",
    "outcome": "Hasil dicek",
    "hold": "Dilanjutkan lagi",
}
"""What is owed until a day -> how officers call it."""
PROMISE_ENDINGS = {
    "": ("berjalan", ""),
    "kept": ("ditepati", "work"),
    "late": ("terlambat", "alarm"),
    "moved": ("diganti", ""),
    "paused": ("jeda, menunggu warga", "wait"),
    "dropped": ("tidak perlu lagi", ""),
}
"""How a promise ended -> words, and the tone of the badge."""
HOLD_REASONS = {
    "agency_schedule": "Menunggu jadwal lembaga",
    "programme_period": "Menunggu masa penyaluran atau pendataan",
    "papers_elsewhere": "Menunggu surat dari kantor lain",
    "resident_asked": "Warga minta ditunda",
    "other": "Alasan lain",
}
REJECT_REASONS = {
    "not_our_authority": "Bukan tugas kami",
    "outside_area": "Bukan wilayah kami",
    "incomplete": "Data belum cukup",
    "already_handled": "Sudah kami tangani",
    "other": "Alasan lain",
}
GIVE_BACK_REASONS = {
    "not_our_authority": "Bukan tugas kami",
    "cannot_reach": "Warga tidak bisa dihubungi",
    "no_capacity": "Tidak ada kuota atau anggaran",
    "incomplete": "Data belum cukup",
    "other": "Alasan lain",
}
REASONS = REJECT_REASONS | GIVE_BACK_REASONS
CLOSED = "Kasus tertutup"
TASKS = {
    "transcribe": "Dengar dan ketik",
    "visit": "Kunjungan",
    "verify": "Cek lapangan",
    "deliver_news": "Sampaikan kabar",
}
CHANNEL_NAMES = {
    "telegram": "Telegram",
    "gowa": "WhatsApp (gowa)",
    "wacloud": "WhatsApp resmi",
    "waha": "WhatsApp (waha)",
    "fonnte": "WhatsApp (fonnte)",
    "webchat": "Obrolan web",
    "email": "Email",
}
TEMPLATE_STATES = {
    "": "belum diajukan",
    "pending": "menunggu persetujuan",
    "approved": "disetujui",
    "rejected": "ditolak",
    "paused": "dihentikan sementara",
    "disabled": "tidak bisa dipakai lagi",
}
_TOKEN = ("Token ditolak.", "Minta token baru, pasang di pengaturan, lalu jalankan ulang program.")
_PHONE = ("Nomor tidak terhubung ke WhatsApp.", "Buka gerbang WhatsApp dan pindai kode QR dengan HP kantor.")
_AWAY = ("Tidak bisa dihubungi.", "Periksa apakah layanannya menyala dan internet kantor jalan.")
DOOR_TROUBLES: Mapping[str, tuple[str, str]] = {
    "http_401": _TOKEN, "http_403": _TOKEN, "190": _TOKEN, "invalid_token": _TOKEN, "account": _TOKEN,
    "mail_refused": ("Kotak surat menolak kata sandi.", "Periksa nama dan kata sandi email di pengaturan."),
    "login_lost": _PHONE, "no_device": _PHONE, "scan_qr_code": _PHONE, "failed": _PHONE, "stopped": _PHONE,
    "disconnect": _PHONE, "disconnected": _PHONE,
    "no_connection": _AWAY, "no_answer": _AWAY, "http_500": _AWAY, "http_502": _AWAY, "http_503": _AWAY,
    "conflict": ("Token yang sama dipakai program lain.", "Matikan program yang lain, atau minta token baru."),
    "131031": ("Akun WhatsApp dikunci Meta.", "Buka Meta Business Manager dan ikuti petunjuknya."),
    "131042": ("Pembayaran ke Meta bermasalah.", "Perbaiki cara bayar di Meta Business Manager."),
    "131048": ("Meta membatasi pengiriman karena ada laporan spam.", "Tunggu satu jam; jangan kirim pesan massal."),
    "132015": ("Templat kabar dihentikan Meta.", "Periksa templat di WhatsApp Manager."),
    "no_waba_id": ("Nomor akun bisnis belum diisi.", "Isi wacloud.waba_id di pengaturan."),
    "no_chat": ("Akun Anda belum punya chat di sini.", "Buat kode di Akun saya, lalu kirim kodenya ke bot ini."),
}  # fmt: skip
"""Code of a channel's trouble -> what it is, and what to do."""
OUTCOMES = {"success": "Berhasil", "partial": "Berhasil sebagian", "failed": "Tidak berhasil"}
ROLES = {
    "facilitator": "Fasilitator",
    "front_office": "Petugas FO",
    "back_office": "Petugas BO",
    "puskesos_officer": "Petugas Puskesos",
    "puskesos_coordinator": "Koordinator Puskesos",
    "supervisor": "Supervisor",
    "manager": "Manajer SLRT",
    "agency_officer": "Petugas penghubung OPD",
    "agency_head": "Kepala OPD",
    "agency_contact": "Kontak OPD tanpa akun",
    "signer": "Penanda tangan",
    "admin": "Admin sistem",
    "auditor": "Pengawas",
}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
_DAYS = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")


def moment(at: datetime, zone: ZoneInfo, now: datetime | None = None) -> str:
    """`17 Nov 08.12`; with the year when it is not this one."""
    local = at.astimezone(zone)
    year = f" {local.year}" if now is None or local.year != now.astimezone(zone).year else ""
    return f"{local.day} {_MONTHS[local.month - 1]}{year} {local:%H.%M}"


def day(at: datetime, zone: ZoneInfo) -> str:
    """`Rab, 25 Nov 2026 16.00`."""
    local = at.astimezone(zone)
    return f"{full_date(local.date())} {local:%H.%M}"


def full_date(on: date) -> str:
    """`Rab, 25 Nov 2026`."""
    return f"{_DAYS[on.weekday()]}, {on.day} {_MONTHS[on.month - 1]} {on.year}"


def month(code: str) -> str:
    """`Nov 2026` for 2026-11."""
    return f"{_MONTHS[int(code[5:]) - 1]} {code[:4]}"


def age(at: datetime, now: datetime) -> str:
    """How long ago, in one unit: `40 mnt`, `5 jam`, `9 hari`."""
    return _span(max(now - at, timedelta(0)))


def _span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} mnt"
    if minutes < 24 * 60:
        return f"{minutes // 60} jam"
    return f"{minutes // (24 * 60)} hari"


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date as a row shows it: words, and a tone beside the icon."""

    words: str
    tone: str


def deadline(due_at: datetime | None, stopped: bool, now: datetime) -> Deadline | None:
    """Colour and icon and words (PANEL.md 4.2); a stopped clock says so."""
    if stopped:
        return Deadline("Jeda", "")
    if due_at is None:
        return None
    left = due_at - now
    if left < timedelta(0):
        return Deadline(f"Lewat {_span(-left)}", "late")
    return Deadline(f"Sisa {_span(left)}", "soon" if left < timedelta(days=1) else "")


def door_name(key: str) -> str:
    """`gowa_2` is the second account: "WhatsApp (gowa) 2"."""
    name, _, number = key.partition("_")
    return f"{CHANNEL_NAMES.get(name, name)} {number}".strip()


def door_trouble(code: str) -> tuple[str, str]:
    """What is wrong with a channel, and what to do about it."""
    unknown = (f"Ada masalah (kode {code}).", "Sampaikan kode ini ke admin sistem.")
    return DOOR_TROUBLES.get(code, unknown)


def masked(digits: str | None, shown: int = 4) -> str:
    """The last four only: the first digits of a NIK tell the region (PANEL.md 1)."""
    return "•" * max(4, len(digits) - shown) + digits[-shown:] if digits else ""


LONGEST_HEADLINE = 90
"""Characters: two lines of a row, three on a phone."""
_GREETING = re.compile(
    r"^(?:(?:ass?ala\w*(?: ?w\w* ?w\w*)?|sampurasun|punten|selamat (?:pagi|siang|sore|malam)|hall?o+|permisi)\b"
    r"(?:[\s,.!]+(?:min|pak|bu|bapak|kak|admin)\b(?! saya))*[\s,.!]*)+",
    re.IGNORECASE,
)


def headline(story: str, otherwise: str) -> str:
    """The first words of a story, without its greeting, long numbers as dots; without a story, `otherwise`."""
    told = " ".join(dotted(story).split())
    told = _GREETING.sub("", told) or told
    if not told:
        return otherwise
    told = told[:1].upper() + told[1:]
    if len(told) <= LONGEST_HEADLINE:
        return told
    return told[:LONGEST_HEADLINE].rsplit(" ", 1)[0].rstrip(",.;:") + " …"
