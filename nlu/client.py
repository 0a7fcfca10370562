"""The client of the Rasa service: many texts in one call, little patience, and None when there is no answer.

Limits of NLU.md section 3: connect 0.3 s, whole call 0.8 s, eight calls at once, and after three failures a
pause of 30 s (the breaker). Texts are cleaned and masked here, so nothing else can forget it.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from nlu.masking import masked
from nlu.meaning import Guess

log = logging.getLogger(__name__)

CONNECT_SECONDS = 0.3
CALL_SECONDS = 0.8
CALLS_AT_ONCE = 8
TEXTS_A_CALL = 32
COLLECT_SECONDS = 0.004
"""How long a call waits for company; batching is worth five times as many texts (NLU.md section 3)."""
FAILURES = 3
"""DECISIONS 16."""
PAUSE_SECONDS = 30.0
LONGEST_PIECE = 1000
"""Characters the service takes; a longer story is cut between sentences. Whole stories are understood better
than their sentences one by one: 0.79 against 0.72 right (docs/adr/0006)."""
MOST_PIECES = 4

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SENTENCE = re.compile(r"(?<=[.!?\n])\s+")
_LETTERS = re.compile(r"[^\W\d_]")


class Guesser(Protocol):
    """Whoever can guess what a text is about."""

    async def guess(self, text: str) -> Guess | None:
        """Every label with its probability, or None: then the code alone understands."""
        ...

    async def close(self) -> None:
        """Let go of what it holds."""
        ...


class NoGuesser:
    """The twin that needs nothing: it never knows."""

    async def guess(self, text: str) -> Guess | None:
        """None."""
        return None

    async def close(self) -> None:
        """Nothing to let go of."""


class Breaker:
    """Stops asking a service that does not answer, for a while."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._failures = 0
        self._closed_until = 0.0

    @property
    def open(self) -> bool:
        """No calls now."""
        return self._ticks() < self._closed_until

    def well(self) -> None:
        """A call was answered."""
        self._failures = 0

    def failed(self) -> None:
        """A call was not; the third one in a row opens the breaker."""
        self._failures += 1
        if self._failures >= FAILURES:
            self._failures = 0
            self._closed_until = self._ticks() + PAUSE_SECONDS


class RasaClient:
    """Asks the service over its unix socket."""

    def __init__(self, socket: Path, token: str, ticks: Callable[[], float] = time.monotonic) -> None:
        self._socket = str(socket)
        self._headers = {"X-Token": token}
        self._breaker = Breaker(ticks)
        self._calls = asyncio.Semaphore(CALLS_AT_ONCE)
        self._waiting: list[tuple[str, asyncio.Future[Guess | None]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def guess(self, text: str) -> Guess | None:
        """None when the text has no two letters, or the service is off, slow, or answers nonsense."""
        pieces = pieces_of(masked(cleaned(text)))
        if not pieces or self._breaker.open:
            return None
        found = await asyncio.gather(*(self._ask(piece) for piece in pieces))
        known = [(len(piece), one) for piece, one in zip(pieces, found, strict=True) if one]
        return pooled(known) if known else None

    async def close(self) -> None:
        """Let the connection go."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _ask(self, piece: str) -> Guess | None:
        future: asyncio.Future[Guess | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((piece, future))
        if len(self._waiting) == 1:
            task = asyncio.create_task(self._collect())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return await future

    async def _collect(self) -> None:
        """Wait a moment for company, then send everything in calls of a good size, side by side."""
        await asyncio.sleep(COLLECT_SECONDS)
        waiting, self._waiting = self._waiting, []
        batches = [waiting[n : n + TEXTS_A_CALL] for n in range(0, len(waiting), TEXTS_A_CALL)]
        await asyncio.gather(*(self._send(batch) for batch in batches))

    async def _send(self, batch: Sequence[tuple[str, asyncio.Future[Guess | None]]]) -> None:
        async with self._calls:
            results = await self._call([piece for piece, _ in batch])
        for n, (_, future) in enumerate(batch):
            if not future.done():
                future.set_result(results[n] if results else None)

    async def _call(self, texts: Sequence[str]) -> Sequence[Guess] | None:
        if self._breaker.open:
            return None
        try:
            async with self._connected().post(
                "http://rasa/parse", json={"texts": texts}, headers=self._headers
            ) as response:
                response.raise_for_status()
                results = _read(await response.json(), len(texts))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            log.info("rasa did not answer error=%s texts=%d", type(error).__name__, len(texts))
            self._breaker.failed()
            return None
        self._breaker.well()
        return results

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.UnixConnector(self._socket),
                timeout=aiohttp.ClientTimeout(total=CALL_SECONDS, sock_connect=CONNECT_SECONDS),
            )
        return self._session


def _read(answer: Any, count: int) -> list[Guess]:
    """The service's answer, each field looked at. Raises ValueError on any other shape."""
    results = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(results, list) or len(results) != count:
        raise ValueError("not one result for each text")
    try:
        return [_guess(one["ranking"], one["traits"]) for one in results]
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("a result is not a ranking with traits") from error


def _guess(ranking: Any, traits: Any) -> Guess:
    chances = tuple((str(label), float(chance)) for label, chance in ranking)
    return Guess(
        chances,
        {
            str(trait): {str(value): float(chance) for value, chance in values.items()}
            for trait, values in traits.items()
        },
    )


def cleaned(text: str) -> str:
    """One Unicode form, no control characters, no leading slash (Rasa would take it for a command)."""
    return _CONTROL.sub(" ", unicodedata.normalize("NFC", text)).strip().lstrip("/ ")


def pieces_of(text: str) -> list[str]:
    """A short text as it is; a long one in sentences, joined up to a useful length. Empty: nothing to ask."""
    if len(_LETTERS.findall(text[:200])) < 2:
        return []
    if len(text) <= LONGEST_PIECE:
        return [text]
    pieces = [""]
    for sentence in _SENTENCE.split(text):
        for part in _cut(sentence):
            if len(pieces[-1]) + len(part) + 1 > LONGEST_PIECE and pieces[-1]:
                pieces.append("")
            pieces[-1] = f"{pieces[-1]} {part}".strip()
    return [piece for piece in pieces[:MOST_PIECES] if len(_LETTERS.findall(piece)) >= 2]


def _cut(sentence: str) -> list[str]:
    """People write without full stops: a very long sentence is cut between words."""
    parts = [""]
    for word in sentence.split():
        if len(parts[-1]) + len(word) + 1 > LONGEST_PIECE and parts[-1]:
            parts.append("")
        parts[-1] = f"{parts[-1]} {word[:LONGEST_PIECE]}".strip()
    return parts


def pooled(pieces: Sequence[tuple[int, Guess]]) -> Guess:
    """The mean of the pieces, each counting by its length; of danger the worst piece counts."""
    total = sum(length for length, _ in pieces)
    shares = [(length / total, guess) for length, guess in pieces]
    ranking = _mean([(share, dict(guess.ranking)) for share, guess in shares])
    traits = {
        trait: _mean([(share, guess.traits.get(trait, {})) for share, guess in shares])
        for trait in shares[0][1].traits
    }
    if "danger" in traits:
        worst = min((guess.traits["danger"] for _, guess in pieces), key=lambda one: one.get("none", 1.0))
        traits["danger"] = dict(worst)
    return Guess(tuple(sorted(ranking.items(), key=lambda item: -item[1])), traits)


def _mean(parts: Sequence[tuple[float, Mapping[str, float]]]) -> dict[str, float]:
    chances: dict[str, float] = {}
    for share, values in parts:
        for value, chance in values.items():
            chances[value] = chances.get(value, 0.0) + share * chance
    return chances
