"""The Rasa process ends with the program, however the program ends (DECISIONS 22)."""

from __future__ import annotations

from pathlib import Path

from tests.whole.program import until
from tests.whole.test_one_case import child_named, processes, running


async def test_it_is_gone_after_kill_9(tmp_path: Path) -> None:
    async with running(tmp_path, with_rasa=True) as program:
        child = child_named(program.pid, "serve.py")

        await program.kill()

        async def gone() -> bool:
            return all(one.pid != child for one in processes())

        await until("the service to end", gone, 10)
