"""Long texts become parts that a network takes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.split import split, units


def without_blanks(text: str) -> str:
    return "".join(text.split())


class TestUnits:
    def test_an_emoji_counts_two(self) -> None:
        assert units("a😀") == 3


class TestSplit:
    def test_a_short_text_stays_whole(self) -> None:
        assert split("Terima kasih.", 4096) == ["Terima kasih."]

    def test_4097_characters_become_two_parts(self) -> None:
        parts = split("x" * 4097, 4096)

        assert [len(part) for part in parts] == [4096, 1]

    def test_a_paragraph_is_the_first_choice(self) -> None:
        assert split("satu dua\n\ntiga\nempat lima", 20) == ["satu dua", "tiga\nempat lima"]

    def test_then_a_line(self) -> None:
        assert split("satu dua\ntiga empat", 14) == ["satu dua", "tiga empat"]

    def test_then_a_blank(self) -> None:
        assert split("satu dua tiga", 9) == ["satu dua", "tiga"]

    def test_a_blank_just_behind_the_limit_is_used(self) -> None:
        assert split("satu dua", 4) == ["satu", "dua"]

    def test_an_emoji_at_the_cut_stays_whole(self) -> None:
        assert split("abc😀def", 4) == ["abc", "😀de", "f"]

    def test_a_skin_tone_stays_with_its_hand(self) -> None:
        assert split("ab👍🏽c", 4) == ["ab", "👍🏽", "c"]

    def test_an_address_is_not_cut(self) -> None:
        address = "https://contoh.example/panel/kasus"

        assert split(f"Lihat:{address}", 36) == ["Lihat:", address]

    def test_an_address_longer_than_a_message_is_cut_after_all(self) -> None:
        parts = split("https://contoh.example/" + "a" * 40, 20)

        assert all(units(part) <= 20 for part in parts)
        assert len("".join(parts)) == 63

    def test_an_empty_text_has_no_parts(self) -> None:
        assert split("  \n ", 10) == []

    def test_a_limit_without_room_is_refused(self) -> None:
        with pytest.raises(ValueError, match="room for one character"):
            split("a", 1)

    @settings(deadline=None)
    @given(
        st.text(alphabet=st.sampled_from("ab \n😀👍🏽\u200dé\u0301/:htps."), max_size=200), st.integers(2, 40)
    )
    def test_parts_keep_the_limit_and_lose_no_letter(self, text: str, limit: int) -> None:
        parts = split(text, limit)

        assert all(0 < units(part) <= limit for part in parts)
        assert without_blanks("".join(parts)) == without_blanks(text)
