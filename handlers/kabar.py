"""Kabar: what happened to a case becomes a sentence for the resident, or a neutral alert for an officer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from cases.events import Event, EventName
from handlers.nilai import asked
from handlers.same import CLOSED
from handlers.texts import Texts
from handlers.turn import CaseBrief, Option, ReferralBrief, Reply, State, Talk, Turn

_PLAIN = frozenset({"nomor", "hal", "lembaga", "janji", "isi", "keadaan"})

TOLD: Mapping[EventName, str] = {
    EventName.CASE_OPENED: "kasus_dibuka",
    EventName.QUESTION_ASKED: "ditanya",
    EventName.QUESTION_ANSWERED: "jawaban_diterima",
    EventName.REFERRAL_SENT: "dirujuk",
    EventName.REFERRAL_ACCEPTED: "dikerjakan",
    EventName.CASE_TAKEN: "ditangani",
    EventName.REFERRAL_DONE: "hasil",
    EventName.OUTCOME_CONFIRMED: "terbukti",
    EventName.OUTCOME_DENIED: "belum_terbukti",
    EventName.CASE_CLOSED: "ditutup",
    EventName.CASE_REOPENED: "dibuka_lagi",
    EventName.MESSAGE_WRITTEN: "pesan_petugas",
    EventName.IDENTITY_NOTED: "identitas",
    EventName.PROMISE_BROKEN: "terlambat",
    EventName.CASE_HELD: "ditunda",
    EventName.CASE_RESUMED: "dilanjutkan",
    EventName.QUESTION_REMINDED: "ditanya_lagi",
    EventName.OUTCOME_UNPROVEN: "belum_terjawab",
    EventName.SERVICE_DECIDED: "layanan",
    EventName.CASE_SPLIT: "dibagi",
    EventName.CASE_MERGED: "digabung",
    EventName.CASE_UNMERGED: "berdiri_sendiri",
    EventName.MERGED_NEWS: "gabungan",
}
"""Only what is new to a resident; checking, seeing, refusing and asking around stay inside the office."""

OPENS: Mapping[EventName, tuple[str, str]] = {
    EventName.QUESTION_ASKED: ("balas", "jawaban"),
    EventName.QUESTION_REMINDED: ("balas", "jawaban"),
    EventName.REFERRAL_DONE: ("hasil", "hasil"),
    EventName.OUTCOME_UNPROVEN: ("hasil", "hasil"),
}
"""Events that ask something: the script and the step that take the answer."""

_BRINGING = frozenset({EventName.REFERRAL_ACCEPTED, EventName.CASE_TAKEN})
"""Whoever begins may say what the resident is to bring."""

_OFFICER_DONE = frozenset({*OPENS, EventName.CASE_CLOSED, EventName.OUTCOME_CONFIRMED})
"""After these the bot speaks again: it has a question of its own, or there is nothing left to talk about."""

ALERTS = (
    "rujukan_baru",
    "darurat",
    "jawaban_warga",
    "minta_petugas",
    "dikembalikan",
    "dicabut",
    "tugas",
    "terlambat",
    "hampir",
    "dilanjutkan",
    "dibantah",
    "belum_beres",
    "tanpa_jawaban",
    "ditugaskan",
    "tanpa_pemegang",
    "rapat",
    "rapat_terlambat",
    "usulan",
    "usulan_dijawab",
    "batal_kecualikan",
    "tanpa_aturan",
)
"""Kinds of alert to an officer."""

SENTENCES: Mapping[str, frozenset[str]] = (
    {f"kabar.{word}": _PLAIN for word in TOLD.values()}
    | {f"kabar.{word}_tertutup": _PLAIN for word in TOLD.values()}
    | {"kabar.dicabut": _PLAIN, "kabar.dicabut_tertutup": _PLAIN, "kabar.tanpa_jawaban": _PLAIN}
    | {"kabar.dibuka_darurat": _PLAIN, "kabar.dibuka_darurat_tertutup": _PLAIN}
    | {"kabar.tentang": frozenset({"siapa"}), "kabar.siapkan": frozenset({"isi"})}
    | {f"kabar.siaga.{kind}": frozenset({"nomor"}) for kind in ALERTS}
)


def news(
    event: Event,
    brief: CaseBrief,
    state: State,
    texts: Texts,
    new_id: Callable[[], str],
    emergency: bool = False,
    unidentified: bool = False,
) -> Turn | None:
    """What the resident is told of an event, and the conversation after it; None when it tells her nothing new.

    A question of an officer comes to the front; the talk it interrupts waits behind it (DECISIONS 6).
    Of a guarded case only the neutral wording is used.
    """
    word = TOLD.get(event.name)
    if word is None or _not_for_her(event):
        return None
    if event.data.get("reason") == "withdrawn":
        word = "dicabut"
    if event.data.get("reason") == "no_reply":  # only of cases that are not guarded (the rule `calm`)
        word = "tanpa_jawaban"
    if emergency and event.name is EventName.CASE_OPENED:
        word = "dibuka_darurat"
    key = f"kabar.{word}_tertutup" if brief.guarded else f"kabar.{word}"
    body = texts.say(
        key,
        nomor=brief.number,
        hal=brief.title,
        lembaga=brief.agency,
        janji=brief.promise,
        isi=event.text,
        keadaan=texts[f"status.keadaan.{brief.status}"],
    )
    if event.name in _BRINGING and event.text and not brief.guarded:
        body = f"{body.strip()}\n{texts.say('kabar.siapkan', isi=event.text)}"
    if brief.who:
        body = f"{texts.say('kabar.tentang', siapa=brief.who)}\n{body}"
    reply = Reply(body.strip(), step=f"kabar.{event.name.value}", case=brief.id)
    if event.name is EventName.OUTCOME_CONFIRMED and event.actor == "resident":
        how = asked(brief.id, texts)
        return Turn((reply, how), replace(state, human="", menu=tuple(option.id for option in how.options)))
    if _ended(event, brief) and not brief.secret:
        again = Option(f"buka:{brief.id}", texts["umum.pilihan.buka"])
        reply = replace(reply, options=(again,), step="umum.buka")
        state = replace(state, menu=(again.id,))
    if event.name is EventName.MESSAGE_WRITTEN:  # from now on she talks with a human
        return Turn((reply,), replace(state, human=brief.id, menu=()))
    if state.human == brief.id and event.name in _OFFICER_DONE:
        state = replace(state, human="")
    if event.name not in OPENS:
        asks = unidentified and event.name is EventName.CASE_OPENED and not (brief.guarded or emergency)
        return (
            Turn((reply, _meeting(texts)), replace(state, menu=("temu",))) if asks else Turn((reply,), state)
        )
    return _asking(OPENS[event.name], reply, brief, state, texts, new_id)


def _ended(event: Event, brief: CaseBrief) -> bool:
    """It is over, and not because she wanted that: she may open it again."""
    if event.name is EventName.MERGED_NEWS:
        return brief.status in CLOSED
    return event.name is EventName.CASE_CLOSED and event.data.get("reason") != "withdrawn"


def _meeting(texts: Texts) -> Reply:
    """A NIK helps and is never asked for: it may be shown to an officer instead (DOMAIN.md section 11)."""
    return Reply(
        texts["umum.temu_tawar"], (Option("temu", texts["umum.pilihan.temu"]),), step="umum.temu_tawar"
    )


def _not_for_her(event: Event) -> bool:
    """A trial or spam that was archived; her answer, when an officer wrote it down for her; a reminder on another way."""
    written_down = event.name is EventName.QUESTION_ANSWERED and event.actor != "resident"
    elsewhere = event.name is EventName.QUESTION_REMINDED and event.data.get("route", "chat") != "chat"
    return written_down or elsewhere or event.data.get("reason") == "archived"


def _asking(
    opens: tuple[str, str],
    reply: Reply,
    brief: CaseBrief,
    state: State,
    texts: Texts,
    new_id: Callable[[], str],
) -> Turn:
    script, step = opens
    open_already = next((t for t in state.talks if (t.script, t.about) == (script, brief.id)), None)
    talk = open_already or Talk(id=new_id(), script=script, about=brief.id, asked=step)
    others = tuple(t for t in state.talks if t is not open_already)
    options: tuple[Option, ...] = ()
    if script == "hasil":
        options = tuple(Option(one, texts[f"hasil.hasil.pilihan.{one}"]) for one in ("sudah", "belum"))
    reply = replace(reply, options=options, talk=talk.id, step=f"{script}.{step}")
    return Turn((reply,), replace(state, talks=(talk, *others), menu=()))


def alert(kind: str, brief: CaseBrief, texts: Texts) -> Reply:
    """One line for an officer's own chat: no name, no story, no category (TRUST.md)."""
    return Reply(
        texts.say(f"kabar.siaga.{kind}", nomor=brief.number), step=f"kabar.siaga.{kind}", case=brief.id
    )


def referred(kind: str, about: ReferralBrief, link: str, texts: Texts) -> Reply:
    """A referral for somebody without an account: what, where, until when, the answers as buttons, and a link."""
    key = "rujukan.jawaban_warga" if kind == "jawaban_warga" else "rujukan.baru"
    body = texts.say(
        key, nomor=about.number, hal=about.title, tempat=about.place, tanggal=about.due, tautan=link
    )
    options = tuple(Option(f"rujukan:{about.case}:{act}", texts[f"umum.pilihan.{act}"]) for act in about.acts)
    return Reply(body, options, step="umum.rujukan", case=about.case)


def revoked(number: str, texts: Texts) -> Reply:
    """Nothing is to be done any more."""
    return Reply(texts.say("rujukan.dicabut", nomor=number), step="rujukan.dicabut")
