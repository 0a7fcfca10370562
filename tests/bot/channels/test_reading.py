"""What strangers send is looked at before it is taken."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels import reading


class TestText:
    def test_nul_and_control_characters_go_but_newline_and_tab_stay(self) -> None:
        assert reading.text("a\x00b\x1bc\n\td\x85e\r\nf") == "abc\n\tde\nf"

    def test_half_a_surrogate_pair_can_be_stored(self) -> None:
        assert reading.text("a\ud83d").encode() == "a\ufffd".encode()

    def test_an_emoji_family_stays_together(self) -> None:
        assert reading.text("👨‍👩‍👧") == "👨‍👩‍👧"

    @pytest.mark.parametrize("value", [None, 5, ["a"], {"a": 1}, True])
    def test_what_is_no_text_is_empty(self, value: object) -> None:
        assert reading.text(value) == ""

    def test_a_long_message_is_cut_and_says_so(self) -> None:
        assert reading.message_text("x" * 4097) == ("x" * 4096, True)
        assert reading.message_text("x" * 4096) == ("x" * 4096, False)


class TestNumber:
    @pytest.mark.parametrize(
        ("value", "number"),
        [(5, 5), ("-7", -7), ("", None), ("x", None), (True, None), (1.5, None), (2**63, None)],
    )
    def test_only_whole_numbers_count(self, value: object, number: int | None) -> None:
        assert reading.number(value) == number


class TestMoments:
    def test_seconds_since_1970(self) -> None:
        assert reading.moment(1769738229) == datetime(2026, 1, 30, 1, 57, 9, tzinfo=UTC)

    @pytest.mark.parametrize("value", [0, None, "kemarin", 2**62])
    def test_what_is_no_time_is_none(self, value: object) -> None:
        assert reading.moment(value) is None

    def test_rfc_3339_becomes_utc(self) -> None:
        assert reading.moment_text("2026-01-30T08:57:09+07:00") == datetime(2026, 1, 30, 1, 57, 9, tzinfo=UTC)

    @pytest.mark.parametrize("value", ["kemarin", "2026-01-30T08:57:09", None, "0001-01-01T00:00:00+14:00"])
    def test_what_names_no_moment_is_none(self, value: object) -> None:
        assert reading.moment_text(value) is None


class TestJson:
    @pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"1" * 5000])
    def test_bytes_without_json_are_none(self, raw: bytes) -> None:
        assert reading.from_json(raw) is None
