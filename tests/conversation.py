"""Plays conversation files (tests/percakapan/*.txt): a resident's lines, the bot's lines word for word.

Between any two messages the state goes through JSON and back, so that every conversation also tests a
restart. Understanding is code alone (HOUSE.md 4.5).

    # a comment                     < what the bot says        = outcome, then its lines
    > what the resident writes      ! an event: name | text    (indented lines continue the line above)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from uuid import UUID

from bot.redaction import without_secrets
from cases.events import Event, EventName
from handlers import kabar, memory, proposals, reception
from handlers.texts import Texts
from handlers.turn import (
    CaseBrief,
    Contact,
    Done,
    Facts,
    Inbound,
    InboundKind,
    Location,
    Media,
    MediaKind,
    Press,
    ReferralBrief,
    Reply,
    State,
    TaskBrief,
    Turn,
)
from nlu.meaning import Meaning

CASE = "00000000-0000-7000-8000-00000000000{n}"
STICKER = "[stiker]"
SENT: Mapping[str, MediaKind] = {
    "[foto]": "image",
    "[suara]": "audio",
    "[video]": "video",
    "[berkas]": "document",
}
OTHER: Mapping[str, InboundKind] = {
    "[telepon]": "call",
    "[pesan dihapus]": "deleted",
    "[pesan diubah]": "edit",
}
OWN_CARD = "[nomor saya]"
PIN = "[lokasi]"
ALBUM = "[foto album]"
FACILITATOR = "fasilitator"
TASKS = (
    TaskBrief("k1", "visit", CASE.format(n=9), "SLRT 7K4M-9XQ9-C", "Wati", "Matangaji, Kec. Sumber", "Lihat keadaan rumahnya.", "Kamis, 26 November", today=True),
    TaskBrief("k2", "deliver_news", CASE.format(n=8), "SLRT 7K4M-9XQ8-C", "Rasmini", "Sendang, Kec. Sumber", "Laporan dikirim ke Dinas Kesehatan.", "Senin, 30 November", today=False),
)  # fmt: skip
"""What a facilitator has to do, for conversations that ask."""
AGENCY = "lembaga"
REFERRALS = (
    ReferralBrief(CASE.format(n=9), "SLRT 7K4M-9XQ9-C", "Rumah tidak layak", "Kec. Sumber", "Jumat, 27 November", ("terima", "bukan")),
    ReferralBrief(CASE.format(n=8), "SLRT 7K4M-9XQ8-C", "Air dan sanitasi", "Kec. Mundu", "Senin, 30 November", ("bukan", "data", "selesai"), accepted=True),
)  # fmt: skip
"""What waits for the agency a chat answers for."""
OFFICER_GONE = "petugas_pergi"
"""Stands for hours in which no officer wrote."""


@dataclass(slots=True)
class Conversation:
    """One resident and the bot, without any door, clock or database."""

    texts: Texts
    facts: Facts
    understand: Callable[[str], Meaning]
    state: State = field(default_factory=State)
    done: list[Done] = field(default_factory=list)
    shown: list[Reply] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    """Access words of the secret cases."""
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    def say(self, text: str) -> list[str]:
        """One line of the resident; what the bot answers, as lines of a conversation file."""
        said = Inbound(
            channel="console",
            account="",
            external_id="",
            dedupe_key="",
            address="console:uji",
            kind="text",
            text=text,
        )
        if text == STICKER:
            said = replace(said, kind="unsupported", text="")
        elif text in SENT or text == ALBUM:
            sent = Media(SENT.get(text, "image"), "berkas-1")
            said = replace(said, kind="media", text="", media=(sent,), album_id="a" * (text == ALBUM))
        elif text in OTHER:
            said = replace(said, kind=OTHER[text], text="")
        elif text == OWN_CARD:
            said = replace(said, kind="contact", text="", contact=Contact(("6281234567890",), own=True))
        elif text == PIN:
            said = replace(said, kind="location", text="", location=Location(-6.76, 108.48))
        elif text.startswith("[tombol] "):
            said = replace(said, kind="choice", text="", press=self._press(text.removeprefix("[tombol] ")))
        else:
            said = without_secrets(said)
            meanings = [self.understand(one) for one in proposals.texts_of(said.text)]
            said = proposals.enrich(said, *meanings)
            said = replace(said, unlocked=self.words.get(text, ""))
        return self._answered(reception.receive(self.state, said, self.facts, self.texts, self._new_id))

    def event(self, name: str, text: str) -> list[str]:
        """Something happened to the newest case, or it is a facilitator who writes."""
        if name == FACILITATOR:
            self.facts = replace(self.facts, facilitator=True, staff=True, tasks=TASKS if text else ())
            return []
        if name == AGENCY:
            self.facts = replace(self.facts, staff=True, referrals=REFERRALS)
            return []
        brief = self.facts.cases[0]
        if name == "question_asked":
            brief = replace(brief, status="needs_info", question=text)
            self.facts = replace(self.facts, cases=(brief, *self.facts.cases[1:]))
        self.facts = replace(self.facts, officer=brief.id if name == "message_written" else "")
        if name == OFFICER_GONE:
            return []
        if name == "case_closed":
            self._now(brief.id, "closed")
        happened = Event(
            UUID(brief.id),
            UUID(brief.id),
            EventName(name),
            datetime(2026, 11, 24, tzinfo=UTC),
            "x",
            text=text,
        )
        turn = kabar.news(happened, brief, self.state, self.texts, self._new_id)
        if turn is None:
            return []
        return self._answered(turn)

    def _answered(self, turn: Turn) -> list[str]:
        self.state = memory.load(memory.dump(turn.state))
        replies, news = list(turn.replies), []
        for done in turn.done:
            self.done.append(done)
            news += self._carried_out(done)
        asks = bool(replies) and bool(replies[-1].talk)
        replies = [*replies[:-1], *news, replies[-1]] if asks else [*replies, *news]
        self.shown += replies
        lines = [line for reply in replies for line in shown(reply)]
        return lines + [line for done in turn.done for line in outcome(done)]

    def _carried_out(self, done: Done) -> list[Reply]:
        """What the case room would do, as far as a conversation sees it."""
        if done.outcome in {"buka_kasus", "catat_darurat", "buka_kasus_wakil"}:
            n = len(self.facts.cases) + 1
            brief = CaseBrief(
                CASE.format(n=n), f"SLRT 7K4M-9XQ{n}-C",
                self.facts.categories.get(done.told.get("kebutuhan", ""), "Darurat"),
                "received", promise="Petugas mengecek paling lambat Jumat, 27 November.",
                category=done.told.get("kebutuhan", ""), subject="self" if done.told.get("untuk_siapa") == "saya" else "other",
            )  # fmt: skip
            if done.outcome == "buka_kasus_wakil":
                brief = replace(brief, who=done.told.get("nama_warga", ""))
            if done.told.get("kebutuhan") in self.facts.secret or done.told.get("bahaya") == "violence":
                brief = replace(brief, guarded=True, secret=True)
            self.facts = replace(self.facts, cases=(brief, *self.facts.cases))
            self._bind(done.talk.id, brief.id)
            if word := done.told.get("kata_kunci"):
                self.words[word] = brief.id
            return self._told(EventName.CASE_OPENED, done.outcome == "catat_darurat")
        if done.outcome == "minta_petugas" and not done.talk.about:
            self._bind(done.talk.id, CASE.format(n=len(self.facts.cases) + 1))
        if done.outcome in {"cabut", "buka_lagi"}:
            status = "closed" if done.outcome == "cabut" else "reopened"
            self._now(done.told["laporan"], status)
            name = EventName.CASE_CLOSED if done.outcome == "cabut" else EventName.CASE_REOPENED
            return self._told(name, data={"reason": "withdrawn"} if done.outcome == "cabut" else {})
        if done.outcome == "tugas_selesai":
            self.facts = replace(
                self.facts, tasks=tuple(t for t in self.facts.tasks if t.case != done.talk.about)
            )
            return [Reply(self.texts["wakil.tugas_dicatat"])]
        if done.outcome == "nilai":
            return [Reply(self.texts["umum.dinilai"])]
        if done.outcome == "jawab":
            answered = replace(self.facts.cases[0], question="", status="received")
            self.facts = replace(self.facts, cases=(answered, *self.facts.cases[1:]))
            return self._told(EventName.QUESTION_ANSWERED)
        if done.outcome == "hasil":
            return self._told(
                EventName.OUTCOME_CONFIRMED if done.told["hasil"] == "sudah" else EventName.OUTCOME_DENIED
            )
        return []

    def _bind(self, talk: str, case: str) -> None:
        talks = (replace(t, about=case) if t.id == talk else t for t in self.state.talks)
        self.state = replace(self.state, talks=tuple(talks))

    def _now(self, case: str, status: str) -> None:
        known = (replace(one, status=status) if one.id == case else one for one in self.facts.cases)
        self.facts = replace(self.facts, cases=tuple(known))

    def _told(
        self, name: EventName, emergency: bool = False, data: Mapping[str, str] | None = None
    ) -> list[Reply]:
        brief = self.facts.cases[0]
        happened = Event(
            UUID(brief.id),
            UUID(brief.id),
            name,
            datetime(2026, 11, 24, tzinfo=UTC),
            "resident",
            data=data or {},
        )
        turn = kabar.news(
            happened,
            brief,
            self.state,
            self.texts,
            self._new_id,
            emergency,
            not {"nik", "kerahasiaan", "persetujuan"} & set(self.done[-1].told),
        )
        return list(turn.replies) if turn else []

    def _press(self, title: str) -> Press:
        """The newest button with this title."""
        for reply in reversed(self.shown):
            for option in reply.options:
                if option.title == title:
                    return Press(reply.talk, reply.step, option.id)
        return Press("", "", "", known=False)

    def _new_id(self) -> str:
        return f"t{next(self._ids)}"


def shown(reply: Reply) -> Iterator[str]:
    """A message of the bot as lines of a file."""
    first, *others = reply.body.split("\n")
    yield f"< {first}".rstrip()
    yield from (f"  {line}".rstrip() for line in others)
    yield from (f"  {n}. {option.title}" for n, option in enumerate(reply.options, 1))


def outcome(done: Done) -> Iterator[str]:
    """An outcome with everything told."""
    yield f"= {done.outcome}"
    yield from (f"  {name}: {' / '.join(said.splitlines())}" for name, said in done.told.items())
    if done.talk.also:
        yield f"  (juga): {', '.join(done.talk.also)}"


def replay(path: Path, conversation: Conversation) -> str:
    """The file as it is when the bot of today plays it: the resident's lines kept, the bot's written anew."""
    out: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            out.append(line)
        elif line.startswith("> "):
            out += ["", line, *conversation.say(line.removeprefix("> ").replace("\\n", "\n"))]
        elif line.startswith("! "):
            name, _, text = line.removeprefix("! ").partition(" | ")
            out += ["", line, *conversation.event(name, text)]
    return "\n".join(out) + "\n"


def told(done: Done, *but: str) -> Mapping[str, str]:
    """What was told, without some lines."""
    return {name: said for name, said in done.told.items() if name not in but}
