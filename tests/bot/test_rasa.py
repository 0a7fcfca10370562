"""The Rasa service as a child: trained once for its inputs, watched, started again, gone with its parent.

A small script stands in for the service; Rasa itself is not needed here.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import rasa
from bot.rasa import RasaService, TrainingFailed, inputs_hash, model_path
from tests.whole.program import until

SERVE = """
import json, sys, time
print(json.dumps({"ready": True}), flush=True)
time.sleep(600)
"""
TRAINED = """
import sys, pathlib
out = pathlib.Path(sys.argv[sys.argv.index("--out") + 1])
out.mkdir(parents=True)
(out / "model.tar.gz").write_bytes(b"model")
"""


async def test_it_says_when_it_is_ready(root: Path, service: RasaService) -> None:
    await service.start()

    await until("the service to be ready", lambda: _is(service, ready=True), 10)
    assert service.possible


async def test_it_is_started_again_when_it_dies(
    root: Path, service: RasaService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa, "FIRST_PAUSE", 0.01)
    await service.start()
    await until("the service to be ready", lambda: _is(service, ready=True), 10)
    first = service.pid

    os.kill(first, signal.SIGKILL)

    async def another() -> bool:
        return service.ready and service.pid != first

    await until("another one", another, 10)


async def test_stopping_ends_the_child(root: Path, service: RasaService) -> None:
    await service.start()
    await until("the service to be ready", lambda: _is(service, ready=True), 10)

    await service.stop()

    assert not service.ready
    assert not Path(f"/proc/{service.pid}").exists()  # noqa: ASYNC240  one look


async def test_without_a_model_it_stays_off_and_says_so(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    service = RasaService(root, tmp_path / "no-models", tmp_path / "data")

    await service.start()

    assert (service.possible, service.ready) == (False, False)
    assert "make train" in caplog.text


def test_the_model_belongs_to_its_inputs(root: Path) -> None:
    before = inputs_hash(root)

    (root / "data" / "bansos.yml").write_text("other", encoding="utf-8")

    assert inputs_hash(root) != before
    assert inputs_hash(root) == inputs_hash(root)


async def test_training_happens_once_for_the_same_inputs(root: Path, tmp_path: Path) -> None:
    _stands_in_for_rasa(root, TRAINED)
    told: list[str] = []
    models = tmp_path / "trained"

    first = await rasa.train(root, models, told.append)
    lines = len(told)
    second = await rasa.train(root, models, told.append)

    assert first == second == model_path(root, models)
    assert first.read_bytes() == b"model"
    assert (lines, len(told)) == (2, 2)


async def test_a_failed_training_shows_what_was_said(root: Path, tmp_path: Path) -> None:
    _stands_in_for_rasa(root, "raise SystemExit('no examples')")
    told: list[str] = []

    with pytest.raises(TrainingFailed):
        await rasa.train(root, tmp_path / "trained", told.append)

    assert "no examples" in "\n".join(told)


def test_a_child_gets_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMBUNG_TELEGRAM_TOKEN", "123:geheim")

    given = rasa.environment(tmp_path / "home")

    assert not any(name.startswith("SAMBUNG_") for name in given)
    assert given["RASA_TELEMETRY_ENABLED"] == "false"


# --- small print --------------------------------------------------------------------------------------


async def _is(service: RasaService, *, ready: bool) -> bool:
    return service.ready is ready


def _stands_in_for_rasa(root: Path, script: str) -> None:
    """`python -m rasa ...` runs this script."""
    (root / "rasa").mkdir()
    (root / "rasa" / "__main__.py").write_text(script, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of the shape of nlu/rasa, whose interpreter is ours."""
    root = tmp_path / "nlu" / "rasa"
    for folder in ("components", "data", ".venv/bin", "../words"):
        (root / folder).mkdir(parents=True)
    for name in (
        "config.yml",
        "uv.lock",
        "../words/chat_forms.yml",
        "components/normal.py",
        "data/bansos.yml",
    ):
        (root / name).write_text(name, encoding="utf-8")
    (root / "serve.py").write_text(SERVE, encoding="utf-8")
    python = root / ".venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o700)
    return root


@pytest.fixture
async def service(root: Path, tmp_path: Path) -> AsyncIterator[RasaService]:
    models, data = tmp_path / "models", tmp_path / "data"
    models.mkdir()
    data.mkdir()
    model_path(root, models).write_bytes(b"model")
    made = RasaService(root, models, data)
    yield made
    await made.stop()
