"""Refusals as pages: what the rules, the database or a missing page say, in Indonesian, with the right status."""

from __future__ import annotations

import aiohttp_jinja2
from aiohttp import web

from admin.guard import Handler
from cases.errors import NotFound, Refused, Stale

WORDS = {
    403: ("Tidak boleh", "Halaman ini tidak untuk peran Anda."),
    404: ("Tidak ditemukan", "Halaman atau kasus ini tidak ada, atau tidak dibagikan kepada Anda."),
    405: ("Tidak bisa", "Halaman ini tidak menerima kiriman seperti itu."),
    413: ("Terlalu besar", "Isi formulir terlalu panjang. Persingkat lalu kirim lagi."),
}
STALE = "Kasus ini baru saja diubah orang lain. Lihat dulu perubahannya, lalu coba lagi."


OTHERWISE = "Ini tidak bisa dilakukan sekarang."
RULES = {
    "aturan.keadaan": "Ini tidak bisa dilakukan pada status kasus sekarang.",
    "aturan.peran": "Peran Anda tidak boleh melakukan ini.",
    "aturan.only_emergency": "Ini hanya boleh untuk kasus darurat. Verifikasi dulu.",
    "aturan.not_own_entry": "Kasus yang Anda masukkan sendiri diverifikasi petugas lain.",
    "aturan.calm": "Kasus darurat, mendesak, atau rahasia tidak boleh ditutup begini. Buat kunjungan.",
    "aturan.within_window": "Waktu untuk membuka kembali sudah lewat.",
    "aturan.walk_in": "Ini hanya untuk layanan di kantor.",
    "aturan.no_newer_referral": "Sudah ada rujukan yang lebih baru.",
    "aturan.said_once": "Kasus ini sudah pernah dinyatakan bukan wewenang. Panggil rapat kasus dulu.",
    "aturan.conferring": "Tidak ada rapat kasus yang berjalan.",
    "aturan.not_conferring": "Rapat kasus sudah berjalan.",
    "aturan.to_us": "Ini hanya untuk usulan lembaga ke SLRT.",
    "aturan.merged": "Kasus ini tidak sedang digabung.",
    "aturan.within_a_day": "Gabungan hanya bisa dibatalkan dalam 24 jam. Buka kembali kasusnya kalau perlu.",
    "siaga.siapa": "Pilih petugas yang masih bertugas.",
    "gabung.sama": "Itu nomor kasus ini sendiri. Tulis nomor kasus yang lain.",
    "gabung.nomor": "Nomor kasus itu tidak ditemukan. Periksa lagi nomornya.",
    "gabung.rujukan": "Kasus yang ditutup masih dipegang lembaga. Cabut dulu rujukannya, atau gabungkan ke arah sebaliknya.",
    "gabung.dijaga": "Kasus tujuan lebih terbuka daripada kasus ini. Gabungkan ke arah sebaliknya, atau jaga dulu sama ketatnya.",
    "aturan.short_hold": "Menunda lebih dari 14 hari diputuskan supervisor.",
    "tunda.tanggal": "Pilih tanggal sesudah hari ini, paling jauh enam bulan.",
    "tunda.alasan": "Pilih alasan menunda dan tulis penjelasannya.",
    "kasus.urgensi": "Pilih urgensi yang lebih rendah dari sekarang.",
    "baru.setuju": "Tanyakan dulu apakah warga setuju, lalu centang.",
    "baru.hp": "Nomor HP itu tidak mungkin benar. Periksa lagi angkanya, atau kosongkan.",
    "formulir.kunci": "Formulir ini tidak lengkap. Muat ulang halamannya.",
    "formulir.kosong": "Tulis dulu isinya.",
    "formulir.pilihan": "Pilih dulu salah satu.",
    "kasus.jangan_dihubungi": "Warga minta jangan dihubungi lewat chat ini. Cari cara lain yang aman, misalnya kunjungan.",
    "identitas.nomor": "NIK atau nomor KK itu tidak mungkin benar. Periksa lagi 16 angkanya.",
    "temu.salah": 'Kode temu itu tidak berlaku. Minta warga membuat kode baru dengan mengetik "kode temu".',
    "temu.tunggu": "Terlalu banyak kode temu yang salah. Coba lagi satu jam lagi.",
    "tautan.kode": "Kode itu tidak cocok atau sudah lewat. Minta kode baru.",
    "tautan.sering": "Kode baru saja dikirim. Tunggu satu menit.",
    "fasilitator.nama": "Tulis dulu namanya.",
    "fasilitator.wilayah": "Pilih wilayah tugas yang termasuk wilayah Anda.",
    "pecah.cerita": "Salin dulu bagian cerita untuk kasus kedua.",
    "kecuali.mana": "Pilih pengecualian yang mau dibatalkan.",
    "kecuali.kedua": "Anda yang mengusulkannya. Minta orang kedua menyetujui: supervisor lain atau manajer.",
    "kecuali.putuskan": "Ini laporan tentang seseorang. Kecualikan dulu yang dilaporkan, atau centang bahwa tidak ada yang perlu dikecualikan.",
    "kecuali.siapa": "Pilih orang atau lembaga yang dilaporkan.",
    "kecuali.terakhir": "Tidak ada lagi yang bisa mengerjakan kasus ini. Minta manajer menunjuk orang lain dulu.",
    "tugas.pemegang": "Pilih petugas SLRT yang bertugas di wilayah kasus ini.",
    "tugas.petugas": "Pilih fasilitator yang bertugas di wilayah kasus ini.",
    "berkas.jenis": "Yang bisa dikirim foto (JPEG, PNG, WebP) atau PDF. Pilih berkas lain.",
    "kiriman.tanpa_chat": "Kasus ini tidak punya chat, jadi berkas tidak bisa dikirim.",
    "kiriman.tidak_ada": "Pesan suara itu tidak ada di kasus ini.",
    "kasus.kategori": "Kategori itu tidak ada.",
    "kasus.rujukan_berjalan": "Lembaga masih mengerjakan rujukannya. Tunggu hasilnya atau cabut dulu.",
    "rujukan.lembaga": "Pilih lembaga yang masih aktif.",
    "rujukan.tanpa_penerima": "Lembaga ini belum punya akun yang menerima rujukan. Hubungi admin sistem.",
    "rujukan.terlapor": "Lembaga ini yang dilaporkan. Rujuk ke lembaga lain, misalnya Inspektorat.",
    "rujukan.sudah_ada": "Lembaga ini sudah memegang rujukan yang berjalan.",
    "rujukan.paket": "Centang hanya data yang boleh dilihat lembaga.",
    "rujukan.alasan": "Pilih alasan dan tulis penjelasannya.",
    "usul.sendiri": "Usul sendiri tidak bisa diputuskan sendiri. Minta orang kedua: manajer lain atau supervisor.",
    "usul.usang": "Aturan sudah berubah sejak usul ini dibuat. Muat ulang halaman, lalu usulkan lagi dari aturan sekarang.",
    "usul.sudah_ada": "Masih ada usul yang belum selesai. Putuskan atau tarik dulu yang itu.",
    "usul.diputus": "Usul ini sudah diputuskan atau ditarik.",
    "usul.sama": "Belum ada yang berubah.",
    "usul.kosong": "Aturan tidak boleh kosong.",
    "usul.kategori": "Pilih kategori.",
    "usul.pilihan": "Pilih jenis dan mendesak dari daftar.",
    "usul.alasan": "Tulis alasannya, paling banyak 200 huruf. Petugas membacanya di kasus.",
    "usul.wilayah": "Wilayah itu tidak ada.",
    "usul.lembaga": "Pilih lembaga yang masih aktif.",
    "usul.tanpa_penerima": "Ada lembaga yang belum punya penerima rujukan. Buat akun atau kontaknya dulu, atau pilih lembaga lain.",
    "usul.tanpa_aturan": "Ada kategori tanpa aturan umum. Lihat daftarnya, lalu centang kalau memang begitu.",
    "usul.tanggal": "Pilih tanggal mulai: hari ini atau sesudahnya, paling lama setahun lagi.",
    "usul.catatan": "Tulis alasan perubahan ini, supaya orang kedua bisa memutuskan.",
    "usul.tenggat": "Periksa lagi tenggatnya: 1 sampai 200 hari kerja, atau menit, masing-masing sekali saja.",
    "usul.jam": "Periksa lagi jam kerjanya. Tulis seperti 07:30-12:00, 13:00-16:00. Hari buka harus cukup untuk tenggat terpanjang.",
    "usul.libur": "Periksa lagi hari liburnya: tanggal yang benar, masing-masing sekali, dengan nama.",
}
"""Key of a refusal -> what an officer reads."""


def words(error: Refused | Stale) -> tuple[str, int]:
    """The sentence and the HTTP status of a verb that was not carried out."""
    if isinstance(error, Stale):
        return STALE, 409
    return RULES.get(error.key, OTHERWISE), 422


@web.middleware
async def as_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """An error is a page with a way back; a redirect stays a redirect."""
    try:
        return await handler(request)
    except NotFound:
        return _page(request, 404)
    except (Refused, Stale):
        # a refused verb is shown on the case page by admin/pages/verbs.py; here: a page that may not be seen
        return _page(request, 403)
    except web.HTTPException as error:
        if error.status not in WORDS:
            raise
        return _page(request, error.status, error.text if error.status == 403 and error.text else "")


def _page(request: web.Request, status: int, text: str = "") -> web.Response:
    title, words = WORDS[status]
    context = {"title": title, "text": text or words, "viewer": None, "csrf": "", "alerts": 0, "unmapped": 0}
    return aiohttp_jinja2.render_template("error.html", request, context, status=status)
