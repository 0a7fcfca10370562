"""The Rasa service as a child process: trained by the hash of its inputs, started, watched, started again."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.control import socket_path
from cases.errors import SambungError

log = logging.getLogger(__name__)

TOKEN = "SAMBUNG_RASA_TOKEN"  # noqa: S105  the name of a variable
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
WELL_AFTER = 60.0
"""Seconds after which a service that ended is started again at once."""


class TrainingFailed(SambungError):
    """The model could not be trained; its output stands above."""


def _inputs(root: Path, lessons: Path | None) -> Iterator[Path]:
    """Everything a model is made of; `lessons` is the folder of this office's exported lessons."""
    yield root / "config.yml"
    yield root / "uv.lock"
    yield root.parent / "words" / "chat_forms.yml"
    yield from sorted((root / "components").glob("*.py"))
    yield from sorted((root / "data").glob("*.yml"))
    if lessons is not None:
        yield from sorted(lessons.glob("*.yml"))


def inputs_hash(root: Path, lessons: Path | None = None) -> str:
    """A name for the model of these inputs."""
    digest = hashlib.sha256()
    for path in _inputs(root, lessons):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def model_path(root: Path, models: Path, lessons: Path | None = None) -> Path:
    """Where the model of the present inputs lies, once it is trained."""
    return models / f"{inputs_hash(root, lessons)}.tar.gz"


def environment(home: Path) -> dict[str, str]:
    """What every Rasa process gets: a home of its own and no telemetry (NLU.md section 2); none of our secrets."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ.get("PATH", ""),
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "RASA_TELEMETRY_ENABLED": "false",
        "RASA_MAX_CACHE_SIZE": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
    }


async def train(root: Path, models: Path, report: Callable[[str], None], lessons: Path | None = None) -> Path:
    """The model of the present inputs; trained when there is none. Raises TrainingFailed."""
    path = model_path(root, models, lessons)
    if path.is_file():
        return path
    models.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  a command of its own, nothing else waits
    report("Training the understanding; this takes a minute or two ...")
    began, draft = time.monotonic(), models / "new"
    shutil.rmtree(draft, ignore_errors=True)
    messages = _gathered(root / "data", lessons, draft / "data") if lessons else root / "data"
    python = root / ".venv" / "bin" / "python"
    process = await asyncio.create_subprocess_exec(
        python, "-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", str(messages.resolve()),
        "--out", str(draft.resolve()), "--fixed-model-name", "model",
        cwd=root, env={**environment(models / "home"), "PYTHONPATH": str(root)},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    output = asyncio.create_task(process.communicate())
    while not (await asyncio.wait([output], timeout=15))[0]:
        report(f"  still training, {time.monotonic() - began:.0f} s so far")
    said, _ = output.result()
    trained = draft / "model.tar.gz"
    if process.returncode != 0 or not trained.is_file():
        report(said.decode("utf-8", "replace"))
        raise TrainingFailed("the understanding could not be trained; what Rasa said stands above")
    for old in models.glob("*.tar.gz"):  # noqa: ASYNC240  as above
        old.unlink()
    trained.replace(path)
    shutil.rmtree(draft)
    report(
        f"The understanding is trained ({time.monotonic() - began:.0f} s, {path.stat().st_size / 1e6:.1f} MB)."
    )
    return path


def _gathered(data: Path, lessons: Path, folder: Path) -> Path:
    """The training messages with the office's lessons beside them: Rasa takes one folder."""
    shutil.copytree(data, folder)
    for path in lessons.glob("*.yml"):
        shutil.copy(path, folder / path.name)
    return folder


class RasaService:
    """The running service; the program never waits for it."""

    def __init__(self, root: Path, models: Path, data: Path, lessons: Path | None = None) -> None:
        self.socket = socket_path(data).with_name("rasa.sock")
        self.token = secrets.token_hex(32)
        self.ready = False
        """The model is loaded and answers."""
        self.possible = True
        """False when the environment or the model is missing."""
        self.pid = 0
        self._root, self._models, self._lessons = root.resolve(), models.resolve(), lessons
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin in the background. Without an environment or a model, say so once and stay off."""
        path = model_path(self._root, self._models, self._lessons)
        self.possible = path.is_file() and (self._root / ".venv").is_dir()
        if self.possible:
            self._task = asyncio.create_task(self._keep_running(path), name="rasa")
        else:
            log.warning("rasa stays off, words and menus understand alone; `make train` brings it")

    async def stop(self) -> None:
        """End the child."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _keep_running(self, path: Path) -> None:
        pause = FIRST_PAUSE
        while True:
            began = time.monotonic()
            code = await self._run(path)
            if time.monotonic() - began > WELL_AFTER:
                pause = FIRST_PAUSE
            log.warning("rasa ended, it is started again code=%s pause=%.0f", code, pause)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)

    async def _run(self, path: Path) -> int | None:
        """One life of the service: until it ends, or until we are cancelled and end it."""
        process = await asyncio.create_subprocess_exec(
            self._root / ".venv" / "bin" / "python", "serve.py",
            "--model", str(path), "--socket", str(self.socket), "--work", str(self._models / "work"),
            cwd=self._root, env={**environment(self._models / "home"), TOKEN: self.token},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        self.pid = process.pid
        try:
            assert process.stdout is not None  # noqa: S101  it is a pipe
            self.ready = bool(await process.stdout.readline())
            if self.ready:
                log.info("rasa is ready")
            return await process.wait()
        finally:
            self.ready = False
            if process.returncode is None:
                process.kill()
                await process.wait()
