"""A file an officer sends: through the outbox, with words where a network takes none; and what an agency may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.channels.contract import NO_FILE, Action, Outbound, OutFile, Request, SendError
from bot.outbox import Outbox
from cases import attachments, messages, referrals, service
from cases.attachments import NewAttachment
from cases.errors import Refused
from cases.messages import OutgoingFile
from cases.models import conversations, outbound
from cases.roles import Viewer
from cases.service import OfficeFile
from cases.store import by_number, read_case
from tests.builders import NOW, a_desk, an_outbound
from tests.fakes import FakeChannel, StillClock
from tests.office import Office

STORE: Mapping[str, bytes] = {"a" * 32: b"\xff\xd8\xff foto"}
FILE = OfficeFile("a" * 32, "image/jpeg", 8)


class Post(FakeChannel):
    """Remembers files, and refuses them when told to."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[OutFile | None] = []

    def render(self, out: Outbound) -> Sequence[Request]:
        return [Request("send", {"to": out.address, "body": out.body, "file": out.file})]

    async def send(self, request: Request):  # type: ignore[no-untyped-def]
        sent = await super().send(request)
        self.files.append(request.body["file"])
        return sent


async def _posted(office: Office, channel: Post, name: str) -> list[str]:
    """A message with a file goes through the outbox; the words that were taken."""
    outbox = Outbox(office.db, channel, StillClock(NOW), STORE.__getitem__)

    def work(tx: Connection) -> None:
        row = an_outbound(a_desk(tx, "console:foto"), "Ini fotonya.")
        messages.queue(tx, [replace(row, file=OutgoingFile(name, "image", "image/jpeg"))], NOW)

    await office.db.write(work)
    [row] = await office.sees(
        lambda tx: [
            one for one in messages.sendable(tx, "console", "console", NOW, 10, clamp=_HOUR) if one.file
        ]
    )
    assert (await outbox._call(row)).state == "sent"
    return [body for _, body in channel.taken]


_HOUR = timedelta(hours=1)


async def test_the_bytes_go_with_the_words(office: Office) -> None:
    channel = Post()

    assert await _posted(office, channel, "a" * 32) == ["Ini fotonya."]
    [file] = channel.files
    assert file is not None
    assert (file.kind, file.name, file.content) == ("image", "slrt.jpg", STORE["a" * 32])


async def test_a_network_that_takes_no_file_gets_the_words_and_a_note(office: Office) -> None:
    channel = Post()
    channel.fail(SendError(Action.DROP, "131053"))

    assert await _posted(office, channel, "a" * 32) == [f"Ini fotonya.\n\n{NO_FILE}"]
    assert channel.files == [None]


async def test_an_officers_photo_reaches_the_chat_and_stands_in_the_case(office: Office, bo: Viewer) -> None:
    case = await office.opened()

    await office.does(lambda tx: service.write(tx, read_case(tx, case.id), bo, NOW, "Ini rumahnya?", FILE))

    def look(tx: Connection) -> tuple[list[object], list[str]]:
        sent = [
            body.get("file")
            for body in tx.scalars(select(outbound.c.body))
            if "Ini rumahnya?" in body["body"]
        ]
        return sent, [one.channel for one in attachments.of_case(tx, bo, read_case(tx, case.id))]

    sent, kept = await office.sees(look)
    assert sent == [["a" * 32, "image", "image/jpeg"]]
    assert kept == ["panel"]
    assert "a" * 32 in await office.sees(attachments.files)


async def test_a_case_without_a_chat_takes_none(office: Office, bo: Viewer) -> None:
    case = await office.opened()

    with pytest.raises(Refused, match=r"kiriman\.tanpa_chat"):
        await office.does(
            lambda tx: service.write(
                tx, replace(read_case(tx, case.id), contact_point_id=None), bo, NOW, "Ini rumahnya?", FILE
            )
        )


@pytest.mark.parametrize(("package", "seen"), [(["story"], []), (["story", "files"], ["document", "image"])])
async def test_an_agency_sees_photos_and_papers_only_when_they_are_in_its_package(
    office: Office, bo: Viewer, dinkes: Viewer, package: list[str], seen: list[str]
) -> None:
    case = await office.opened()

    def work(tx: Connection) -> None:
        conversation = tx.scalars(select(conversations.c.id).limit(1)).one()
        sent = [
            NewAttachment(kind, "console", "console", kind)
            for kind in ("image", "document", "audio", "location")
        ]
        attachments.keep(tx, conversation, "", case.id, sent, NOW)
        known = read_case(tx, case.id)
        service.verify(
            tx, known, bo, NOW, category=known.category, urgency=known.urgency,
            confidentiality=known.confidentiality, area=known.area,
        )  # fmt: skip
        assert dinkes.agency_id
        referrals.refer(tx, read_case(tx, case.id), bo, NOW, agency_id=dinkes.agency_id, package=package)

    await office.db.write(work)
    found = await office.sees(lambda tx: attachments.of_case(tx, dinkes, by_number(tx, dinkes, case.number)))
    assert sorted(one.kind for one in found) == seen
