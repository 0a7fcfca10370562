from __future__ import annotations

from datetime import timedelta

import pytest

from admin import passwords


def test_only_the_right_password_matches() -> None:
    kept = passwords.hashed("kuda makan rumput")

    assert passwords.matches(kept, "kuda makan rumput")
    assert not passwords.matches(kept, "kuda makan jerami")


def test_an_unknown_name_never_matches() -> None:
    assert not passwords.matches(None, "apa saja")


def test_a_damaged_hash_never_matches() -> None:
    assert not passwords.matches("bukan hash", "bukan hash")


@pytest.mark.parametrize(("failures", "seconds"), [(0, 0), (3, 0), (4, 2), (6, 8), (500, 900)])
def test_the_pause_grows_and_ends(failures: int, seconds: int) -> None:
    assert passwords.pause(failures) == timedelta(seconds=seconds)


def test_one_time_passwords_are_long_enough_and_never_alike() -> None:
    made = {passwords.one_time() for _ in range(50)}

    assert len(made) == 50
    assert min(map(len, made)) >= passwords.SHORTEST
