"""Files people send: fetched with limits, made harmless, kept encrypted; a bad one is refused with a kind word."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import Connection, select

from bot.channels.console import Console
from bot.channels.fetching import FetchError
from bot.media import redraw
from bot.media.fetcher import SWEEP, TRIES, Fetcher
from bot.media.looked_at import TAKEN, mime_of
from bot.media.store import CannotOpen, FileStore
from cases import attachments
from cases.attachments import Attachment
from cases.models import attachments as table
from cases.roles import SYSTEM
from handlers.turn import Media
from tests.builders import NOW
from tests.fakes import StillClock
from tests.files import OGG, PDF, a_photo
from tests.office import Office


class FromDesk(Console):
    """A network whose files stand in a table; what is an exception is raised."""

    def __init__(self, files: Mapping[str, Any]) -> None:
        super().__init__()
        self.files = dict(files)

    async def fetch(self, ref: str, limit: int) -> bytes:
        found = self.files[ref]
        if isinstance(found, Exception):
            raise found
        if len(found) > limit:
            raise FetchError("too_big", again=False)
        return bytes(found)


def with_gps() -> bytes:
    """A photo that says where it was taken, and has a web page behind it."""
    exif = Image.Exif()
    exif[0x010E] = "rumah Bu Sarinem"
    exif.get_ifd(0x8825)[2] = (6.0, 45.0, 0.0)
    return a_photo(exif=exif) + b"<script>alert(1)</script>"


def a_bomb() -> bytes:
    """A few kilobytes of PNG that would be 40,000 x 40,000 pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 500_000))
        + chunk(b"IEND", b"")
    )


BAD = {
    "nothing": b"",
    "a page": b"<html><script>alert(1)</script></html>",
    "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "program": b"MZ" + b"\0" * 100,
    "elf": b"\x7fELF" + b"\0" * 100,
    "gif": b"GIF89a" + b"\0" * 100,
    "half a photo": a_photo()[:40],
    "a name for a photo": b"\xff\xd8\xff" + b"<script>" * 50,
    "bomb": a_bomb(),
    "too many pixels": a_photo("PNG", (6000, 5000)),
    "webp head": b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 50,
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "berkas")


async def _sent(office: Office, kind: str, ref: str) -> None:
    media = Media(kind, ref)  # type: ignore[arg-type]
    await office.hears(
        "rumah saya hampir roboh dimakan rayap" if kind == "image" else "", kind="media", media=(media,)
    )


async def _brought(
    office: Office, store: FileStore, files: Mapping[str, Any], clock: StillClock | None = None
) -> Attachment:
    fetcher = Fetcher(
        office.db, {"console": FromDesk(files)}, store, office.notices, clock or StillClock(NOW)
    )
    await fetcher.work()
    return (await _all(office))[-1]


async def _all(office: Office) -> list[Attachment]:
    def question(tx: Connection) -> list[Attachment]:
        columns = [table.c[name] for name in Attachment.__dataclass_fields__]
        return [Attachment(*row) for row in tx.execute(select(*columns).order_by(table.c.id))]

    return await office.sees(question)


async def test_a_photo_is_drawn_anew_and_kept_encrypted(office: Office, store: FileStore) -> None:
    await _sent(office, "image", "f")

    one = await _brought(office, store, {"f": with_gps()})

    kept = store.get(one.file)
    picture = Image.open(io.BytesIO(kept))
    assert (one.state, one.mime, picture.size) == ("stored", "image/jpeg", (300, 200))
    assert not picture.getexif()
    assert b"script" not in kept
    assert b"Sarinem" not in kept
    [on_disk] = list(store._folder.iterdir())
    assert b"JFIF" not in on_disk.read_bytes()
    assert on_disk.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("content", "mime"), [(OGG, "audio/ogg"), (PDF, "application/pdf")])
async def test_voice_and_papers_are_kept_as_they_came(
    office: Office, store: FileStore, content: bytes, mime: str
) -> None:
    await _sent(office, "audio", "v")

    one = await _brought(office, store, {"v": content})

    assert (one.state, one.mime, store.get(one.file)) == ("stored", mime, content)


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_file_is_refused_and_the_sender_told_kindly(
    office: Office, store: FileStore, name: str
) -> None:
    await _sent(office, "image", "b")
    before = await _queued(office)

    one = await _brought(office, store, {"b": BAD[name]})

    assert (one.state, one.file) == ("given_up", "")
    assert not store._folder.exists() or not list(store._folder.iterdir())
    assert "tidak bisa kami buka" in (await _queued(office))[len(before) :][0]


async def test_a_network_that_fails_is_asked_again_and_at_last_the_sender(
    office: Office, store: FileStore
) -> None:
    clock = StillClock(NOW)
    await _sent(office, "image", "n")
    for n in range(TRIES):
        one = await _brought(office, store, {"n": FetchError("no_answer", again=True)}, clock)
        assert one.state == ("given_up" if n == TRIES - 1 else "waiting")
        again = await _brought(office, store, {"n": a_photo()}, clock)  # not due yet: nobody asks
        assert again.state == one.state
        clock.pass_(timedelta(hours=1).total_seconds())

    assert "kirim lagi" in (await _queued(office))[-1]


async def test_what_is_too_big_is_not_asked_for_again(office: Office, store: FileStore) -> None:
    await _sent(office, "image", "g")

    one = await _brought(office, store, {"g": b"x" * (10 * 1024 * 1024 + 1)})

    assert one.state == "given_up"


async def test_a_channel_without_files_tells_nobody(office: Office, store: FileStore) -> None:
    await _sent(office, "image", "f")
    before = await _queued(office)
    await Fetcher(office.db, {}, store, office.notices, StillClock(NOW)).work()

    assert (await _all(office))[-1].state == "given_up"
    assert await _queued(office) == before


async def test_what_belongs_to_nothing_is_swept(office: Office, store: FileStore) -> None:
    await _sent(office, "image", "f")
    one = await _brought(office, store, {"f": a_photo()})
    orphan = store.put(b"x")
    clock = StillClock(NOW)
    clock.pass_(10 * 365 * 24 * 3600)
    fetcher = Fetcher(office.db, {}, store, office.notices, clock)

    await fetcher.sweep()

    assert {name for name, _ in store.names()} == {one.file}
    assert orphan != one.file
    assert timedelta(0) < SWEEP


def test_a_changed_file_does_not_open(store: FileStore) -> None:
    name = store.put(b"rahasia")
    path = store._folder / name
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(CannotOpen):
        store.get(name)


@pytest.mark.parametrize("name", ["../keys.json", "", "a" * 31, "A" * 32, "..%2f"])
def test_no_name_leads_out_of_the_store(store: FileStore, name: str) -> None:
    with pytest.raises(FileNotFoundError):
        store.get(name)


async def test_the_child_ends_by_itself() -> None:
    assert Image.open(io.BytesIO(await redraw.redrawn(a_photo("PNG", (5000, 100))))).size == (2048, 41)
    with pytest.raises(redraw.CannotDraw):
        await redraw.redrawn(BAD["bomb"])


@pytest.mark.parametrize(
    ("head", "mime"),
    [
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"), (b"\0\0\0\x18ftypisom", "video/mp4"), (b"ID3\x03", "audio/mpeg"),
        (b"#!AMR\n", "audio/amr"), (b"%PDF-1.4", "application/pdf"), (b"%!PS", ""), (b"", ""),
    ],
)  # fmt: skip
def test_a_type_is_read_from_the_first_bytes(head: bytes, mime: str) -> None:
    assert mime_of(head) == mime
    assert not mime or mime in TAKEN


async def _queued(office: Office) -> list[str]:
    return await office.sees(office.bodies)


async def test_the_case_shows_what_was_stored(office: Office, store: FileStore) -> None:
    await office.opened()
    [case] = await office.cases()
    await office.hears("", kind="media", media=(Media("image", "f"),))
    await office.hears("1")
    await _brought(office, store, {"f": a_photo()})

    [one] = await office.sees(lambda tx: attachments.of_case(tx, SYSTEM, case))
    assert (one.state, bool(one.file)) == ("stored", True)
