from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.gather import Gather


async def test_what_waits_while_the_work_runs_is_done_together() -> None:
    batches: list[Sequence[int]] = []
    gate = asyncio.Event()

    async def work(items: Sequence[int]) -> list[int]:
        batches.append(items)
        await gate.wait()
        return [item * 10 for item in items]

    gather = Gather(work)
    waiting = [asyncio.create_task(gather(n)) for n in range(1)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting += [asyncio.create_task(gather(n)) for n in range(1, 5)]
    await asyncio.sleep(0)
    gate.set()

    assert await asyncio.gather(*waiting) == [0, 10, 20, 30, 40]
    assert batches == [[0], [1, 2, 3, 4]]


async def test_no_batch_is_larger_than_allowed() -> None:
    sizes: list[int] = []

    async def work(items: Sequence[int]) -> Sequence[int]:
        sizes.append(len(items))
        return items

    gather = Gather(work, most=2)
    await asyncio.gather(*(gather(n) for n in range(5)))

    assert max(sizes) == 2
    assert sum(sizes) == 5


async def test_a_failure_reaches_everybody_of_its_batch_and_the_next_batch_is_done() -> None:
    async def work(items: Sequence[int]) -> Sequence[int]:
        if 13 in items:
            raise OSError("disk full")
        return items

    gather = Gather(work)
    with pytest.raises(OSError, match="disk full"):
        await gather(13)

    assert await gather(1) == 1
