"""`evaluate`: how good the understanding is, on one page; `--limits` chooses its limits anew.

Needs no database and no running program: a Rasa service of its own is started for the messages.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import rasa
from bot.config import ROOT, Settings
from bot.rasa import RasaService
from cases.errors import SambungError
from nlu import intents, words
from nlu.client import RasaClient
from nlu.evaluation import blind, choice, misspelling, page, record
from nlu.evaluation.record import Judged, Measured, Speed
from nlu.evaluation.scores import Read
from nlu.limits import FILE, limits, written
from nlu.places import Gazetteer
from nlu.understanding import combine

PROJECT = ROOT / "nlu" / "rasa"
BLIND_OFFICE = "32.09"
"""The blind messages were written for Kabupaten Cirebon, whatever office this is."""
WARM_UP = 20
SECONDS_TO_LOAD = 120.0


class NotMeasured(SambungError):
    """The service did not come up, so there is nothing to measure."""


async def evaluate(settings: Settings, arguments: Mapping[str, Any]) -> int:
    """Writes docs/understanding.md and its record; with `--limits` first nlu/limits.yml."""
    await rasa.train(PROJECT, settings.models, _say)
    if arguments["limits"]:
        reads = (await measured(settings, sealed=False)).reads
        FILE.write_text(written(choice.chosen(reads, limits())), encoding="utf-8")
        limits.cache_clear()
        _say(f"limits written to {FILE.relative_to(ROOT)}; look at the difference, then evaluate")
        return 0
    opened = await measured(settings, sealed=False)
    sealed = await measured(settings, sealed=True) if arguments["sealed"] else None
    judged = [] if arguments["quick"] else await _cross_validated(settings)
    places = [
        misspelling.measured(Gazetteer.for_regency(settings.regions, code), code)
        for code in misspelling.REGENCIES
    ]
    kept = record.remember(opened, sealed, judged, rasa.inputs_hash(PROJECT))
    page.write(ROOT, opened, places, kept)
    _say(record.summary(opened))
    return 0


async def measured(settings: Settings, *, sealed: bool) -> Measured:
    """The blind messages as the program understands them, with and without the service. Raises NotMeasured."""
    gazetteer = Gazetteer.for_regency(settings.regions, BLIND_OFFICE)
    with tempfile.TemporaryDirectory() as folder:
        service = RasaService(PROJECT, settings.models, Path(folder))
        await service.start()
        try:
            await _ready(service)
            client = RasaClient(service.socket, service.token)
            try:
                return await _measure(client, gazetteer, sealed=sealed)
            finally:
                await client.close()
        finally:
            await service.stop()


async def _ready(service: RasaService) -> None:
    until = time.monotonic() + SECONDS_TO_LOAD
    while not service.ready:
        if not service.possible or time.monotonic() > until:
            raise NotMeasured("the Rasa service did not start; `make doctor` says what is missing")
        await asyncio.sleep(0.1)


async def _measure(client: RasaClient, gazetteer: Gazetteer, *, sealed: bool) -> Measured:
    told, short = blind.messages(sealed=sealed), blind.turns(sealed=sealed)
    for label in told[:WARM_UP]:
        await client.guess(label.text)
    code, service, reads = [], [], []
    for label in told:
        began = time.perf_counter()
        found, intent = words.find(label.text, gazetteer), intents.intent(label.text)
        heard = time.perf_counter()
        guess = await client.guess(label.text)
        service.append(time.perf_counter() - heard)
        code.append(heard - began)
        if guess is None:
            raise NotMeasured("the Rasa service stopped answering")
        reads.append(Read(label, found, intent, guess, combine(found, guess, intent)))
    turns = [
        (label, combine(words.find(label.text, gazetteer), await client.guess(label.text), intents.intent(label.text)))
        for label in short
    ]  # fmt: skip
    alone = [
        Read(read.label, read.found, read.intent, None, combine(read.found, None, read.intent)) for read in reads
    ]  # fmt: skip
    return Measured(reads, turns, alone, Speed(code, service))


async def _cross_validated(settings: Settings) -> Sequence[Judged]:
    """Every training message judged by a model that has not seen it; takes a minute or two."""
    process = await asyncio.create_subprocess_exec(
        PROJECT / ".venv" / "bin" / "python", "crossval.py",
        cwd=PROJECT, env=rasa.environment(settings.models / "home"), stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise NotMeasured("cross-validation failed; what it said stands above")
    return [Judged.read(json.loads(line)) for line in said.decode().splitlines() if line.startswith("{")]


def _say(line: str) -> None:
    print(line, flush=True)
