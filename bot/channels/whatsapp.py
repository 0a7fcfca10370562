"""What every way to WhatsApp has in common: addresses of people, cards, Meta's kind of signature."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

from bot.channels.contract import Limits
from bot.channels.reading import header, line

_TEL = re.compile(r"^(?:\w+\.)?TEL[^:\n]*:([^\n]+)$", re.MULTILINE | re.IGNORECASE)


def gateway_limits(per_address: float, overall: float) -> Limits:
    """Of a gateway that is not official: numbered text, and a pace that looks like a person's (CHANNELS.md 6.3)."""
    return Limits(text=4096, buttons=0, page=9, per_address=per_address, chance=per_address, overall=overall)


def signed(headers: Mapping[str, str], raw: bytes, secret: str) -> bool:
    """X-Hub-Signature-256: HMAC-SHA256 over the bytes as they came, in constant time."""
    given = header(headers, "X-Hub-Signature-256")
    expected = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())


def address_of(jid: str, person: re.Pattern[str]) -> str:
    """wa:<digits> or wa:lid:<digits>; empty when the whole of it is not a `person`, whose groups are digits and server."""
    found = person.fullmatch(jid)
    if found is None:
        return ""
    return f"wa:lid:{found[1]}" if found[2] == "lid" else f"wa:{found[1]}"


def jid_of(address: str, server: str) -> str:
    """Where a gateway sends to; `server` is how it writes the one of phone numbers."""
    if address.startswith("wa:lid:"):
        return f"{address.removeprefix('wa:lid:')}@lid"
    return f"{address.removeprefix('wa:')}@{server}"


def phone_of(address: str) -> str:
    """Digits of a wa:<digits> address; empty for a lid, which is no phone number."""
    digits = address.removeprefix("wa:")
    return digits if digits.isdecimal() else ""


def phones_in(vcard: str) -> list[str]:
    """Phones of a card as they are written; WhatsApp never says that a card is the sender's own."""
    return [line(phone, 40) for phone in _TEL.findall(vcard)]
