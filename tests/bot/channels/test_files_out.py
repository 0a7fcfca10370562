"""A photo and a paper on their way out: how each network is given them, and what is said where it takes none."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.channels.contract import NO_FILE, Channel, Outbound, OutFile
from bot.channels.email import Email, EmailSettings
from bot.channels.fonnte import Fonnte, FonnteSettings
from bot.channels.gowa import Gowa, GowaSettings
from bot.channels.split import units
from bot.channels.telegram import Telegram, TelegramSettings
from bot.channels.wacloud import WaCloud, WaCloudSettings
from bot.channels.waha import Waha, WahaSettings
from tests.fake_mailbox import mailbox

SECRET = "rahasia-uji-coba-" * 3
PHOTO = OutFile("image", "image/jpeg", "slrt.jpg", b"\xff\xd8\xff" + b"x" * 50)
PAPER = OutFile("document", "application/pdf", "slrt.pdf", b"%PDF-1.4 isi")
WORDS = "Ini suratnya."


class Network:
    """Takes everything and remembers it: path, fields, and the bytes of every file."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.list_ids = False
        self.app = web.Application(client_max_size=20 * 1024 * 1024)
        self.app.add_routes([web.post("/{tail:.*}", self._take)])

    async def _take(self, request: web.Request) -> web.Response:
        fields: dict[str, Any] = {}
        if request.content_type == "application/json":
            fields = await request.json()
        else:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    with value.file as opened:
                        fields[name] = (value.filename, value.content_type, opened.read())
                else:
                    fields[name] = value
        self.calls.append((request.path, fields))
        sent = {"message_id": 9, "date": 1769738229, "chat": {"id": 77, "type": "private"}}
        answer = {"ok": True, "result": sent, "id": ["8036"] if self.list_ids else "berkas-1", "messages": [{"id": "wamid.1"}],
                  "code": "SUCCESS", "results": {"message_id": "3EB0"}, "status": True}  # fmt: skip
        return web.json_response(answer)


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
async def url(network: Network) -> AsyncIterator[str]:
    async with TestServer(network.app) as server:
        yield str(server.make_url("")).rstrip("/")


BUILT: dict[str, Callable[[str], Channel]] = {
    "telegram": lambda url: Telegram(TelegramSettings("123:abc", api_base=url)),
    "wacloud": lambda url: WaCloud(
        WaCloudSettings("106500000000001", "t", SECRET, "kata-verifikasi-uji", url)
    ),
    "gowa": lambda url: Gowa(GowaSettings(url, secret=SECRET)),
    "waha": lambda url: Waha(WahaSettings(url, secret=SECRET, key="k")),
    "fonnte": lambda url: Fonnte(FonnteSettings("t", secret=SECRET, api_base=url)),
}
TO = {"telegram": "tg:77"}


async def sends(name: str, url: str, file: OutFile, words: str = WORDS) -> None:
    channel = BUILT[name](url)
    for request in channel.render(Outbound(TO.get(name, "wa:6281200000001"), words, file=file)):
        await channel.send(request)
    await channel.close()


@pytest.mark.parametrize(
    ("file", "method", "field"), [(PHOTO, "sendPhoto", "photo"), (PAPER, "sendDocument", "document")]
)
async def test_telegram(network: Network, url: str, file: OutFile, method: str, field: str) -> None:
    await sends("telegram", url, file)

    [(path, fields)] = network.calls
    assert path.endswith(f"/{method}")
    assert (fields["chat_id"], fields["caption"]) == ("77", WORDS)
    assert file.content in [value[2] for value in fields.values() if isinstance(value, tuple)]


@pytest.mark.parametrize("file", [PHOTO, PAPER])
async def test_the_official_whatsapp_gets_an_upload_and_then_its_id(
    network: Network, url: str, file: OutFile
) -> None:
    await sends("wacloud", url, file)

    [(upload, fields), (_, message)] = network.calls
    assert upload.endswith("/media")
    assert fields["file"] == (file.name, file.mime, file.content)
    assert fields["messaging_product"] == "whatsapp"
    named = {"filename": "slrt.pdf"} if file is PAPER else {}
    assert message[file.kind] == {"id": "berkas-1", "caption": WORDS, **named}


@pytest.mark.parametrize(
    ("file", "path", "field"), [(PHOTO, "/send/image", "image"), (PAPER, "/send/file", "file")]
)
async def test_gowa(network: Network, url: str, file: OutFile, path: str, field: str) -> None:
    await sends("gowa", url, file)

    [(called, fields)] = network.calls
    assert (called, fields["caption"]) == (path, WORDS)
    assert fields[field] == (file.name, file.mime, file.content)


@pytest.mark.parametrize(("file", "path"), [(PHOTO, "/api/sendImage"), (PAPER, "/api/sendFile")])
async def test_waha(network: Network, url: str, file: OutFile, path: str) -> None:
    await sends("waha", url, file)

    [(called, fields)] = network.calls
    assert (called, fields["caption"], fields["file"]["mimetype"]) == (path, WORDS, file.mime)
    assert base64.b64decode(fields["file"]["data"]) == file.content


async def test_fonnte_says_that_there_is_one(network: Network, url: str) -> None:
    network.list_ids = True
    await sends("fonnte", url, PHOTO)

    [(_, fields)] = network.calls
    assert fields["message"] == f"{WORDS}\n\n{NO_FILE}"


@pytest.mark.parametrize("name", ["telegram", "wacloud", "gowa", "waha"])
async def test_long_words_go_before_the_file(network: Network, url: str, name: str) -> None:
    words = "Bawa surat ini. " * 100
    assert units(words) > 1024

    await sends(name, url, PHOTO, words)

    texts = [str(fields) for _, fields in network.calls[:-1]]
    assert any("Bawa surat ini." in one for one in texts)
    assert not network.calls[-1][1].get("caption")
    assert "caption" not in network.calls[-1][1].get("image", {})


async def test_email() -> None:
    async with mailbox() as box:
        office = Email(EmailSettings("bantuan@slrt.example.id", box.imap, box.smtp, tls=False))
        [request] = office.render(Outbound("email:siti@example.id", WORDS, file=PAPER, dedupe_key="k"))
        await office.send(request)

    assert b'filename="slrt.pdf"' in box.sent[0]
    assert base64.b64encode(PAPER.content) in box.sent[0]
