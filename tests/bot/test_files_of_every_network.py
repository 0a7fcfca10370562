"""Photos, an album, a voice note, a PDF and a pin travel from each network that has them to the page of the case.

Real payloads in, through each channel's own parse and fetch, from a network on localhost, to what the case page lists.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Connection

from bot.channels.contract import Channel
from bot.channels.email import Email, EmailSettings
from bot.channels.fonnte import Fonnte, FonnteSettings
from bot.channels.gowa import Gowa, GowaSettings
from bot.channels.telegram import Telegram, TelegramSettings
from bot.channels.wacloud import WaCloud, WaCloudSettings
from bot.channels.waha import Waha, WahaSettings
from bot.channels.webchat import WebChat
from bot.media.fetcher import Fetcher
from bot.media.store import FileStore
from cases import attachments
from cases.roles import SYSTEM
from cases.store import read_case
from handlers.turn import Inbound
from tests.builders import NOW
from tests.fake_mailbox import PASSWORD, FakeMailbox, mailbox
from tests.fakes import StillClock
from tests.files import OGG, PDF, a_photo
from tests.office import STORY, TOLD, Office

PHOTO = a_photo()
BYTES = {"foto-1": PHOTO, "foto-2": PHOTO, "suara": OGG, "surat": PDF}
PHONE = "6281200000001"
SECRET = "rahasia-uji-coba-" * 3
ALL = {"image": 2, "audio": 1, "document": 1, "location": 1}
"""What is sent: an album of two photos, a voice note, a PDF and a pin."""


@dataclass(frozen=True)
class Network:
    """One network: how it is built on a stand-in, its payloads, and what it has."""

    build: Callable[[str, FakeMailbox], Channel]
    address: str
    payloads: Callable[[str], Sequence[tuple[bytes, str]]]
    arrives: dict[str, int]


def js(*bodies: Any) -> list[tuple[bytes, str]]:
    return [(json.dumps(body).encode(), "application/json") for body in bodies]


def telegram(url: str) -> list[tuple[bytes, str]]:
    who = {"id": 77, "is_bot": False, "first_name": "Siti"}
    chat = {"id": 77, "type": "private", "first_name": "Siti"}
    contents: list[dict[str, Any]] = [
        {
            "photo": [{"file_id": f"foto-{n}", "file_unique_id": str(n), "width": 9, "height": 9}],
            "media_group_id": "a1",
        }
        for n in (1, 2)
    ]
    contents += [
        {"voice": {"file_id": "suara", "file_unique_id": "v", "duration": 3}},
        {"document": {"file_id": "surat", "file_unique_id": "d", "mime_type": "application/pdf"}},
        {"location": {"latitude": -6.76, "longitude": 108.48}},
    ]
    base = {"date": 1769738229, "from": who, "chat": chat}
    return js(
        *({"update_id": n, "message": {"message_id": n, **base, **one}} for n, one in enumerate(contents, 1))
    )


def wacloud(url: str) -> list[tuple[bytes, str]]:
    contents: list[dict[str, Any]] = [
        {"type": "image", "image": {"id": f"foto-{n}", "mime_type": "image/jpeg"}} for n in (1, 2)
    ]
    contents += [
        {"type": "audio", "audio": {"id": "suara", "mime_type": "audio/ogg", "voice": True}},
        {
            "type": "document",
            "document": {"id": "surat", "mime_type": "application/pdf", "filename": "surat.pdf"},
        },
        {"type": "location", "location": {"latitude": -6.76, "longitude": 108.48}},
    ]
    messages = [
        {"from": PHONE, "id": f"wamid.{n}", "timestamp": "1764000000", **one}
        for n, one in enumerate(contents)
    ]
    value = {"metadata": {"phone_number_id": "1065"}, "contacts": [{"wa_id": PHONE}], "messages": messages}
    return js({"entry": [{"changes": [{"field": "messages", "value": value}]}]})


def gowa(url: str) -> list[tuple[bytes, str]]:
    jid = f"{PHONE}@s.whatsapp.net"
    contents: list[dict[str, Any]] = [{"image": f"statics/media/foto-{n}"} for n in (1, 2)]
    contents += [
        {"audio": {"path": "statics/media/suara", "mime_type": "audio/ogg"}},
        {"document": {"path": "statics/media/surat", "mime_type": "application/pdf"}},
        {"location": {"degreesLatitude": -6.76, "degreesLongitude": 108.48}},
    ]
    base = {"chat_id": jid, "from": jid, "timestamp": "2026-11-24T02:00:00Z", "is_from_me": False}
    return js(
        *({"event": "message", "payload": {"id": f"3EB{n}", **base, **one}} for n, one in enumerate(contents))
    )


def waha(url: str) -> list[tuple[bytes, str]]:
    files = [
        ("foto-1", "image/jpeg"),
        ("foto-2", "image/jpeg"),
        ("suara", "audio/ogg"),
        ("surat", "application/pdf"),
    ]
    contents: list[dict[str, Any]] = [
        {"hasMedia": True, "media": {"url": f"{url}/files/{name}", "mimetype": mime}} for name, mime in files
    ]
    contents.append({"location": {"latitude": "-6.76", "longitude": "108.48"}})
    base = {"from": f"{PHONE}@c.us", "fromMe": False, "timestamp": 1764000000}
    return js(
        *(
            {"event": "message", "session": "default", "payload": {"id": f"f_{n}", **base, **one}}
            for n, one in enumerate(contents)
        )
    )


def fonnte(url: str) -> list[tuple[bytes, str]]:
    files = [("foto-1", "jpg"), ("foto-2", "jpg"), ("suara", "ogg"), ("surat", "pdf")]
    base = {"device": "62899", "sender": PHONE}
    forms: list[dict[str, Any]] = [
        {**base, "inboxid": n, "url": f"{url}/files/{name}", "extension": kind, "filename": f"{name}.{kind}"}
        for n, (name, kind) in enumerate(files, 1)
    ]
    forms.append({**base, "inboxid": 9, "location": "-6.76,108.48"})
    return [(urlencode(form).encode(), "application/x-www-form-urlencoded") for form in forms]


def webchat(url: str) -> list[tuple[bytes, str]]:
    kinds = [("foto-1", "image"), ("foto-2", "image"), ("suara", "audio"), ("surat", "document")]
    return js(
        *(
            {"address": WEB, "id": f"kunci-{name}", "media": {"kind": kind, "ref": name}}
            for name, kind in kinds
        )
    )


def email(url: str) -> list[tuple[bytes, str]]:
    return [(LETTER, "message/rfc822")]


def letter() -> bytes:
    from email.message import EmailMessage

    made = EmailMessage()
    made["From"], made["To"], made["Message-ID"] = "siti@example.id", "b@slrt.example.id", "<a1@example.id>"
    made.set_content("Ini fotonya")
    for name, mime in (
        ("foto-1", "image/jpeg"),
        ("foto-2", "image/jpeg"),
        ("suara", "audio/ogg"),
        ("surat", "application/pdf"),
    ):
        main, _, sub = mime.partition("/")
        made.add_attachment(BYTES[name], maintype=main, subtype=sub, filename=name)
    return bytes(made)


WEB = "web:" + "a" * 64
LETTER = letter()
WITHOUT_PIN = {kind: count for kind, count in ALL.items() if kind != "location"}

NETWORKS = {
    "telegram": Network(lambda url, _: Telegram(TelegramSettings("123:abc", api_base=url)), "tg:77", telegram, ALL),
    "wacloud": Network(
        lambda url, _: WaCloud(WaCloudSettings("1065", "t", SECRET, "kata-verifikasi-uji", url)), f"wa:{PHONE}", wacloud, ALL
    ),
    "gowa": Network(lambda url, _: Gowa(GowaSettings(url, secret=SECRET)), f"wa:{PHONE}", gowa, ALL),
    "waha": Network(lambda url, _: Waha(WahaSettings(url, secret=SECRET)), f"wa:{PHONE}", waha, ALL),
    "fonnte": Network(lambda url, _: Fonnte(FonnteSettings("t", secret=SECRET, api_base=url)), f"wa:{PHONE}", fonnte, ALL),
    "webchat": Network(lambda url, _: WebChat(BYTES.__getitem__), WEB, webchat, WITHOUT_PIN),
    "email": Network(
        lambda url, box: Email(EmailSettings("b@slrt.example.id", box.imap, box.smtp, "b", PASSWORD, tls=False)),
        "email:siti@example.id", email, WITHOUT_PIN,
    ),
}  # fmt: skip


@pytest.fixture
async def network_url() -> AsyncIterator[str]:
    """Serves every file by the last part of its address, and the two-step answers of Telegram and Meta."""

    async def answer(request: web.Request) -> web.StreamResponse:
        base = str(request.url.origin())
        if request.path.endswith("/getFile"):
            ref = (await request.json())["file_id"]
            return web.json_response(
                {"ok": True, "result": {"file_id": ref, "file_unique_id": ref, "file_path": ref}}
            )
        if "phone_number_id" in request.query:
            return web.json_response({"url": f"{base}/files{request.path}"})
        return web.Response(body=BYTES[request.path.rpartition("/")[2]])

    app = web.Application()
    app.add_routes([web.route("*", "/{tail:.*}", answer)])
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.mark.parametrize("name", NETWORKS)
async def test_everything_stands_on_the_case_page(
    office: Office, name: str, network_url: str, tmp_path: Path
) -> None:
    network = NETWORKS[name]
    async with mailbox() as box:
        box.gets(LETTER)
        channel = network.build(network_url, box)
        office.channel, office.account, office.address = channel.name, channel.account, network.address
        await office.hears(STORY, TOLD)

        said = [one for raw, kind in network.payloads(network_url) for one in channel.parse(raw, kind)]
        assert all(isinstance(one, Inbound) and one.address == network.address for one in said)
        for one in said:
            assert isinstance(one, Inbound)
            await office.hears(
                one.text, kind=one.kind, media=one.media, location=one.location, album_id=one.album_id
            )
        await office.hears("Sarinem")
        await office.hears("kirim")
        [case] = await office.cases()
        fetcher = Fetcher(
            office.db, {name: channel}, FileStore(tmp_path / "berkas"), office.notices, StillClock(NOW)
        )
        while await fetcher.work():
            continue

        def look(tx: Connection) -> list[attachments.Attachment]:
            return attachments.of_case(tx, SYSTEM, read_case(tx, case.id))

        found = await office.sees(look)
        await channel.close()
    assert Counter(one.kind for one in found) == network.arrives
    assert {one.state for one in found} == {"stored", "none"} if "location" in network.arrives else {"stored"}
    assert all(one.mime for one in found if one.state == "stored")
