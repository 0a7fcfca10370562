"""Telegram: what comes in, what goes out, and every way a call can fail."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestServer
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.channels.contract import (
    UNREADABLE,
    Action,
    AddressEvent,
    ChannelSettingsError,
    Ignored,
    Outbound,
    SendError,
)
from bot.channels.split import units
from bot.channels.telegram import Flooded, Telegram, TelegramSettings, to_send_error
from handlers import answers
from handlers.profile import COMMANDS
from handlers.turn import Contact, Inbound, Location, Media, Option
from tests.fake_telegram import FakeTelegram

TOKEN = "123:" + "a-secret-token-of-tests"
SECRET = "s" * 32
PAYLOADS = Path(__file__).parents[2] / "payloads" / "telegram"


def a_bot(mode: Any = "polling", **settings: Any) -> Telegram:
    return Telegram(TelegramSettings(TOKEN, mode=mode, secret=SECRET, **settings))


def a_message(**content: Any) -> dict[str, Any]:
    return {
        "update_id": 9,
        "message": {
            "message_id": 5,
            "date": 1769738229,
            "from": {"id": 77, "is_bot": False, "first_name": "Siti", "last_name": "Aminah"},
            "chat": {"id": 77, "type": "private"},
            **content,
        },
    }


def read(update: dict[str, Any]) -> Any:
    [parsed] = a_bot().parse(json.dumps(update).encode())
    return parsed


def read_file(name: str) -> Any:
    [parsed] = a_bot().parse((PAYLOADS / name).read_bytes())
    return parsed


class TestSettings:
    @pytest.mark.parametrize("token", ["", "abc", "123:", ":abc"])
    def test_a_token_that_cannot_be_one_is_refused_without_being_repeated(self, token: str) -> None:
        with pytest.raises(ChannelSettingsError, match="must look like"):
            Telegram(TelegramSettings(token))

    @pytest.mark.parametrize("secret", ["", "secret", "s" * 31, "s" * 257, "ä" * 40])
    def test_a_webhook_needs_a_good_secret(self, secret: str) -> None:
        with pytest.raises(ChannelSettingsError, match="32 to 256 characters"):
            Telegram(TelegramSettings(TOKEN, mode="webhook", secret=secret))

    def test_secrets_do_not_stand_in_the_repr(self) -> None:
        shown = repr(TelegramSettings(TOKEN, secret=SECRET))

        assert TOKEN not in shown
        assert SECRET not in shown

    def test_the_account_is_the_number_of_the_bot(self) -> None:
        assert a_bot().account == "123"


class TestVerify:
    def test_the_right_secret(self) -> None:
        assert a_bot("webhook").verify({"X-Telegram-Bot-Api-Secret-Token": SECRET}, {}, b"{}")

    def test_the_name_of_the_header_in_another_case(self) -> None:
        assert a_bot("webhook").verify({"x-telegram-bot-api-secret-token": SECRET}, {}, b"{}")

    @pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "ä" + SECRET}])
    def test_a_missing_or_wrong_secret(self, headers: dict[str, str]) -> None:
        assert not a_bot("webhook").verify(headers, {}, b"{}")

    def test_a_polling_bot_has_no_webhook(self) -> None:
        assert not a_bot("polling").verify({"X-Telegram-Bot-Api-Secret-Token": SECRET}, {}, b"{}")


class TestParse:
    def test_a_text(self) -> None:
        message = read(a_message(text="Bantuan saya berhenti"))

        assert (message.kind, message.text, message.address) == ("text", "Bantuan saya berhenti", "tg:77")
        assert (message.dedupe_key, message.external_id, message.account) == ("9", "77:5", "123")
        assert (message.display_name, message.sent_at.year) == ("Siti Aminah", 2026)

    def test_a_deep_link(self) -> None:
        assert read(a_message(text="/start hubung_482913")).command == ("start", "hubung_482913")

    def test_a_command_with_the_name_of_the_bot(self) -> None:
        assert read(a_message(text="/STATUS@slrt_bot 7K4M")).command == ("status", "7K4M")

    def test_a_slash_in_a_sentence_is_text(self) -> None:
        assert read(a_message(text="listrik/air mati")).kind == "text"

    def test_a_quoted_message(self) -> None:
        assert read(a_message(text="ya", reply_to_message={"message_id": 3})).reply_to == "77:3"

    def test_an_album_photo_takes_the_largest_size(self) -> None:
        message = read_file("album_photo.json")

        assert message.media == (Media("image", "besar", "image/jpeg", "", 90_000),)
        assert (message.album_id, message.text) == ("album-1", "rumah saya bocor")

    @pytest.mark.parametrize(
        ("name", "kind"),
        [("voice", "audio"), ("audio", "audio"), ("video_note", "video"), ("sticker", "sticker")],
    )
    def test_other_files(self, name: str, kind: str) -> None:
        [media] = read(a_message(**{name: {"file_id": "f1"}})).media

        assert (media.kind, media.ref) == (kind, "f1")

    def test_an_animation_is_taken_once(self) -> None:
        message = read(a_message(animation={"file_id": "a"}, document={"file_id": "a"}))

        assert [media.kind for media in message.media] == ["video"]

    def test_the_own_number_is_vouched_for(self) -> None:
        message = read_file("own_contact.json")

        assert message.contact == Contact(("+62 812-0000-0001",), "Siti", own=True)
        assert message.phone == "6281200000001"

    def test_the_card_of_somebody_else_is_not_the_residents_number(self) -> None:
        message = read(a_message(contact={"phone_number": "0811", "user_id": 5, "first_name": "Ani"}))

        assert message.contact == Contact(("0811",), "Ani", own=False)
        assert message.phone == ""

    def test_a_card_without_a_user_is_not_the_residents_number_either(self) -> None:
        assert not read(a_message(contact={"phone_number": "0811"})).contact.own

    def test_a_location_with_the_name_of_the_place(self) -> None:
        message = read(
            a_message(
                location={"latitude": -6.7, "longitude": 108.5},
                venue={"title": "Balai desa", "address": "Matangaji"},
            )
        )

        assert message.location == Location(-6.7, 108.5, "Balai desa, Matangaji")

    @pytest.mark.parametrize("latitude", ["NaN", 1000, None])
    def test_a_location_that_is_nowhere(self, latitude: object) -> None:
        assert read(a_message(location={"latitude": latitude, "longitude": 1})).kind == "unsupported"

    def test_an_edit_is_no_new_message(self) -> None:
        update = a_message(text="maksud saya Sumber")
        update["edited_message"] = update.pop("message")

        message = read(update)

        assert (message.kind, message.text, message.external_id) == ("edit", "maksud saya Sumber", "77:5")

    def test_a_live_location_that_moves_is_ignored(self) -> None:
        update = a_message(location={"latitude": 1, "longitude": 1})
        update["edited_message"] = update.pop("message")

        assert read(update) == Ignored("live_location")

    def test_a_pressed_button_brings_its_title(self) -> None:
        message = read_file("callback.json")

        assert (message.kind, message.choice_id, message.text) == ("choice", "m:ab12:2", "Keluarga")
        assert message.address == "tg:77"

    def test_a_button_under_a_message_too_old_to_come_along(self) -> None:
        query = {"id": "c1", "data": "m:a:1", "from": {"id": 77, "is_bot": False}}

        assert read({"update_id": 1, "callback_query": query}).address == "tg:77"

    def test_a_block_and_its_end(self) -> None:
        def change(status: str) -> dict[str, Any]:
            return {
                "update_id": 1,
                "my_chat_member": {
                    "chat": {"id": 77, "type": "private"},
                    "from": {"id": 77, "is_bot": False},
                    "new_chat_member": {"status": status},
                },
            }

        assert read(change("kicked")) == AddressEvent("telegram", "123", "tg:77", reachable=False)
        assert read(change("member")) == AddressEvent("telegram", "123", "tg:77", reachable=True)

    def test_groups_and_bots_are_ignored(self) -> None:
        assert read(a_message(text="halo", chat={"id": -5, "type": "supergroup"})) == Ignored("group")
        assert read(a_message(text="halo", **{"from": {"id": 5, "is_bot": True}})) == Ignored("bot")

    def test_nul_is_removed_and_a_long_text_cut(self) -> None:
        message = read(a_message(text="a\x00" + "b" * 5000))

        assert message.text.startswith("ab")
        assert (len(message.text), message.cut) == (4096, True)

    def test_bytes_that_are_no_update_are_kept_apart(self) -> None:
        assert a_bot().parse(b'{"update_id":') == [Ignored(UNREADABLE)]


class TestRender:
    def test_a_text_without_choices(self) -> None:
        [request] = a_bot().render(Outbound("tg:77", "Terima kasih."))

        assert request.body == {"chat_id": "77", "text": "Terima kasih."}

    def test_up_to_three_choices_stand_one_in_a_row(self) -> None:
        [request] = a_bot().render(
            Outbound("tg:77", "Untuk siapa?", (Option("m:1:1", "Saya"), Option("m:1:2", "Lain")))
        )

        assert request.body["keyboard"] == [
            [{"text": "Saya", "callback_data": "m:1:1"}],
            [{"text": "Lain", "callback_data": "m:1:2"}],
        ]

    def test_short_choices_stand_in_pairs_and_long_ones_alone(self) -> None:
        short = tuple(Option(f"m:1:{n}", f"Desa {n}") for n in range(5))
        long = (*short[:4], Option("m:1:9", "Kelurahan Sendang Sumber"))

        def widths(options: tuple[Option, ...]) -> list[int]:
            [request] = a_bot().render(Outbound("tg:77", "Di mana?", options))
            return [len(row) for row in request.body["keyboard"]]

        assert widths(short) == [2, 2, 1]
        assert widths(long) == [1, 1, 1, 1, 1]

    def test_eleven_choices_are_all_there(self) -> None:
        options = tuple(Option(f"m:1:{n}", f"Pilihan panjang nomor {n}") for n in range(11))

        [request] = a_bot().render(Outbound("tg:77", "Pilih", options))

        assert [row[0]["callback_data"] for row in request.body["keyboard"]] == [o.id for o in options]

    def test_the_last_part_of_a_long_text_carries_the_keyboard(self) -> None:
        first, second = a_bot().render(Outbound("tg:77", "x" * 4097, (Option("m:1:1", "Ya"),)))

        assert "keyboard" not in first.body
        assert (second.body["text"], len(second.body["keyboard"])) == ("x", 1)

    def test_an_id_of_65_bytes_becomes_numbered_text(self) -> None:
        [request] = a_bot().render(Outbound("tg:77", "Kirim?", (Option("é" * 32 + "x", "Ya"),)))

        assert request.body["text"] == "Kirim?\n\n1. Ya\n\nBalas dengan angka (1)."
        assert "keyboard" not in request.body

    def test_an_empty_body_is_still_a_message(self) -> None:
        [request] = a_bot().render(Outbound("tg:77", " ", (Option("m:1:1", "Ya"),)))

        assert request.body["text"] == "…"

    def test_every_part_counts_utf_16_units(self) -> None:
        requests = a_bot().render(Outbound("tg:77", "😀" * 4096))

        assert [units(request.body["text"]) for request in requests] == [4096, 4096]


class TestVerdicts:
    @pytest.mark.parametrize(
        ("error", "action", "code"),
        [
            (NetworkError("Bad Gateway"), Action.RETRY, "network"),
            (TimedOut(), Action.UNCERTAIN, "timeout"),
            (Forbidden("Forbidden: bot was blocked by the user"), Action.UNREACHABLE, "forbidden"),
            (BadRequest("Chat not found"), Action.UNREACHABLE, "chat_not_found"),
            (BadRequest("PEER_ID_INVALID"), Action.UNREACHABLE, "peer_id_invalid"),
            (BadRequest("Message is not modified: same"), Action.IGNORE, "not_modified"),
            (BadRequest("Query is too old and"), Action.IGNORE, "query_too_old"),
            (BadRequest("Message to edit not found"), Action.IGNORE, "nothing_to_edit"),
            (BadRequest("Message can't be deleted for everyone"), Action.IGNORE, "cannot_delete"),
            (BadRequest("Message is too long"), Action.DROP, "too_long"),
            (BadRequest("Can't parse entities: byte 5"), Action.DROP, "entities"),
            (BadRequest("BUTTON_DATA_INVALID"), Action.DROP, "button_data"),
            (BadRequest("Text must be non-empty"), Action.DROP, "empty"),
            (BadRequest("Wrong file identifier/http url"), Action.DROP, "file_id"),
            (BadRequest("File is too big"), Action.DROP, "file_too_big"),
            (BadRequest("Something new in 2030"), Action.DROP, "bad_request"),
            (ChatMigrated(-100), Action.IGNORE, "chat_migrated"),
            (InvalidToken(), Action.CONFIG, "invalid_token"),
            (Conflict("terminated by other getUpdates request"), Action.CONFIG, "conflict"),
            (TelegramError("Invalid server response"), Action.UNCERTAIN, "odd_answer"),
        ],
    )
    def test_a_signal_leads_to_its_action(self, error: TelegramError, action: Action, code: str) -> None:
        found = to_send_error(error)

        assert (found.action, found.code) == (action, code)

    def test_a_flood_waits_a_second_longer_than_asked(self) -> None:
        found = to_send_error(Flooded(7))

        assert (found.action, found.retry_after, found.tries) == (Action.SLOW, 8, 10)


class TestSend:
    async def test_a_message_with_buttons_arrives(self, fake: FakeTelegram, bot: Telegram) -> None:
        [request] = bot.render(Outbound("tg:77", "Kirim?", (Option("m:1:1", "Ya"),)))

        sent = await bot.send(request)

        [body] = fake.bodies("sendMessage")
        assert (body["chat_id"], body["text"]) == ("77", "Kirim?")
        assert body["reply_markup"]["inline_keyboard"] == [[{"text": "Ya", "callback_data": "m:1:1"}]]
        assert body["link_preview_options"] == {"is_disabled": True}
        assert "parse_mode" not in body
        assert sent.external_id == "77:1"

    @pytest.mark.parametrize(
        ("status", "body", "action"),
        [
            (502, "<html>Bad Gateway</html>", Action.RETRY),
            (500, {"ok": False, "error_code": 500, "description": "Internal"}, Action.RETRY),
            (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}, Action.UNREACHABLE),
            (403, {"ok": False, "description": "Forbidden: user is deactivated"}, Action.UNREACHABLE),
            (400, {"ok": False, "description": "Bad Request: chat not found"}, Action.UNREACHABLE),
            (401, {"ok": False, "description": "Unauthorized"}, Action.CONFIG),
            (404, {"ok": False, "description": "Not Found"}, Action.CONFIG),
            (409, {"ok": False, "description": "Conflict: terminated"}, Action.CONFIG),
            (429, {"ok": False, "parameters": {"retry_after": 3}, "description": "x"}, Action.SLOW),
            (429, "", Action.SLOW),
            (200, "not json", Action.UNCERTAIN),
            (200, {"hello": "world"}, Action.UNCERTAIN),
            (200, {"ok": True, "result": {"no": "message"}}, Action.UNCERTAIN),
            (200, {"ok": True, "result": 5}, Action.UNCERTAIN),
            (200, [], Action.UNCERTAIN),
            (400, {"ok": False, "parameters": {"migrate_to_chat_id": -5}, "description": "x"}, Action.IGNORE),
        ],
    )
    async def test_an_answer_leads_to_its_action(
        self, fake: FakeTelegram, bot: Telegram, status: int, body: Any, action: Action
    ) -> None:
        fake.fail("sendMessage", status, body)

        with pytest.raises(SendError) as error:
            await say_halo(bot)

        assert error.value.action is action

    async def test_a_broken_connection_is_uncertain(self, fake: FakeTelegram, bot: Telegram) -> None:
        fake.fail("sendMessage", 0, drop=True)

        with pytest.raises(SendError) as error:
            await say_halo(bot)

        assert (error.value.action, error.value.code) == (Action.UNCERTAIN, "timeout")

    async def test_a_call_that_never_left_is_tried_again(self) -> None:
        bot = a_bot(api_base="http://127.0.0.1:9")  # the discard port: nobody listens

        with pytest.raises(SendError) as error:
            await say_halo(bot)
        await bot.close()

        assert error.value.action is Action.RETRY

    async def test_a_second_chat_in_a_row_pauses_the_whole_bot(
        self, fake: FakeTelegram, bot: Telegram
    ) -> None:
        fake.fail("sendMessage", 429, {"ok": False, "parameters": {"retry_after": 3}}, times=3)

        actions = []
        for chat in ("tg:77", "tg:77", "tg:78"):
            with pytest.raises(SendError) as error:
                await say_halo(bot, chat)
            actions.append((error.value.action, error.value.retry_after))

        assert actions == [(Action.SLOW, 4), (Action.SLOW, 4), (Action.PAUSE, 4)]

    async def test_a_message_that_got_through_ends_the_flood(self, fake: FakeTelegram, bot: Telegram) -> None:
        flood = {"ok": False, "parameters": {"retry_after": 3}}
        fake.fail("sendMessage", 429, flood)
        with pytest.raises(SendError):
            await say_halo(bot, "tg:77")
        await say_halo(bot, "tg:79")
        fake.fail("sendMessage", 429, flood)

        with pytest.raises(SendError) as error:
            await say_halo(bot, "tg:78")

        assert error.value.action is Action.SLOW

    async def test_a_refused_message_goes_once_more_plain_and_cut(
        self, fake: FakeTelegram, bot: Telegram
    ) -> None:
        fake.fail("sendMessage", 400, {"ok": False, "description": "Bad Request: BUTTON_DATA_INVALID"})
        [request] = bot.render(Outbound("tg:77", "kata " * 500, (Option("m:1:1", "Ya"),)))

        await bot.send(request)

        last = fake.bodies("sendMessage")[-1]
        assert "reply_markup" not in last
        assert last["text"].endswith("1. Ya\n\nBalas dengan angka (1).")
        assert units(last["text"]) < 1100

    async def test_a_message_refused_twice_is_dropped(self, fake: FakeTelegram, bot: Telegram) -> None:
        fake.fail("sendMessage", 400, {"ok": False, "description": "Bad Request: new rule"}, times=2)

        with pytest.raises(SendError) as error:
            await say_halo(bot)

        assert error.value.action is Action.DROP


class TestAcknowledge:
    async def test_a_press_is_answered(self, fake: FakeTelegram, bot: Telegram) -> None:
        await bot.acknowledge((PAYLOADS / "callback.json").read_bytes())

        assert fake.bodies("answerCallbackQuery") == [{"callback_query_id": "cb-1"}]

    async def test_a_text_needs_no_answer(self, fake: FakeTelegram, bot: Telegram) -> None:
        await bot.acknowledge(json.dumps(a_message(text="halo")).encode())

        assert fake.calls == []

    async def test_an_answer_that_comes_too_late_does_no_harm(
        self, fake: FakeTelegram, bot: Telegram
    ) -> None:
        fake.fail("answerCallbackQuery", 400, {"ok": False, "description": "Bad Request: query is too old"})

        await bot.acknowledge((PAYLOADS / "callback.json").read_bytes())

        assert len(fake.bodies("answerCallbackQuery")) == 1


class TestPoll:
    async def test_the_offset_moves_only_when_the_next_batch_is_asked_for(
        self, fake: FakeTelegram, bot: Telegram
    ) -> None:
        fake.says(77, "satu")
        fake.says(78, "dua")
        polled = bot.poll()

        first = await anext(polled)
        asked = len(fake.bodies("getUpdates"))
        last = fake.says(77, "tiga")
        second = await anext(polled)
        await polled.aclose()  # type: ignore[attr-defined]

        assert texts(bot, first) == ["satu", "dua"]
        assert texts(bot, second) == ["tiga"]
        assert asked == 1
        assert [body["offset"] for body in fake.bodies("getUpdates")] == ["0", str(last)]

    async def test_what_was_not_confirmed_comes_again(self, fake: FakeTelegram, bot: Telegram) -> None:
        fake.says(77, "satu")
        before_the_crash = bot.poll()
        await anext(before_the_crash)
        await before_the_crash.aclose()  # type: ignore[attr-defined]

        after = bot.poll()
        again = await anext(after)
        await after.aclose()  # type: ignore[attr-defined]

        assert texts(bot, again) == ["satu"]

    async def test_a_webhook_is_removed_first(self, fake: FakeTelegram, bot: Telegram) -> None:
        fake.says(77, "satu")
        polled = bot.poll()

        await anext(polled)
        await polled.aclose()  # type: ignore[attr-defined]

        assert [call["method"] for call in fake.calls] == ["deleteWebhook", "getUpdates"]
        assert json.loads(fake.bodies("getUpdates")[0]["allowed_updates"]) == [
            "message",
            "edited_message",
            "callback_query",
            "my_chat_member",
        ]

    async def test_a_second_poller_is_told_and_waited_for(
        self, fake: FakeTelegram, server: TestServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        waited: list[float] = []

        async def pause(seconds: float) -> None:
            waited.append(seconds)
            fake.says(77, "satu")

        bot = Telegram(TelegramSettings(TOKEN, api_base=str(server.make_url("/"))), pause)
        fake.fail("getUpdates", 409, {"ok": False, "description": "Conflict: terminated by other"})
        polled = bot.poll()

        batch = await anext(polled)
        await polled.aclose()  # type: ignore[attr-defined]
        await bot.close()

        assert waited == [30.0]
        assert texts(bot, batch) == ["satu"]
        assert "telegram is polled by somebody else or has a webhook account=123" in caplog.text

    async def test_trouble_is_waited_out_with_growing_pauses(
        self, fake: FakeTelegram, server: TestServer
    ) -> None:
        waited: list[float] = []

        async def pause(seconds: float) -> None:
            waited.append(seconds)

        bot = Telegram(TelegramSettings(TOKEN, api_base=str(server.make_url("/"))), pause)
        fake.fail("getUpdates", 502, "", times=2)
        fake.fail("getUpdates", 429, {"ok": False, "parameters": {"retry_after": 20}})
        fake.says(77, "satu")
        polled = bot.poll()

        await anext(polled)
        await polled.aclose()  # type: ignore[attr-defined]
        await bot.close()

        assert waited == [2.0, 4.0, 21.0]
        assert bot.trouble == ""


class TestWebhook:
    async def test_it_is_registered_with_its_secret(self, fake: FakeTelegram, server: TestServer) -> None:
        bot = a_bot("webhook", api_base=str(server.make_url("/")))

        await bot.register("https://slrt.example/")
        await bot.close()

        [body] = fake.bodies("setWebhook")
        assert body["url"] == "https://slrt.example/masuk/telegram"
        assert body["secret_token"] == SECRET


class TestProfile:
    async def test_menu_and_words_are_set_within_the_limits(self, fake: FakeTelegram, bot: Telegram) -> None:
        await bot.introduce("x" * 600, "y" * 200, {"lapor": "Lapor masalah"})

        [menu] = fake.bodies("setMyCommands")
        [long], [short] = fake.bodies("setMyDescription"), fake.bodies("setMyShortDescription")
        assert "lapor" in str(menu["commands"])
        assert (len(long["description"]), len(short["short_description"])) == (512, 120)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_of_the_menu_is_a_word_of_the_talk(self, command: str) -> None:
        assert answers.always(f"/{command}") or answers.always(command)


class TestCheck:
    async def test_a_good_token_shows_the_name_of_the_bot(self, fake: FakeTelegram, bot: Telegram) -> None:
        health = await bot.check()

        assert (health.ok, health.detail) == (True, "@slrt_contoh_bot")

    async def test_a_bad_token_is_named(self, fake: FakeTelegram, bot: Telegram) -> None:
        fake.token = "123:another"

        health = await bot.check()

        assert (health.ok, health.detail) == (False, "invalid_token")


class TestSecrets:
    async def test_the_token_and_the_text_stand_in_no_log_and_no_error(
        self, fake: FakeTelegram, bot: Telegram, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        secret_part = TOKEN.partition(":")[2]
        answers: list[tuple[int, Any]] = [(200, "not json"), (401, "{}"), (502, f"{TOKEN}"), (200, {})]
        told = []
        for status, body in answers:
            fake.fail("sendMessage", status, body)
            with pytest.raises(SendError) as error:
                await say_halo(bot)
            told.append(f"{error.value!r} {error.value.detail} {error.getrepr(chain=True)}")
        fake.fail("getMe", 0, drop=True)
        told.append(str(await bot.check()))
        nowhere = a_bot(api_base="http://[bad")
        with pytest.raises(SendError) as error:
            await say_halo(nowhere)
        await nowhere.close()
        told.append(f"{error.value!r} {error.getrepr(chain=True)}")

        ours = [r.getMessage() for r in caplog.records if r.name != "aiohttp.access"]  # the fake's own log
        assert secret_part not in "\n".join([*told, *ours])
        assert "Halo" not in "\n".join(ours)


async def say_halo(bot: Telegram, address: str = "tg:77") -> None:
    [request] = bot.render(Outbound(address, "Halo"))
    await bot.send(request)


def texts(bot: Telegram, batch: list[bytes]) -> list[str]:
    said = [message for raw in batch for message in bot.parse(raw)]
    return [message.text for message in said if isinstance(message, Inbound)]


@pytest.fixture
def fake() -> FakeTelegram:
    return FakeTelegram(TOKEN)


@pytest.fixture
async def server(fake: FakeTelegram) -> AsyncIterator[TestServer]:
    server = TestServer(fake.app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def bot(server: TestServer) -> AsyncIterator[Telegram]:
    bot = a_bot(api_base=str(server.make_url("/")))
    yield bot
    await bot.close()


async def test_a_button_for_ones_own_number_stands_where_letters_are_typed(
    fake: FakeTelegram, bot: Telegram
) -> None:
    out = Outbound("tg:77", "Mau ditelepon?", (Option("", "Kirim nomor saya"),), wants="contact")
    [request] = bot.render(out)

    await bot.send(request)

    [call] = fake.bodies("sendMessage")
    keyboard = call["reply_markup"]
    assert keyboard["keyboard"] == [[{"text": "Kirim nomor saya", "request_contact": True}]]
    assert keyboard["one_time_keyboard"] is True
