"""E-mail against servers on localhost: letters in once, words without quotes, machines not answered, every refusal its action."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.contract import Action, ChannelSettingsError, Ignored, Outbound, SendError, StatusEvent
from bot.channels.email import Email, EmailSettings
from handlers.turn import Inbound, Option
from tests.fake_mailbox import PASSWORD, FakeMailbox, mailbox

OURS = "bantuan@slrt.example.id"
JPEG = b"\xff\xd8\xff" + b"x" * 50


@pytest.fixture
async def box() -> AsyncIterator[FakeMailbox]:
    async with mailbox() as box:
        yield box


@pytest.fixture
def office(box: FakeMailbox) -> Email:
    return Email(
        EmailSettings(OURS, box.imap, ("127.0.0.1", box.smtp[1]), OURS, PASSWORD, tls=False, every=0.02)
    )


@pytest.fixture
def sender(box: FakeMailbox) -> Email:
    """Its mail server asks for no password."""
    return Email(EmailSettings(OURS, box.imap, box.smtp, tls=False))


def letter(text: str = "BPJS ibu saya mati", **headers: str) -> EmailMessage:
    made = EmailMessage()
    named = {"From": "Siti <siti@example.id>", "To": OURS, "Message-ID": "<a1@example.id>", "Subject": "Mohon bantuan",
             "Date": "Tue, 24 Nov 2026 09:00:00 +0700", **{name.replace("_", "-"): value for name, value in headers.items()}}  # fmt: skip
    for name, value in named.items():
        made[name] = value
    made.set_content(text)
    return made


def read(raw: bytes) -> Any:
    [parsed] = an_office().parse(raw)
    return parsed


def an_office() -> Email:
    return Email(EmailSettings(OURS, ("localhost", 1), ("localhost", 2), tls=False))


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "complaint"),
        [
            ({"address": "bantuan"}, "address"),
            ({"imap": ("", 993)}, "imap_host"),
            ({"tls": True, "password": ""}, "password"),
        ],
    )
    def test_what_cannot_work_is_refused_by_name(self, given: dict[str, Any], complaint: str) -> None:
        known = {"address": OURS, "imap": ("h", 1), "smtp": ("h", 2), "password": "x"}

        with pytest.raises(ChannelSettingsError, match=rf"email\.{complaint}"):
            Email(EmailSettings(**{**known, **given}))

    def test_the_password_does_not_stand_in_the_repr(self) -> None:
        assert PASSWORD not in repr(EmailSettings(OURS, ("h", 1), ("h", 2), OURS, PASSWORD))


class TestParse:
    def test_a_letter_is_a_message_of_its_sender(self) -> None:
        said = read(bytes(letter()))

        assert isinstance(said, Inbound)
        assert (said.address, said.text, said.display_name) == (
            "email:siti@example.id", "BPJS ibu saya mati", "Siti",
        )  # fmt: skip
        assert (said.dedupe_key, said.phone) == ("<a1@example.id>", "")
        assert said.sent_at is not None
        assert said.sent_at.isoformat() == "2026-11-24T02:00:00+00:00"

    @pytest.mark.parametrize(
        "below",
        [
            "\n\nOn Tue, 24 Nov 2026 at 09:00, SLRT <bantuan@slrt.example.id> wrote:\n> Di desa mana?",
            "\n\nPada Sel, 24 Nov 2026 pukul 09.00 SLRT <b@slrt.example.id> menulis:\n> Di desa mana?",
            "\n> Di desa mana?\n> Balas dengan angka",
            "\n\n-----Original Message-----\nFrom: SLRT\nDi desa mana?",
            "\n-- \nSiti, 0812",
        ],
    )
    def test_what_it_quotes_is_not_said_again(self, below: str) -> None:
        assert read(bytes(letter("Matangaji" + below))).text == "Matangaji"

    def test_of_html_alone_what_it_shows_is_read(self) -> None:
        made = letter()
        made.set_content(
            "<html><head><style>p{}</style></head><body><p>BPJS&nbsp;mati</p><script>x()</script><p>tolong</p></body></html>",
            subtype="html",
        )

        assert read(bytes(made)).text.split() == ["BPJS", "mati", "tolong"]

    def test_files_come_with_it_and_their_names_lead_nowhere(self) -> None:
        made = letter()
        made.add_attachment(JPEG, maintype="image", subtype="jpeg", filename="../../rumah.jpg")
        made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="surat.pdf")

        said = read(bytes(made))

        assert [(file.kind, file.ref, file.size) for file in said.media] == [
            ("image", "<a1@example.id>#0", len(JPEG)), ("document", "<a1@example.id>#1", 8),
        ]  # fmt: skip
        assert said.text == "BPJS ibu saya mati"

    @pytest.mark.parametrize(
        ("headers", "reason"),
        [
            ({"Auto_Submitted": "auto-replied"}, "automatic"),
            ({"Precedence": "bulk"}, "automatic"),
            ({"List_Id": "<warga.example.id>"}, "automatic"),
            ({"Return_Path": "<>"}, "automatic"),
            ({"From": f"SLRT <{OURS}>"}, "own_echo"),
            ({"From": "nobody"}, "no_sender"),
            ({"Authentication_Results": "mx.slrt.example.id; dmarc=fail header.from=example.id"}, "not_authentic"),
        ],
    )  # fmt: skip
    def test_machines_ourselves_and_forgers_get_no_answer(self, headers: dict[str, str], reason: str) -> None:
        made = letter()
        for name, value in headers.items():
            del made[name.replace("_", "-")]
            made[name.replace("_", "-")] = value

        assert read(bytes(made)) == Ignored(reason)

    def test_a_letter_of_ours_that_came_back_makes_the_address_unreachable(self) -> None:
        [request] = an_office().render(Outbound("email:siti@example.id", "Halo", dedupe_key="k"))
        report = (
            "From: MAILER-DAEMON@example.id\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; siti@example.id\r\nStatus: 5.1.1\r\n\r\n"
            f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {request.body['id']}\r\n\r\nHalo\r\n--b--\r\n"
        )

        told = read(report.encode())

        assert isinstance(told, StatusEvent)
        assert (told.external_id, told.status) == (request.body["id"], "failed")
        assert told.refusal is not None
        assert told.refusal.action is Action.UNREACHABLE

    def test_a_year_that_is_none_is_now(self) -> None:
        raw = bytes(letter()).replace(b"24 Nov 2026", b"24 Nov 2026" + b"026" * 14)

        assert read(raw).sent_at is None

    @settings(deadline=None, max_examples=300)
    @given(st.data())
    def test_no_broken_letter_raises(self, data: st.DataObject) -> None:
        made = letter()
        made.add_attachment(JPEG, maintype="image", subtype="jpeg", filename="a.jpg")
        raw = bytearray(bytes(made))
        for _ in range(data.draw(st.integers(0, 8))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at : at + data.draw(st.integers(0, 4))] = data.draw(st.binary(max_size=6))

        assert len(an_office().parse(bytes(raw))) == 1


class TestMailbox:
    async def test_a_letter_is_seen_only_when_it_was_stored(self, office: Email, box: FakeMailbox) -> None:
        box.gets(bytes(letter()))
        batches = office.poll()

        [raw] = await anext(batches)
        before = set(box.seen)
        box.gets(bytes(letter("Matangaji", Message_ID="<a2@example.id>")))
        [second] = await asyncio.wait_for(anext(batches), 20)

        assert (before, box.seen) == (set(), {1})
        assert [read(one).text for one in (raw, second)] == ["BPJS ibu saya mati", "Matangaji"]

    async def test_a_crash_before_the_commit_brings_it_again(self, office: Email, box: FakeMailbox) -> None:
        box.gets(bytes(letter()))

        first = await anext(office.poll())
        again = await anext(office.poll())

        assert first == again

    async def test_a_mailbox_that_is_down_is_told_and_tried_again(
        self, office: Email, box: FakeMailbox
    ) -> None:
        box.down = True
        box.gets(bytes(letter()))
        waiting = asyncio.ensure_future(anext(office.poll()))
        async with asyncio.timeout(20):
            while not office.trouble:  # noqa: ASYNC110  a thread sets it
                await asyncio.sleep(0.01)
        assert office.trouble == "mail_refused"

        box.down = False
        assert len(await asyncio.wait_for(waiting, 20)) == 1
        assert office.trouble == ""

    async def test_a_file_is_fetched_by_its_letter(self, office: Email, box: FakeMailbox) -> None:
        made = letter()
        made.add_attachment(JPEG, maintype="image", subtype="jpeg", filename="rumah.jpg")
        box.gets(bytes(made))

        assert await office.fetch("<a1@example.id>#0", 1000) == JPEG

    async def test_check_names_a_refused_password(self, office: Email, box: FakeMailbox) -> None:
        box.down = True

        assert (await office.check()).detail == "mail_refused"


class TestSend:
    async def test_a_letter_says_that_a_machine_wrote_it_and_its_subject_nothing(
        self, sender: Email, box: FakeMailbox
    ) -> None:
        options = (Option("m:1:0", "Saya sendiri"), Option("m:1:1", "Keluarga"))
        [request] = sender.render(Outbound("email:siti@example.id", "Untuk siapa?", options, dedupe_key="k"))

        sent = await sender.send(request)

        [raw] = box.sent
        got = message_from_bytes(raw, policy=policy.default)
        assert (got["To"], got["Subject"], got["Auto-Submitted"]) == (
            "siti@example.id", "Balasan untuk Anda", "auto-replied",
        )  # fmt: skip
        assert got["Message-ID"] == sent.external_id
        assert "1. Saya sendiri" in got.get_content()

    async def test_the_same_message_has_the_same_id_twice(self, sender: Email) -> None:
        out = Outbound("email:siti@example.id", "Halo", dedupe_key="k")

        assert sender.render(out)[0].body["id"] == sender.render(out)[0].body["id"]

    @pytest.mark.parametrize(
        ("answer", "action"),
        [
            ("550 no such user", Action.UNREACHABLE),
            ("450 mailbox busy", Action.RETRY),
        ],
    )
    async def test_a_refused_recipient_has_its_action(
        self, sender: Email, box: FakeMailbox, answer: str, action: Action
    ) -> None:
        box.answers.append(answer)
        [request] = sender.render(Outbound("email:siti@example.id", "Halo", dedupe_key="k"))

        with pytest.raises(SendError) as error:
            await sender.send(request)

        assert error.value.action is action
        assert "siti" not in str(error.value)

    async def test_nobody_there_is_tried_again(self) -> None:
        [request] = an_office().render(Outbound("email:siti@example.id", "Halo", dedupe_key="k"))

        with pytest.raises(SendError) as error:
            await an_office().send(request)

        assert (error.value.action, error.value.code) == (Action.RETRY, "no_connection")
