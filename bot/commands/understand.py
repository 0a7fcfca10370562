"""`understand`: what the whole understanding finds in a text, or in many (`--jsonl`)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from bot.control import Lines, Say
from bot.house import House

TOGETHER = 32
"""Texts understood at the same time; the client sends them in one call."""


async def understand(house: House, arguments: Mapping[str, Any], lines: Lines, say: Say) -> int:
    """One text from the arguments, or `{"id", "text"}` objects, one a line."""
    await house.understanding_ready()
    if not arguments.get("jsonl"):
        await say(json.dumps(await _found(house, str(arguments["text"])), ensure_ascii=False))
        return 0
    waiting: list[tuple[Any, str]] = []
    async for line in lines:
        if line.strip():
            try:
                said = json.loads(line)
                waiting.append((said["id"], str(said["text"])))
            except (ValueError, KeyError, TypeError):  # a bad line does not take the good ones with it
                await say(
                    json.dumps({"error": 'not a line like {"id": ..., "text": ...}', "line": line[:200]})
                )
        if len(waiting) == TOGETHER:
            await _answer(house, waiting, say)
            waiting.clear()
    await _answer(house, waiting, say)
    return 0


async def _answer(house: House, waiting: list[tuple[Any, str]], say: Say) -> None:
    answers = await asyncio.gather(*(_found(house, text) for _, text in waiting))
    for (id_, _), answer in zip(waiting, answers, strict=True):
        await say(json.dumps({"id": id_, **answer}, ensure_ascii=False))


async def _found(house: House, text: str) -> Mapping[str, Any]:
    return (await house.understanding.meaning(text)).as_json()
