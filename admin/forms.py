"""The verbs as forms: what each asks, in the words of PANEL.md section 3."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

Choices = Sequence[tuple[str, str]]
Typed = Mapping[str, Sequence[str]]
"""What came with a form: name of a field -> its values."""


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form."""

    name: str
    label: str
    kind: str = "text"
    """text | line | choice | checks | date"""
    options: Choices = ()
    value: str | Sequence[str] = ""
    hint: str = ""
    required: bool = True

    def kept(self, typed: Typed) -> Field:
        """The same with what somebody filled in; unticked boxes send nothing, a field left out keeps its own."""
        values = tuple(typed.get(self.name, ()))
        if self.kind == "checks":
            return replace(self, value=values)
        return replace(self, value=values[0]) if values else self


@dataclass(frozen=True, slots=True)
class Verb:
    """One action on a case page."""

    code: str
    """Last part of the address the form posts to."""
    label: str
    icon: str
    button: str
    fields: tuple[Field, ...] = ()
    why: str = ""
    """Shown above the fields: why this agency is proposed, what will be told to the resident."""
    tone: str = "main"
    open: bool = False
    next: bool = False
    """The next step of the work: it stands first and open."""

    def with_fields(self, *fields: Field, why: str = "") -> Verb:
        """The same with what only this case knows."""
        return replace(self, fields=fields, why=why or self.why)

    def first(self) -> Verb:
        """The same as the next step."""
        return replace(self, open=True, next=True)

    def kept(self, typed: Typed) -> Verb:
        """The same, open, with what somebody typed before it was refused."""
        return replace(self, fields=tuple(field.kept(typed) for field in self.fields), open=True)


VERIFY = Verb("verifikasi", "Verifikasi", icon="check2-square", button="Verifikasi")
ASK = Verb(
    "minta-data",
    "Minta data",
    icon="question-circle",
    button="Kirim pertanyaan",
    fields=(Field("teks", "Pertanyaan untuk warga", hint="Satu pertanyaan yang jelas. Dikirim ke warga."),),
    why="Tenggat berhenti sampai warga menjawab.",
)
ANSWERED = Verb(
    "catat-jawaban",
    "Catat jawaban warga",
    icon="chat-left-text",
    button="Simpan jawaban",
    fields=(
        Field("teks", "Jawaban warga", hint="Kalau warga menjawab lewat telepon, kunjungan, atau di kantor."),
    ),
    why="Tenggat berjalan lagi. Tidak ada yang dikirim ke warga.",
)
SPLIT = Verb("pecah", "Pecah menjadi dua kasus", icon="signpost-split", button="Buat kasus kedua",
             why="Untuk cerita dengan dua masalah yang orang atau kerahasiaannya berbeda. Warga diberi tahu kedua nomornya.")  # fmt: skip
MERGE = Verb("gabung", "Gabungkan dengan kasus lain", icon="sign-merge-left", button="Gabungkan",
             why="Untuk dua laporan tentang masalah yang sama. Kedua pelapor tetap memakai nomornya dan tetap dikabari. "
                 "Bisa dibatalkan dalam 24 jam.")  # fmt: skip
UNMERGE = Verb("batal-gabung", "Batalkan penggabungan", icon="arrow-counterclockwise", button="Batalkan penggabungan",
               why="Kasus ini kembali seperti sebelum digabung, dengan tenggatnya. Warga diberi tahu.")  # fmt: skip
EXCLUDE = Verb("kecualikan", "Kecualikan dari kasus ini", icon="eye-slash", button="Kecualikan", tone="danger",
               why="Untuk orang atau lembaga yang dilaporkan: kasus ini tidak ada lagi bagi mereka dan atasan langsungnya, "
                   "juga di pencarian, angka, dan pemberitahuan. Hanya bisa dibatalkan oleh dua orang.")  # fmt: skip
READMIT = Verb("batal-kecualikan", "Batalkan pengecualian", icon="eye", button="Batalkan pengecualian", tone="danger",
               why="Untuk yang dikecualikan karena keliru. Satu orang mengusulkan, orang kedua menyetujui; baru sesudah itu "
                   "mereka bisa melihat kasus ini lagi.")  # fmt: skip
ASSIGN = Verb("tugaskan", "Tentukan pemegang", icon="person-check", button="Simpan pemegang",
              why="Pemegang menjawab untuk kasus ini sampai selesai.")  # fmt: skip
HOLD = Verb("tunda", "Tunda", icon="pause-circle", button="Tunda kasus",
            why="Kasus kembali sendiri pada tanggal itu. Warga diberi tahu tanggal dan alasannya.")  # fmt: skip
RESUME = Verb("lanjutkan", "Lanjutkan", icon="play-circle", button="Lanjutkan sekarang")
CALM = Verb("turunkan-urgensi", "Turunkan urgensi", icon="arrow-down-circle", button="Turunkan")
SERVICE = Verb("tetapkan-layanan", "Tetapkan layanan", icon="clipboard-check", button="Tetapkan")
DISPUTE = Verb("belum-beres", "Kembalikan hasil ke lembaga", icon="arrow-repeat", button="Kembalikan ke lembaga",
               why="Dipakai setelah warga bilang belum beres. Lembaga mengerjakan lagi.")  # fmt: skip
REFER = Verb("rujuk", "Rujuk", icon="send", button="Rujuk")
HANDLE = Verb("tangani", "Tangani sendiri", icon="hand-index", button="Tangani",
              why="Anda yang mengerjakan. Warga diberi tahu.")  # fmt: skip
CLOSE = Verb("tutup", "Tutup dengan alasan", icon="x-circle", button="Tutup kasus", tone="danger")
NOT_OURS = Verb("bukan-wewenang", "Bukan Wewenang", icon="signpost", button="Tutup kasus", tone="danger")
ARCHIVE = Verb("arsipkan", "Arsipkan", icon="archive", button="Arsipkan", tone="danger",
               why="Hanya untuk uji coba, spam, atau laporan kosong.")  # fmt: skip
REVOKE = Verb("cabut", "Cabut rujukan", icon="arrow-return-left", button="Cabut rujukan", tone="danger",
              why="Lembaga tidak bisa membuka kasus ini lagi.")  # fmt: skip
REOPEN = Verb("buka-kembali", "Buka kembali", icon="arrow-counterclockwise", button="Buka kembali",
              fields=(Field("teks", "Alasan", hint="Untuk petugas. Warga hanya diberi tahu bahwa kasusnya dibuka."),))  # fmt: skip
FINISH = Verb("laporkan-hasil", "Laporkan hasil", icon="flag", button="Kirim hasil",
              why="Warga ditanya apakah benar sudah beres.")  # fmt: skip
URGENT = Verb(
    "tandai-darurat", "Tandai darurat", icon="exclamation-triangle", button="Tandai darurat", tone="danger"
)

TASK = Verb("beri-tugas", "Beri tugas", icon="geo-alt", button="Beri tugas")
HEARD = Verb("tulis-suara", "Tulis isi suara", icon="mic", button="Simpan tulisan",
             why="Tulis apa adanya, seperti yang diucapkan. Warga tidak dikirimi apa-apa.")  # fmt: skip

IDENTITY = Verb("catat-identitas", "Catat identitas", icon="person", button="Simpan identitas",
                fields=(Field("nama", "Nama di KTP", required=False),
                        Field("nik", "NIK", hint="16 angka, dibaca dari KTP di depan Anda.", required=False),
                        Field("kk", "Nomor KK", required=False)),
                why="Warga diberi tahu bahwa identitasnya dicatat, tanpa isinya.")  # fmt: skip

ACCEPT = Verb("terima", "Terima", icon="check-circle", button="Terima rujukan",
              why="Dengan menerima, lembaga Anda memegang kasus ini. Warga diberi tahu.")  # fmt: skip
CONFER = Verb("panggil-rapat", "Panggil rapat kasus", icon="people", button="Panggil rapat",
              fields=(Field("teks", "Yang perlu dibicarakan", hint="Dibaca semua lembaga yang pernah menerima rujukan ini."),),
              why="Lembaga yang menolak bisa membuka kasus ini lagi sampai rapat disimpulkan.")  # fmt: skip
SPEAK = Verb("tulis-rapat", "Tulis di rapat kasus", icon="chat-left-text", button="Kirim ke rapat",
             fields=(Field("teks", "Pendapat Anda", hint="Dibaca SLRT dan lembaga lain. Warga tidak membacanya."),))  # fmt: skip
CONCLUDE = Verb("simpulkan-rapat", "Simpulkan rapat", icon="check-circle", button="Simpulkan",
                fields=(Field("teks", "Kesimpulan: siapa yang mengerjakan"),),
                why="Sesudah ini rujuk ke lembaga yang disepakati.")  # fmt: skip
PROPOSE = Verb("usulkan-slrt", "Usulkan ke SLRT", icon="arrow-up-circle", button="Kirim usulan",
               fields=(Field("teks", "Yang Anda usulkan", hint="Misalnya: ditangani lembaga lain, atau butuh beberapa lembaga."),),
               why="SLRT menerima atau menolak usulan ini.")  # fmt: skip
TAKE_ON = Verb("terima-usulan", "Terima usulan lembaga", icon="check-circle", button="Terima usulan",
               why="Anda yang memegang kasus ini sejak sekarang.")  # fmt: skip
TURN_DOWN = Verb("tolak-usulan", "Tolak usulan lembaga", icon="x-circle", button="Tolak usulan", tone="danger",
                 fields=(Field("teks", "Alasan untuk lembaga"),))  # fmt: skip
START = Verb("mulai", "Mulai mengerjakan", icon="play-circle", button="Mulai")
REJECT = Verb("tolak", "Bukan kami", icon="x-circle", button="Tolak rujukan", tone="danger")
GIVE_BACK = Verb("kembalikan", "Kembalikan", icon="reply", button="Kembalikan ke SLRT", tone="danger")
NEED_DATA = Verb("butuh-data", "Butuh data", icon="question-circle", button="Kirim pertanyaan",
                 fields=(Field("teks", "Yang masih kurang", hint="Satu pertanyaan. Dikirim ke warga."),),
                 why="Tenggat lembaga Anda berhenti sampai warga menjawab.")  # fmt: skip
DONE = Verb("selesai", "Selesai", icon="flag", button="Kirim hasil",
            why="Warga ditanya apakah benar sudah beres. Kasus belum ditutup.")  # fmt: skip
