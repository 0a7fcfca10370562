"""The made-up month goes into a program at work: people are answered meanwhile, and nothing of it leaves the house."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections import Counter
from contextlib import AsyncExitStack, closing
from pathlib import Path

import pytest

from tests.whole.program import Program, counterpart
from tests.whole.test_one_case import over_gowa

STATES = {
    "received", "needs_info", "on_hold", "verified", "in_progress", "awaiting_outcome", "resolved_verified",
    "resolved_unverified", "closed", "reopened",
}  # fmt: skip
REFERRALS = {"sent", "accepted", "in_work", "done", "rejected", "returned", "expired"}


async def test_a_month_beside_the_work(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(counterpart("tests.fake_gowa"))
        program = Program(tmp_path / "data", over_gowa(gateway.url))
        await program.command("migrate")
        await program.command("starter", "load")
        await program.start()
        stack.push_async_callback(program.stop)

        demo = asyncio.create_task(program.command("demo"))
        answered = 0
        while not demo.done():
            said = json.dumps({"from": f"warga{answered}", "text": "halo"})
            assert "Lapor masalah" in await program.command("talk", "--json", lines=said + "\n")
            answered += 1
        printed = await demo

        assert answered > 3
        assert printed.count("one-time password") == 3
        assert len(await program.cases()) == 240
        assert [await gateway.calls(method) for method in ("/send/message",)] == [[]]
        _every_state(tmp_path / "data" / "sambung.db")
        with pytest.raises(AssertionError, match="loaded already"):
            await program.command("demo")


async def test_only_into_an_empty_office(tmp_path: Path) -> None:
    program = Program(tmp_path / "data", {})
    await program.command("migrate")
    await program.command("starter", "load")
    told = ("bpjs saya tidak aktif, saya di desa matangaji", "Kasmadi", "tidak", "kirim")
    lines = "".join(json.dumps({"from": "kasmadi", "text": text}) + "\n" for text in told)
    assert "Nomornya" in await program.command("talk", "--json", lines=lines)

    with pytest.raises(AssertionError, match="cases of its own"):
        await program.command("demo")

    assert len(await program.cases()) == 1


def _every_state(database: Path) -> None:
    with closing(sqlite3.connect(database)) as file:
        cases = Counter(state for (state,) in file.execute("SELECT state FROM cases"))
        referrals = Counter(state for (state,) in file.execute("SELECT state FROM referrals"))
        roles = Counter(role for (role,) in file.execute("SELECT role FROM assignments"))
        waiting = file.execute("SELECT count(*) FROM outbound WHERE state IN ('queued', 'held', 'sending')")
        assert waiting.fetchone() == (0,)
    assert set(cases) == STATES
    assert set(referrals) >= REFERRALS
    assert roles["facilitator"] == 40
    assert roles["agency_officer"] >= 10
