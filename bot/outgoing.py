"""A reply of the talk becomes a waiting message, and its options get their wire tokens."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from cases.messages import Choice, Desk, NewMenu, NewOutbound
from handlers.turn import Reply


def outgoing(
    desk: Desk, reply: Reply, dedupe: str, purpose: str, now: datetime, expires_at: datetime
) -> tuple[NewOutbound, NewMenu | None]:
    """The row for the outbox, and the menu that knows what its buttons mean (DECISIONS 8).

    On the wire a choice is `m:<menu>:<n>`, short enough for every network (CHANNELS.md 6.2).
    """
    menu = None
    options: tuple[Choice, ...] = ()
    if reply.wants:
        options = tuple(Choice("", option.title) for option in reply.options)
    elif reply.options:
        token = secrets.token_hex(6)
        menu = NewMenu(
            token=token,
            conversation_id=desk.conversation_id,
            talk=reply.talk,
            step=reply.step,
            choices=tuple(option.id for option in reply.options),
        )
        options = tuple(
            Choice(f"m:{token}:{n}", option.title, option.description)
            for n, option in enumerate(reply.options)
        )
    row = NewOutbound(
        channel=desk.channel,
        account=desk.account,
        purpose=purpose,
        dedupe=dedupe,
        body=reply.body,
        options=options,
        step=reply.step,
        talk=reply.talk,
        wants=reply.wants,
        made_at=now,
        expires_at=expires_at,
        contact_point_id=desk.contact_point_id,
        conversation_id=desk.conversation_id,
        case_id=UUID(reply.case) if reply.case else None,
    )
    return row, menu
