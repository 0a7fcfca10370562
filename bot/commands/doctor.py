"""`doctor`: looks for what is wrong with this installation, and says what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import rasa
from bot.config import ROOT, Settings
from bot.control import LONGEST_PATH, socket_path
from bot.house import channels_of
from cases import crypto
from cases.errors import ConfigError
from handlers import plain_words, texts

FREE = 0.10
"""Part of the disk that should be free (TRUST.md R10)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    ok: bool
    what: str
    advice: str = ""


async def doctor(settings: Settings) -> int:
    """Prints one line a finding; exit code 1 when something needs care."""
    well = True
    async for finding in _look(settings):
        print(
            f"{'ok  ' if finding.ok else 'CARE'} {finding.what}"
            + (f": {finding.advice}" if not finding.ok else "")
        )
        well = well and finding.ok
    return 0 if well else 1


async def _look(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}", "3.11 or newer is needed")
    for look in (_disk, _keys, _regions, _panel_files, _control, _processor, _rasa, _wording):
        yield look(settings)
    for name, check in _channel_checks(settings):
        yield await check(name)


def _disk(settings: Settings) -> Finding:
    usage = shutil.disk_usage(settings.data if settings.data.exists() else ROOT)
    part = usage.free / usage.total
    return Finding(
        part >= FREE, f"disk: {part:.0%} free", "make room before messages can no longer be stored"
    )


def _keys(settings: Settings) -> Finding:
    path = settings.data / "keys.json"
    if not path.exists():
        return Finding(True, "keys: none yet, they are made together with the database")
    try:
        vault = crypto.load_keys(path)
    except ConfigError as error:
        return Finding(False, "keys", str(error))
    return Finding(True, f"keys: fingerprint {vault.fingerprint()}")


def _regions(settings: Settings) -> Finding:
    there = (settings.regions / "villages.csv").is_file()
    return Finding(there, f"region data in {settings.regions}", "run: make setup")


def _panel_files(settings: Settings) -> Finding:
    there = (ROOT / "admin" / "static" / "vendor" / "icons.svg").is_file()
    return Finding(there, "icons of the panel", "run: make setup (pages work without them)")


def _control(settings: Settings) -> Finding:
    path = socket_path(settings.data)
    return Finding(len(str(path)) <= LONGEST_PATH, f"control socket at {path}")


def _wording(settings: Settings) -> Finding:
    """An office's own wording is held against the same gate as ours."""
    overlay = Path(settings.office.texts) if settings.office.texts else None
    try:
        found = plain_words.findings(texts.load(ROOT / "texts", overlay))
    except texts.BadTexts as error:
        found = list(error.complaints)
    return Finding(not found, "wording of the sentences", "; ".join(found))


def _processor(settings: Settings) -> Finding:
    flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    return Finding(
        " avx " in flags, "processor: AVX", "TensorFlow 2.12 under Rasa needs it; set nlu.enabled: false"
    )


def _rasa(settings: Settings) -> Finding:
    if not settings.nlu.enabled:
        return Finding(True, "understanding: the Rasa service is switched off, word lists and menus only")
    root = ROOT / "nlu" / "rasa"
    if not (root / ".venv").is_dir():
        return Finding(False, "understanding: Rasa is not installed", "run: make setup")
    model = rasa.model_path(root, settings.models, settings.lessons)
    return Finding(model.is_file(), "understanding: a model for the present training data", "run: make train")


def _channel_checks(settings: Settings) -> list[tuple[str, Callable[[str], Coroutine[Any, Any, Finding]]]]:
    channels = channels_of(settings)

    async def check(name: str) -> Finding:
        channel = channels[name]
        try:
            health = await channel.check()
        finally:
            await channel.close()
        return Finding(health.ok, f"channel {name} {health.detail}".rstrip(), "the network does not take us")

    return [(name, check) for name in channels]
