"""The recorded payloads of other projects: what each must lead to (CHANNELS.md section 10).

CONFORMANCE_DIR names the folder; without it, and without ../shared/conformance, nothing runs here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.channels.contract import (
    AccountEvent,
    AddressEvent,
    Ignored,
    MovedEvent,
    Parsed,
    StatusEvent,
    TemplateEvent,
)
from bot.channels.fonnte import Fonnte, FonnteSettings
from bot.channels.gowa import Gowa, GowaSettings
from bot.channels.telegram import DOWNLOAD_LIMIT, Telegram, TelegramSettings
from bot.channels.wacloud import WaCloud, WaCloudSettings
from bot.channels.waha import Waha, WahaSettings
from handlers.turn import Inbound
from tests.fake_gowa import Webhook

FOLDER = Path(
    os.environ.get("CONFORMANCE_DIR") or Path(__file__).parents[2].parent / "shared" / "conformance"
)
FILE = FOLDER / "webhooks.jsonl"
SECRET = "rahasia-uji-" * 3
CHANNELS: Mapping[str, Telegram | Gowa | WaCloud | Waha | Fonnte] = {
    "telegram": Telegram(TelegramSettings("123:abc", mode="webhook", secret=SECRET)),
    "gowa": Gowa(GowaSettings("http://127.0.0.1:9", secret=SECRET)),
    "wacloud": WaCloud(WaCloudSettings("106540352242922", "token", SECRET, "kata-verifikasi-uji")),
    "waha": Waha(WahaSettings("http://127.0.0.1:9", secret=SECRET)),
    "fonnte": Fonnte(FonnteSettings("token", secret=SECRET)),
}
KINDS = {"button": "choice", "list": "choice"}
MEDIA = ("image", "video", "audio", "document", "sticker")

_CALL = "the table ignores calls; a resident who rings is told that she may write or speak here (issue Doors: missed calls start a talk)"
_TAKEN_BACK = "a resident who takes a message back is told what is kept of it (issue The talk: every kind has its answer)"
KNOWN_EXCEPTIONS: Mapping[str, str] = {"gowa-020": _CALL, "gowa-022": _CALL, "wacloud-069": _TAKEN_BACK}
"""Row id -> why we think the row is wrong."""


def rows() -> Sequence[Any]:
    if not FILE.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason=f"no recorded payloads: {FILE} is missing"))]
    found = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row, id=row["id"]) for row in found if row["channel"] in CHANNELS]


@pytest.mark.parametrize("row", rows())
def test_a_recorded_payload_leads_to_what_it_means(row: dict[str, Any]) -> None:
    if row["id"] in KNOWN_EXCEPTIONS:
        pytest.skip(KNOWN_EXCEPTIONS[row["id"]])
    channel, expect, raw = CHANNELS[row["channel"]], row["expect"], body_of(row)

    secret = "salah" if row.get("signature") == "invalid" else SECRET
    if not channel.verify(proof(row, raw), {"secret": secret}, raw):
        assert row.get("signature") in ("invalid", "missing")
        assert set(expect["http_any"]) & {401, 403}
        return

    assert row.get("signature") is None
    posts = [
        channel.parse(raw, row.get("content_type", "application/json")) for _ in range(row.get("repeat", 1))
    ]
    kinds = {kind_of(parsed) for parsed in posts[0]}
    wanted = "button" if expect["kind"] == "list" else expect["kind"]
    if wanted == "batch":
        compare({key: value for key, value in expect.items() if key in {"texts", "statuses"}}, posts[0])
        return
    assert kinds <= {wanted, *row.get("accept", ())}
    if "stored" in expect:
        assert (
            len({message.dedupe_key for post in posts for message in to_the_talk(post)}) == expect["stored"]
        )
    if expect.get("stored_new_message") == 0:
        assert to_the_talk(posts[0]) == []
    if kinds == {wanted}:
        compare(expect, posts[0])


def body_of(row: Mapping[str, Any]) -> bytes:
    if "payload_raw" in row:
        return str(row["payload_raw"]).encode("utf-8", "surrogatepass")
    return json.dumps(row["payload"], ensure_ascii=False).encode("utf-8", "surrogatepass")


def proof(row: Mapping[str, Any], raw: bytes) -> dict[str, str]:
    """The header the network would send, wrong or left out where the row says so."""
    if row.get("signature") == "missing":
        return {}
    secret = "salah" if row.get("signature") == "invalid" else SECRET
    if row["channel"] == "telegram":
        return {"X-Telegram-Bot-Api-Secret-Token": secret}
    if row["channel"] == "waha":
        return {"X-Webhook-Hmac": hmac.new(secret.encode(), raw, hashlib.sha512).hexdigest()}
    return {"X-Hub-Signature-256": Webhook("", secret).signature(raw)}


def kind_of(parsed: Parsed) -> str:
    """The word of the table in CHANNELS.md section 10 for one of our values."""
    match parsed:
        case Ignored() | AddressEvent() | TemplateEvent() | MovedEvent():
            return "error" if isinstance(parsed, Ignored) and parsed.reason == "unreadable" else "ignore"
        case StatusEvent() | AccountEvent():
            return "status"
        case Inbound(kind="media"):
            return parsed.media[0].kind
        case Inbound(kind="choice"):
            return "button"
        case Inbound(kind="unsupported"):
            return "error"
        case Inbound():
            return parsed.kind


def to_the_talk(post: Sequence[Parsed]) -> list[Inbound]:
    silent = ("reaction", "edit", "unsupported")
    return [parsed for parsed in post if isinstance(parsed, Inbound) and parsed.kind not in silent]


def compare(expect: Mapping[str, Any], post: Sequence[Parsed]) -> None:
    """Every key of `expect` that our value can be asked for."""
    unknown = set(expect) - set(READERS) - CHECKED_ELSEWHERE
    assert not unknown, f"keys this test does not know: {sorted(unknown)}"
    for key, wanted in expect.items():
        if key in READERS:
            found = READERS[key](post)
            assert (
                found in {UNSAID, SAME.get(wanted, wanted)}
                if isinstance(wanted, str | int)
                else found == wanted
            ), key


def one(post: Sequence[Parsed]) -> Any:
    [parsed] = post
    return parsed


def sender(post: Sequence[Parsed]) -> str:
    address: str = one(post).address.removeprefix("tg:").removeprefix("wa:").removeprefix("bsuid:")
    return f"{address.removeprefix('lid:')}@lid" if address.startswith("lid:") else address


UNSAID = "unsaid"
"""The reason why a message is of no known kind is for nobody: the person is told to write."""
SAME: Mapping[Any, Any] = {"played": "read"}
CHECKED_ELSEWHERE = {"alert", "kind", "http", "http_any", "stored", "stored_new_message"}
READERS: Mapping[str, Any] = {
    "from": sender,
    "text": lambda post: one(post).text,
    "text_len": lambda post: len(one(post).text),
    "name": lambda post: one(post).display_name,
    "external_id": lambda post: one(post).external_id.rpartition(":")[2],
    "reply_to": lambda post: one(post).reply_to.rpartition(":")[2],
    "choice_id": lambda post: one(post).choice_id,
    "args": lambda post: one(post).command[1],
    "lat": lambda post: one(post).location.lat,
    "lon": lambda post: one(post).location.lon,
    "place": lambda post: one(post).location.name,
    "phones": lambda post: list(one(post).contact.phones),
    "own": lambda post: one(post).contact.own,
    "media": lambda post: one(post).media[0].ref,
    "media_id": lambda post: one(post).media[0].ref,
    "media_id_any": lambda post: bool(one(post).media[0].ref),
    "media_id_largest": lambda post: one(post).media[0].ref,
    "filename": lambda post: one(post).media[0].filename,
    "too_big": lambda post: one(post).media[0].size > DOWNLOAD_LIMIT,
    "status": lambda post: one(post).status,
    "ts": lambda post: int(one(post).sent_at.timestamp()),
    "bsuid": lambda post: one(post).bsuid or None,
    "contacts": lambda post: len(one(post).contact.phones),
    "forwarded": lambda post: one(post).forwarded,
    "texts": lambda post: [said.text for said in post if isinstance(said, Inbound)],
    "statuses": lambda post: [said.status for said in post if isinstance(said, StatusEvent)],
    "error_code": lambda post: int(one(post).code) if isinstance(one(post), StatusEvent) else UNSAID,
    "external_ids": lambda post: [status.external_id for status in post],
}
