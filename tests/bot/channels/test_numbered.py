"""Choices where a network has no buttons."""

from __future__ import annotations

from bot.channels.numbered import numbered, numbered_parts
from bot.channels.split import units
from handlers.turn import Option


def some_options(count: int) -> list[Option]:
    return [Option(f"m:1:{n}", f"Pilihan {n}") for n in range(1, count + 1)]


class TestNumbered:
    def test_choices_stand_under_the_body(self) -> None:
        text = numbered("Untuk siapa?", [Option("m:1:1", "Saya"), Option("m:1:2", "Keluarga")])

        assert text == "Untuk siapa?\n\n1. Saya\n2. Keluarga\n\nBalas dengan angka (1-2)."

    def test_one_choice_has_no_range(self) -> None:
        assert numbered("Kirim?", some_options(1)).endswith("Balas dengan angka (1).")

    def test_without_choices_the_body_stays_alone(self) -> None:
        assert numbered("Terima kasih.", []) == "Terima kasih."

    def test_eleven_choices_all_have_a_number(self) -> None:
        assert "11. Pilihan 11\n\nBalas dengan angka (1-11)." in numbered("Pilih:", some_options(11))


class TestParts:
    def test_the_menu_goes_with_the_last_part(self) -> None:
        parts = numbered_parts("satu dua\n\ntiga", some_options(2), limit=64)

        assert len(parts) == 2
        assert parts[0] == "satu dua\n\ntiga"
        assert parts[1].startswith("1. Pilihan 1\n")

    def test_a_menu_longer_than_a_message_is_split_as_text(self) -> None:
        parts = numbered_parts("Pilih:", some_options(30), limit=100)

        assert all(units(part) <= 100 for part in parts)
        assert parts[-1].endswith("Balas dengan angka (1-30).")
