"""The words the talk shares with the doors: what came in, what we know, what we answer.

This file imports nothing of ours, so that a channel may use it without seeing a case (DECISIONS 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

# --- what comes in -----------------------------------------------------------------------------------

InboundKind = Literal[
    "text",
    "choice",
    "command",
    "location",
    "media",
    "contact",
    "reaction",
    "edit",
    "deleted",
    "call",
    "unsupported",
]
MediaKind = Literal["image", "video", "audio", "document", "sticker"]


@dataclass(frozen=True, slots=True)
class Media:
    """A file somebody sent; the bytes stay with the network until a worker fetches them."""

    kind: MediaKind
    ref: str
    """The network's file id, path or address; for the channel that made it."""
    mime: str = ""
    filename: str = ""
    size: int = 0
    """Bytes; 0 when the network does not say."""


@dataclass(frozen=True, slots=True)
class Location:
    """A finite point on earth; a channel turns anything else into kind `unsupported`."""

    lat: float
    lon: float
    name: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact card. `own` only when the network vouches that it is the sender's own number."""

    phones: tuple[str, ...]
    name: str = ""
    own: bool = False


Band = Literal["sure", "likely", "weak"]
"""sure: taken and read back. likely: asked with two or three buttons. weak: no knowledge."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value understood for one step, and how far it may be trusted (DECISIONS 5)."""

    value: str
    band: Band
    source: Literal["code", "model", "earlier"]


Found = Mapping[str, tuple[Proposal, ...]]
"""Step name -> what was understood for it, best first."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button of ours that was pressed, looked up by its token: it knows its own question (DECISIONS 8)."""

    talk: str
    step: str
    choice: str
    known: bool = True
    """False for a token that is not in the database (any more) or belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a pasted list says of one person, understood by itself."""

    name: str
    text: str
    found: Found = field(default_factory=dict)
    also: tuple[str, ...] = ()
    crisis: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of one person on one network (CHANNELS.md 6.1).

    The channel fills the first part; the inbox adds `found`, `intent`, `crisis`, `also`, `alternatives`,
    `press` and `quoted_case` before the talk sees it.
    """

    channel: str
    account: str
    external_id: str
    dedupe_key: str
    address: str
    """Opaque, for answering: tg:<chat> | wa:<digits> | web:<token> | console:<name>."""
    kind: InboundKind
    text: str = ""
    """Text, caption or button title; no NUL or control characters but newline and tab, at most 4096."""
    cut: bool = False
    redacted: bool = False
    """A PIN or card number was cut out before the message was stored."""
    choice_id: str = ""
    """Id of the pressed button, as it was on the wire; empty when typed."""
    command: tuple[str, str] | None = None
    reply_to: str = ""
    """The network's id of the quoted message."""
    media: tuple[Media, ...] = ()
    location: Location | None = None
    contact: Contact | None = None
    album_id: str = ""
    forwarded: bool = False
    phone: str = ""
    """E.164 without plus, only when the channel vouches for it."""
    bsuid: str = ""
    display_name: str = ""
    lang: str = ""
    sent_at: datetime | None = None

    found: Found = field(default_factory=dict)
    intent: str = ""
    """`report`, a turn intent of nlu.meaning, or empty."""
    crisis: str = ""
    """violence | self_harm | life_danger, or empty."""
    also: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    press: Press | None = None
    parts: tuple[Part, ...] = ()
    """The people of a pasted list."""
    quoted_talk: str = ""
    """Id of the talk in which the quoted message of ours was said."""
    quoted_case: str = ""
    """Id of the case that the quoted message of ours was about."""
    news: int = 0
    """How many messages of ours waited until this person would write; they go out before any answer."""
    unlocked: str = ""
    """Id of the secret case whose access word this message is; looked for only when it was asked for."""


# --- what we answer ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """One choice under a question; `id` is what the answer is stored as, `title` what a person reads."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message we say; a channel renders options as buttons, or as numbers where there are none."""

    body: str
    options: tuple[Option, ...] = ()
    talk: str = ""
    """Talk the options belong to; empty for menus outside a talk."""
    step: str = ""
    """`script.step`, for example lapor.desa: where in the talk this was said."""
    case: str = ""
    """Id of the case this message is about, when there is one."""
    wants: str = ""
    """`contact`: a button that sends her own number; its title is that of the only option. For channels that have one."""


# --- what we remember --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Talk:
    """One talk between two messages; mappings of step names to text, nothing else survives a restart."""

    id: str
    script: str
    about: str = ""
    """What the talk is about when it did not start from nothing: a case id for `balas` and `status`."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """Said in answer to the question."""
    found: Mapping[str, tuple[Proposal, ...]] = field(default_factory=dict)
    """Understood on the way: proposals."""
    also: tuple[str, ...] = ()
    misses: int = 0
    asked: str = ""
    """Name of the step asked last."""
    was: Mapping[str, str] = field(default_factory=dict)
    """Lines of the read-back that were changed there: what stood in them first."""
    code: str = ""
    """Short code of a facilitator's draft."""


@dataclass(frozen=True, slots=True)
class State:
    """All a conversation remembers: its talks, the one in front first (DECISIONS 6)."""

    talks: tuple[Talk, ...] = ()
    noticed: bool = False
    """The one-line notice (who we are, what happens with what you write) was given (DECISIONS 10)."""
    human: str = ""
    """Id of the case about which an officer wrote last; while she is in charge the bot keeps quiet."""
    menu: tuple[str, ...] = ()
    """Ids of the options last shown outside a talk, so that a typed number can be read."""
    told: tuple[str, ...] = ()
    """Remarks that are made once (handlers/remarks.py)."""
    lang: str = ""
    """Language she chose: empty is Indonesian, or the code of a sentence pack (jv, su)."""
    album: str = ""
    """Id of the album whose first picture was answered; the others are kept in silence."""
    echo: str = ""
    """Digest of the last long message, and how often it came in a row: a machine that answers us says the same each time."""
    echoes: int = 0
    echo_at: int = 0
    """When it came last, in seconds since 1970."""
    hinted: bool = False
    """A hint about stickers and the like was given and nothing else was said since."""


# --- what the talk may look at -----------------------------------------------------------------------


class Places(Protocol):
    """A long list of places that can be searched; nlu.places.Gazetteer is one."""

    def options(self, text: str, limit: int = 5) -> Sequence[Option]:
        """Villages whose name is like `text`, best first; id is the region code, title says the kecamatan."""
        ...

    def near(self, lat: float, lon: float) -> Sequence[str]:
        """Codes of the villages near a pin, nearest first; none when nobody knows where they lie."""
        ...

    def title(self, code: str) -> str:
        """How a place is read back: "Matangaji, Kec. Sumber"; empty for an unknown code."""
        ...


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """What a resident may be told of one of her own cases."""

    id: str
    number: str
    title: str
    """The category in plain words, neutral for restricted and secret cases."""
    status: str
    """State code of DOMAIN.md 5.1; the sentence for it stands in texts/."""
    agency: str = ""
    promise: str = ""
    """Who does what until when, already a sentence; empty when there is none."""
    bring: str = ""
    """What she is to bring for that; empty when nothing was said."""
    question: str = ""
    """The open question of an officer to the resident; empty when there is none."""
    category: str = ""
    subject: str = ""
    """self | other"""
    guarded: bool = False
    """Restricted or secret: say no more than number and status word."""
    secret: bool = False
    """Not even that, without the access word."""
    who: str = ""
    """Whom it is about, for the facilitator who entered it; empty for residents and for guarded cases."""


@dataclass(frozen=True, slots=True)
class TaskBrief:
    """Work that was given to this person, as she is told of it."""

    id: str
    kind: str
    """transcribe | visit | verify | deliver_news"""
    case: str
    """Id of the case."""
    number: str
    who: str
    place: str
    text: str
    due: str
    """A day in words."""
    today: bool
    """Due today, or late."""


@dataclass(frozen=True, slots=True)
class ReferralBrief:
    """What a contact at an agency may be told of a referral in the chat: no name, no story."""

    case: str
    """Id of the case: an agency has one living referral of it at most."""
    number: str
    title: str
    place: str
    due: str
    """A day in words."""
    acts: tuple[str, ...]
    """What may be answered now: terima | bukan | data | selesai."""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """What the office's catalogue says of one programme."""

    code: str
    name: str
    category: str
    owner: str
    """Who decides."""
    papers: tuple[str, ...]
    place: str
    cost: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the inbox knows when a message is handled: plain values, gathered before the talk runs."""

    office: str
    """Name of the office, for sentences."""
    places: Places
    categories: Mapping[str, str] = field(default_factory=dict)
    """Category code -> name in plain words, in the order they are shown."""
    secret: frozenset[str] = frozenset()
    """Categories that are secret from the first word."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Group key -> category codes: nineteen lines are too many for a phone."""
    emergency_numbers: tuple[tuple[str, str], ...] = ()
    """(number, what for)."""
    hours: str = ""
    """Office hours as a sentence part: "Sen-Jum 08.00-16.00"."""
    cases: tuple[CaseBrief, ...] = ()
    """The open and lately closed cases of this contact point, newest first."""
    programmes: tuple[Programme, ...] = ()
    """The catalogue as it holds today."""
    earlier: Found = field(default_factory=dict)
    """Proposals from earlier cases of this contact point."""
    can_ask_number: bool = False
    """Her number is not known, and her network has a button that sends it and vouches for it."""
    learning: bool = False
    """The office lets the bot learn from corrected stories; the read-back says so."""
    officer: str = ""
    """Id of the case about which an officer is writing with this person just now; empty: none is."""
    staff: bool = False
    """The contact point belongs to an officer or facilitator with an account."""
    facilitator: bool = False
    """She is a facilitator today."""
    referrals: tuple[ReferralBrief, ...] = ()
    """What waits for the agency she answers for; empty for everybody else."""
    conferences: Mapping[str, str] = field(default_factory=dict)
    """Case conferences in which her agency may speak: id of the case -> its number; empty for everybody else."""
    tasks: tuple[TaskBrief, ...] = ()
    """What was given to her and is not done, the most pressing first."""


# --- what comes of it --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """A talk that ended: its outcome (a verb the inbox carries out) and what was told, in script order."""

    talk: Talk
    outcome: str
    """buka_kasus | jawab | catat_darurat | hubungkan_petugas | hubungkan_akun | ... ; empty: nothing to do."""
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer of the talk to one message: what to say, what to remember, what to carry out."""

    replies: tuple[Reply, ...]
    state: State
    done: tuple[Done, ...] = ()
