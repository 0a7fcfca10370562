"""The client of the Rasa service: one call for many texts, little patience, and None when there is no answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from nlu import client
from nlu.client import FAILURES, PAUSE_SECONDS, RasaClient, pieces_of, pooled
from nlu.meaning import Guess


class FakeService:
    """A service on a unix socket that answers as told and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.tokens: list[str] = []
        self.answer: Callable[[list[str]], Any] = lambda texts: {
            "results": [
                {"ranking": [["bansos", 0.9], ["pangan", 0.1]], "traits": {"danger": {"none": 0.98}}}
                for _ in texts
            ]
        }
        self.hang = asyncio.Event()
        self.hanging = False

    async def parse(self, request: web.Request) -> web.Response:
        texts = (await request.json())["texts"]
        self.asked.append(texts)
        self.tokens.append(request.headers["X-Token"])
        if self.hanging:
            await self.hang.wait()
        return web.json_response(self.answer(texts))


class Ticks:
    """Monotonic time that passes when somebody says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_the_ranking_comes_best_first(service: FakeService, rasa: RasaClient) -> None:
    guess = await rasa.guess("pkh saya tidak cair")

    assert guess is not None
    assert guess.ranking == (("bansos", 0.9), ("pangan", 0.1))
    assert guess.traits == {"danger": {"none": 0.98}}
    assert service.tokens == ["geheim"]


async def test_texts_that_come_together_go_in_one_call(service: FakeService, rasa: RasaClient) -> None:
    await asyncio.gather(*(rasa.guess(f"pesan nomor {n}") for n in range(10)))

    assert [len(texts) for texts in service.asked] == [10]


async def test_numbers_of_people_never_leave_the_process(service: FakeService, rasa: RasaClient) -> None:
    await rasa.guess("nik saya 3209154107680001 hp 081234567890")

    [[asked]] = service.asked
    assert "3209154107680001" not in asked
    assert "081234567890" not in asked


@pytest.mark.parametrize("text", ["", "?", "👍", "1"])
async def test_what_has_no_words_is_not_asked(text: str, service: FakeService, rasa: RasaClient) -> None:
    assert await rasa.guess(text) is None
    assert service.asked == []


async def test_a_long_story_is_cut_and_its_pieces_count_by_length(
    service: FakeService, rasa: RasaClient
) -> None:
    await rasa.guess("ibu saya sakit dan kami tidak punya beras. " * 30)

    assert 1 < len(service.asked[0]) <= client.MOST_PIECES
    assert all(len(piece) <= client.LONGEST_PIECE for piece in service.asked[0])


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        {"results": []},
        {"results": [None]},
        {"results": [["bansos"]]},
        {"results": [{"ranking": [["bansos", 1.0]]}]},
        {"results": [{"ranking": [["bansos", "viel"]], "traits": {}}]},
        {"results": [{"ranking": [["bansos", 1.0]], "traits": {"danger": []}}]},
    ],
)
async def test_an_answer_of_another_shape_is_no_answer(
    answer: Any, service: FakeService, rasa: RasaClient
) -> None:
    service.answer = lambda texts: answer

    assert await rasa.guess("pkh saya tidak cair") is None


async def test_a_service_that_hangs_costs_less_than_a_second(
    service: FakeService, rasa: RasaClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "CALL_SECONDS", 0.05)
    service.hanging = True

    assert await rasa.guess("pkh saya tidak cair") is None
    service.hang.set()


async def test_after_three_failures_nobody_asks_for_a_while(
    service: FakeService, rasa: RasaClient, ticks: Ticks
) -> None:
    service.answer = lambda texts: "nonsense"
    for _ in range(FAILURES + 2):
        assert await rasa.guess("pkh saya tidak cair") is None
    asked_before = len(service.asked)

    service.answer = lambda texts: {"results": [{"ranking": [["bansos", 1.0]], "traits": {}}]}
    ticks.now += PAUSE_SECONDS - 1
    assert await rasa.guess("pkh saya tidak cair") is None
    ticks.now += 2
    assert await rasa.guess("pkh saya tidak cair") is not None

    assert (asked_before, len(service.asked)) == (FAILURES, FAILURES + 1)


async def test_a_service_that_is_not_there_is_no_answer(tmp_path: Path) -> None:
    nobody = RasaClient(tmp_path / "nobody.sock", "geheim")

    assert await nobody.guess("pkh saya tidak cair") is None
    await nobody.close()


def test_pieces_are_joined_up_to_a_useful_length() -> None:
    assert pieces_of("pendek saja") == ["pendek saja"]
    assert len(pieces_of("tanpa titik " * 200)) > 1


def test_the_mean_counts_by_length() -> None:
    calm = Guess((("bansos", 1.0),), {"danger": {"none": 0.9, "violence": 0.1}})
    grave = Guess((("pangan", 1.0),), {"danger": {"none": 0.2, "violence": 0.8}})
    guess = pooled([(300, calm), (100, grave)])

    assert guess.ranking == (("bansos", 0.75), ("pangan", 0.25))
    assert guess.traits["danger"]["violence"] == 0.8


# --- small print --------------------------------------------------------------------------------------


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[FakeService]:
    fake = FakeService()
    async with _serving(fake, tmp_path / "rasa.sock"):
        yield fake


@pytest.fixture
async def rasa(service: FakeService, tmp_path: Path, ticks: Ticks) -> AsyncIterator[RasaClient]:
    asking = RasaClient(tmp_path / "rasa.sock", "geheim", ticks)
    yield asking
    await asking.close()


@asynccontextmanager
async def _serving(fake: FakeService, path: Path) -> AsyncIterator[None]:
    app = web.Application()
    app.add_routes([web.post("/parse", fake.parse)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.UnixSite(runner, str(path)).start()
    yield
    await runner.cleanup()
