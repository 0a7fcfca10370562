"""What can happen to a case, by name; each event is one line of the case's history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class EventName(StrEnum):
    """Every change a verb can leave behind."""

    CASE_OPENED = "case_opened"
    CASE_VERIFIED = "case_verified"
    CASE_COMPLETED = "case_completed"
    """A fact was added after opening: the place of an emergency, a correction of the category."""
    QUESTION_ASKED = "question_asked"
    QUESTION_ANSWERED = "question_answered"
    REFERRAL_SENT = "referral_sent"
    REFERRAL_SEEN = "referral_seen"
    REFERRAL_ACCEPTED = "referral_accepted"
    REFERRAL_REJECTED = "referral_rejected"
    REFERRAL_RETURNED = "referral_returned"
    REFERRAL_DONE = "referral_done"
    REFERRAL_EXPIRED = "referral_expired"
    REFERRAL_REVOKED = "referral_revoked"
    REFERRAL_STARTED = "referral_started"
    """The agency began; until then it had only said that it would."""
    REFERRAL_DISPUTED = "referral_disputed"
    """The resident denied the result and a supervisor gave it back to its agency."""
    CASE_HELD = "case_held"
    """It waits until a day (Tunda)."""
    CASE_RESUMED = "case_resumed"
    QUESTION_REMINDED = "question_reminded"
    """The resident has not answered: asked again, by chat or by a visit."""
    OUTCOME_UNPROVEN = "outcome_unproven"
    """The day of the check passed and nobody has proven the result."""
    SERVICE_DECIDED = "service_decided"
    """What the office gives or does not give, on the line of the desk (Tetapkan layanan)."""
    PROPOSAL_MADE = "proposal_made"
    """An agency asks the secretariat to take it on (rujuk balik)."""
    PROPOSAL_ACCEPTED = "proposal_accepted"
    PROPOSAL_REJECTED = "proposal_rejected"
    CONFERENCE_CALLED = "conference_called"
    """Nobody wants it: its agencies and the secretariat talk, until a day (rapat kasus)."""
    CONFERENCE_SAID = "conference_said"
    CONFERENCE_LATE = "conference_late"
    CONFERENCE_CONCLUDED = "conference_concluded"
    CASE_TAKEN = "case_taken"
    """An officer of the secretariat works on it herself (Tangani)."""
    OUTCOME_CONFIRMED = "outcome_confirmed"
    OUTCOME_DENIED = "outcome_denied"
    CASE_CLOSED = "case_closed"
    CASE_REOPENED = "case_reopened"
    MESSAGE_WRITTEN = "message_written"
    """An officer wrote to the resident."""
    NOTE_ADDED = "note_added"
    """An internal note; never leaves the panel."""
    URGENCY_RAISED = "urgency_raised"
    URGENCY_LOWERED = "urgency_lowered"
    CASE_SPLIT = "case_split"
    """A second trouble in it became a case of its own (Pecah)."""
    CASE_MERGED = "case_merged"
    """It ended and is worked on in another case (Gabung)."""
    CASE_ABSORBED = "case_absorbed"
    """Another case was put into it."""
    CASE_UNMERGED = "case_unmerged"
    """It is a case of its own again."""
    CASE_RELEASED = "case_released"
    """A case that was put into it is one of its own again."""
    MERGED_NEWS = "merged_news"
    """Something new in the case it was put into; its own reporter is told how that stands."""
    EXCLUDED = "excluded"
    """Somebody the case is about is kept from it."""
    EXCLUSION_DOUBTED = "exclusion_doubted"
    """Somebody asked that an exclusion be taken back."""
    READMITTED = "readmitted"
    """A second person agreed: it exists for them again."""
    CASE_ASSIGNED = "case_assigned"
    """Somebody was given it, or took it (Tugaskan)."""
    HANDED_OVER = "handed_over"
    """Its owner's duty has ended: it is nobody's until somebody takes it."""
    SERVICE_RATED = "service_rated"
    """The resident said how content she is, or why not."""
    TASK_GIVEN = "task_given"
    """A visit, a check or news to be told was given to a facilitator."""
    VOICE_TRANSCRIBED = "voice_transcribed"
    """Somebody wrote down what a voice note says."""
    IDENTITY_NOTED = "identity_noted"
    """An officer noted what the resident's papers say."""
    PROMISE_NEAR = "promise_near"
    """A date comes near; whoever leads is told."""
    PROMISE_BROKEN = "promise_broken"
    """A date has passed; the resident and whoever leads are told, once."""
    ROUTE_CHANGED = "route_changed"
    """The office's table proposes another agency since its rules changed."""
    DEADLINE_CHANGED = "deadline_changed"
    """The running date moved because limits or the calendar changed."""
    HUMAN_WANTED = "human_wanted"
    """The resident asked to speak with an officer."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one case, left by a verb in the transaction of the change."""

    id: UUID
    case_id: UUID
    name: EventName
    at: datetime
    actor: str
    """`resident`, `system` or the account's id as text."""
    referral_id: UUID | None = None
    text: str = ""
    """The officer's question, the result, the reason: what a person wrote; stored encrypted."""
    data: Mapping[str, str] = field(default_factory=dict)
    """Plain codes only (old state, new state, agency, reason code): stored in clear."""
