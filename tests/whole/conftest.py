"""What whole-house tests are given: a browser, and a program over a database of either kind."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium; without a sandbox only for root (DECISIONS 19)."""
    if not CHROMIUM.exists():  # noqa: ASYNC240  once, before anything waits
        missing("Chromium")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    async with async_playwright() as tool:
        chromium = await tool.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield chromium
        await chromium.close()


def missing(what: str) -> Any:
    """A clone without it runs everything else; the server must have it."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing; set-up should have installed it")
    pytest.skip(f"{what} is not installed")
