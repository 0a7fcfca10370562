"""`simulate`: synthetic residents talk with the whole house; a tool for developers (docs/simulator.md)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cases.errors import SambungError


async def simulate(arguments: Mapping[str, Any]) -> int:
    """Prints the figures and writes the worst conversations; 1 when something happened that must not."""
    try:
        from tests.simulator import run
    except ImportError:
        raise SambungError("simulate needs the tests folder of the source tree") from None
    logging.getLogger().setLevel(logging.ERROR)
    outcome = await asyncio.to_thread(
        run.simulate, arguments["conversations"], arguments["seed"], arguments["processes"]
    )
    for line in outcome.scores.lines():
        print(line)
    written = await asyncio.to_thread(_write, Path(arguments["worst"]), outcome.worst)
    if written:
        print(f"{written} conversations with something wrong are in {arguments['worst']}")
    return 0 if outcome.scores.clean else 1


def _write(folder: Path, worst: list[tuple[str, str]]) -> int:
    if worst:
        folder.mkdir(parents=True, exist_ok=True)
    for title, page in worst:
        (folder / f"{title.replace(' ', '-').replace(':', '-')}.txt").write_text(page, encoding="utf-8")
    return len(worst)
