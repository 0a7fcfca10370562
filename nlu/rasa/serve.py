"""The service: Rasa's engine with our model behind two routes on a unix socket.

    GET  /health                     {"ok": true} once the model is loaded
    POST /parse {"texts": [...]}     {"results": [{"ranking": [["label", 0.93], ...], "traits": {"danger": {"none": 0.99, ...}, ...}}, ...]}

Not `rasa run`: that opens a webhook without sign-in, and to a token holder model loading from any address
(NLU.md section 3). The token comes by the environment, is compared in constant time, and the process ends
when its parent dies. No text is ever logged.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import hmac
import json
import logging
import os
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from aiohttp import web

MOST_TEXTS = 64
LONGEST_TEXT = 1000
TOKEN = "SAMBUNG_RASA_TOKEN"  # noqa: S105  the name of a variable
_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Ask the kernel to kill us when the parent dies (prctl(2)); it may have died already."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        sys.exit("the parent is gone")


class Model:
    """Rasa's graph of the trained pipeline, run on many texts at once."""

    def __init__(self, path: Path, work: Path) -> None:
        from rasa.core.channels import UserMessage
        from rasa.engine import loader
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage

        self._message, self._inputs = UserMessage, (PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER)
        metadata, runner = loader.load_predict_graph_runner(work, path, LocalModelStorage, DaskGraphRunner)
        self._runner, self._target = runner, metadata.nlu_target

    def parse(self, texts: list[str]) -> list[dict[str, Any]]:
        """Every label of every text with its probability, best first, and every trait's values with theirs."""
        return [
            {
                "ranking": [(one["name"], round(one["confidence"], 5)) for one in text.get("intent_ranking")],
                "traits": {
                    trait: {value: round(chance, 5) for value, chance in values.items()}
                    for trait, values in text.get("traits").items()
                },
            }
            for text in self.read(texts)
        ]

    def read(self, texts: list[str]) -> list[Any]:
        """Rasa's messages with whatever the pipeline found in them."""
        message, tracker = self._inputs
        inputs = {message: [self._message(text) for text in texts], tracker: None}
        read: list[Any] = self._runner.run(inputs=inputs, targets=[self._target])[self._target]
        return read


class Service:
    """Answers while the model is busy; one call is parsed at a time."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._model: Model | None = None
        self._worker = ThreadPoolExecutor(1)

    async def load(self, path: Path, work: Path) -> None:
        """Takes some seconds; /health says no until then."""
        self._model = await asyncio.get_running_loop().run_in_executor(self._worker, Model, path, work)
        await self._parse(["pemanasan"])

    async def _parse(self, texts: list[str]) -> Any:
        assert self._model is not None  # noqa: S101
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._model.parse, texts)

    def _may(self, request: web.Request) -> bool:
        return hmac.compare_digest(request.headers.get("X-Token", "").encode(), self._token.encode())

    async def health(self, request: web.Request) -> web.Response:
        """Is the model there?"""
        if not self._may(request):
            raise web.HTTPForbidden
        return web.json_response({"ok": self._model is not None}, status=200 if self._model else 503)

    async def parse(self, request: web.Request) -> web.Response:
        """At most MOST_TEXTS texts, each cut at LONGEST_TEXT characters."""
        if not self._may(request):
            raise web.HTTPForbidden
        if self._model is None:
            raise web.HTTPServiceUnavailable
        try:
            texts = (await request.json())["texts"]
            if not isinstance(texts, list) or not 0 < len(texts) <= MOST_TEXTS:
                raise ValueError
            # a leading slash would make Rasa believe an intent was named (NLU.md section 3)
            cut = [str(text)[:LONGEST_TEXT].lstrip("/ ") for text in texts]
        except (ValueError, KeyError, TypeError):
            raise web.HTTPBadRequest from None
        return web.json_response({"results": await self._parse(cut)})


async def serve(options: argparse.Namespace) -> None:
    """Until we are stopped."""
    service = Service(os.environ[TOKEN])
    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes([web.get("/health", service.health), web.post("/parse", service.parse)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    options.socket.unlink(missing_ok=True)
    os.umask(0o177)
    await web.UnixSite(runner, str(options.socket)).start()
    os.umask(0o077)
    # Rasa unpacks into an empty folder only, and two programs may share ours; once loaded it is not needed
    with tempfile.TemporaryDirectory(dir=options.work) as empty:
        await service.load(options.model, Path(empty))
    print(json.dumps({"ready": True}), flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """`python serve.py --model FILE --socket PATH --work FOLDER`."""
    words = argparse.ArgumentParser(description="Sambung's understanding on a unix socket")
    for name in ("model", "socket", "work"):
        words.add_argument(f"--{name}", type=Path, required=True)
    end_with_parent()
    logging.disable(logging.WARNING)  # Rasa's own lines would hold whole messages at lower levels
    options = words.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    asyncio.run(serve(options))


if __name__ == "__main__":
    main()
