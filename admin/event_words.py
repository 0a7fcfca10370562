"""The history and the details of a case in the words officers read."""

from __future__ import annotations

from collections.abc import Mapping

EVENTS: Mapping[str, str] = {
    "case_opened": "membuat laporan",
    "case_verified": "memverifikasi",
    "case_completed": "menambah keterangan",
    "question_asked": "bertanya kepada warga",
    "question_answered": "menjawab pertanyaan",
    "referral_sent": "merujuk ke {agency}",
    "referral_seen": "membuka rujukan ({agency})",
    "referral_accepted": "menerima rujukan ({agency})",
    "referral_rejected": "menolak rujukan ({agency})",
    "referral_returned": "mengembalikan rujukan ({agency})",
    "referral_done": "melaporkan hasil",
    "referral_expired": "rujukan ke {agency} tidak dijawab tepat waktu",
    "referral_revoked": "mencabut rujukan ke {agency}",
    "case_taken": "menangani sendiri",
    "outcome_confirmed": "menyatakan sudah beres",
    "outcome_denied": "menyatakan belum beres",
    "case_closed": "menutup kasus",
    "case_reopened": "membuka kembali",
    "message_written": "menulis kepada warga",
    "note_added": "menulis catatan",
    "urgency_raised": "menandai darurat",
    "service_rated": "menilai layanan",
    "identity_noted": "mencatat identitas",
    "voice_transcribed": "menulis isi pesan suara",
    "task_given": "memberi tugas",
    "referral_started": "mulai mengerjakan ({agency})",
    "referral_disputed": "mengembalikan hasil ke {agency}: warga bilang belum beres",
    "case_split": "memecah kasus",
    "case_merged": "menggabungkan kasus ini ke kasus lain",
    "case_absorbed": "menggabungkan kasus lain ke kasus ini",
    "case_unmerged": "membatalkan penggabungan: kasus ini berdiri sendiri lagi",
    "case_released": "membatalkan penggabungan kasus lain ke kasus ini",
    "merged_news": "mencatat: ada kabar dari kasus gabungan",
    "excluded": "mengecualikan orang yang dilaporkan dari kasus ini",
    "exclusion_doubted": "mengusulkan membatalkan pengecualian",
    "readmitted": "menyetujui pembatalan pengecualian",
    "case_assigned": "menentukan pemegang kasus",
    "handed_over": "melepas kasus: masa tugas pemegangnya berakhir",
    "proposal_made": "mengusulkan ke SLRT",
    "proposal_accepted": "menerima usulan lembaga",
    "proposal_rejected": "menolak usulan lembaga",
    "conference_called": "memanggil rapat kasus",
    "conference_said": "berbicara di rapat kasus",
    "conference_late": "mencatat: rapat kasus lewat waktunya",
    "conference_concluded": "menyimpulkan rapat kasus",
    "case_held": "menunda kasus",
    "case_resumed": "melanjutkan kasus",
    "question_reminded": "mengingatkan warga yang belum menjawab",
    "outcome_unproven": "mencatat: hasil belum terbukti",
    "service_decided": "menetapkan layanan",
    "urgency_lowered": "menurunkan urgensi",
    "promise_near": "mengingatkan: janji ke warga jatuh tempo besok",
    "promise_broken": "mencatat: janji ke warga lewat waktu",
    "route_changed": "mengusulkan {agency}, karena aturan rujukan berubah",
    "deadline_changed": "memindahkan tenggat dari {was} ke {now}, karena aturan berubah",
    "human_wanted": "minta bicara dengan petugas",
}
NOTE = "Catatan internal"
NOTES: Mapping[str, str] = {
    "referral_sent": "Catatan untuk lembaga",
    "referral_accepted": "Yang perlu disiapkan warga",
    "case_taken": "Yang perlu disiapkan warga",
    "referral_rejected": "Alasan lembaga",
    "referral_returned": "Alasan lembaga",
    "referral_done": "Hasil",
    "question_asked": "Pertanyaan",
    "case_closed": "Alasan",
    "case_reopened": "Alasan",
    "case_held": "Alasan",
    "excluded": "Alasan",
    "exclusion_doubted": "Alasan",
    "readmitted": "Alasan",
    "case_split": "Kasus kedua",
    "case_absorbed": "Kasus yang digabung",
    "case_released": "Kasus yang berdiri sendiri lagi",
    "proposal_made": "Usulan lembaga",
    "proposal_rejected": "Jawaban SLRT",
    "conference_called": "Rapat kasus",
    "conference_said": "Rapat kasus",
    "conference_concluded": "Kesimpulan rapat",
    "referral_disputed": "Yang masih kurang",
    "service_decided": "Keputusan",
    "urgency_lowered": "Alasan",
    "voice_transcribed": "Isi pesan suara",
    "task_given": "Tugas",
}
"""What the words are that came with an event."""
FOR_THE_RESIDENT = frozenset({"question_asked", "referral_done"})
"""Events whose words go to the resident; an agency does not see the message itself, so it sees them here."""
ENTITIES = {
    "rt": "RT", "rw": "RW", "program": "Program", "telepon": "Telepon", "sedang_dirawat": "Sedang dirawat",
    "bahaya": "Bahaya", "aman": "Aman dihubungi", "nomor": "Nomor lain", "hubungan": "Hubungan",
    "pelapor_anak": "Pelapor masih anak", "suara": "Cerita lewat suara",
    "persetujuan": "Persetujuan warga",
}  # fmt: skip
VALUES = {
    "ya": "Ya", "tidak": "Tidak", "aman": "Ya, aman", "jangan": "Jangan dulu", "violence": "Kekerasan",
    "self_harm": "Menyakiti diri", "life_danger": "Nyawa terancam",
    "diwakili": "Ya, diwakili keluarga",
    "tertulis": "Sudah ditulis petugas",
}  # fmt: skip

ACCUSED = {
    "desa": "Orang desa", "dinsos": "Dinas Sosial", "slrt": "Petugas SLRT", "lain": "Orang atau kantor lain",
    "tidak_tahu": "Belum diketahui",
}  # fmt: skip
VISIBILITIES = {
    "anonymous_to_agency": "tidak diberikan ke lembaga",
    "hidden_from_public": "minta dirahasiakan",
}

SENT = {
    "image": "Foto", "video": "Video", "audio": "Pesan suara", "document": "Berkas", "location": "Titik lokasi",
}  # fmt: skip
