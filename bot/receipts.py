"""Receipts and other news of a network about itself: written down, with the same verdict as a failed call."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.channels.contract import AddressEvent, MovedEvent, StatusEvent, TemplateEvent
from bot.verdicts import verdict
from cases import messages, people_reach
from cases.messages import SendResult, outgoing_templates

Notice = StatusEvent | AddressEvent | TemplateEvent | MovedEvent


def note(tx: Connection, event: Notice, now: datetime) -> bool:
    """How far a message came, whether and where somebody can be reached, whether a template may be sent.

    False for a message we do not know: its id may be committed only a moment later (CHANNELS.md section 7).
    """
    match event:
        case AddressEvent():
            messages.set_reachable(tx, event.channel, event.account, event.address, event.reachable, now)
        case MovedEvent():
            people_reach.moved(tx, event.channel, event.account, event.address, event.phone, now)
        case TemplateEvent():
            outgoing_templates.note(
                tx, event.channel, event.account, event.name, event.state, now, event.reason
            )
        case StatusEvent():
            return _status(tx, event, now)
    return True


def _status(tx: Connection, event: StatusEvent, now: datetime) -> bool:
    taken = messages.find_taken(tx, event.channel, event.account, event.external_id)
    if taken is None:
        return False
    if event.status != "failed":
        messages.record_status(tx, taken, event.status)
    elif event.refusal is None:
        messages.record_failure(tx, taken, SendResult(taken.id, "failed", error=event.code), now)
    else:
        failed = verdict(event.refusal, taken.attempts, now).result(taken, event.code)
        messages.record_failure(tx, taken, failed, now)
        if failed.template_gone:
            outgoing_templates.note(
                tx, event.channel, event.account, failed.template_gone, "disabled", now, event.code
            )
    return True
