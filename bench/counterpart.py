"""The other side of the line for bench/turns.py: people who write, and the gateway that gets the answers.

A process of its own, so that its processor time is not ours. Prints one JSON object when it is done.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import hmac
import json
import sys
import time
from itertools import cycle, islice

import aiohttp
from aiohttp import web

SECRET = "bench-bench-bench-bench-bench-bench"
MENU = ("menu", "2", "menu", "bantuan")
FREE = (
    "pkh saya sudah 3 bulan gak cair padahal nama masih ada", "batal",
    "anak saya ijazahnya ditahan sekolah krn blm bayar", "batal",
    "atap rumah nenek mau roboh kalo ujan bocor semua", "batal",
)  # fmt: skip


class Person:
    """One phone that writes the next message when the last was answered."""

    def __init__(self, number: int, messages: tuple[str, ...], turns: int) -> None:
        self.phone = f"62811{number:07}"
        self.words = list(islice(cycle(messages), turns))
        self.answered = asyncio.Event()
        self.latencies: list[float] = []

    async def talk(self, session: aiohttp.ClientSession, url: str, gap: float) -> None:
        for n, words in enumerate(self.words):
            self.answered.clear()
            began = time.perf_counter()
            await post(session, url, self.phone, f"{self.phone}-{n}-{began}", words)
            await self.answered.wait()
            self.latencies.append(time.perf_counter() - began)
            if gap:
                await asyncio.sleep(gap)


async def post(session: aiohttp.ClientSession, url: str, phone: str, key: str, text: str) -> None:
    """One signed webhook."""
    jid = f"{phone}@s.whatsapp.net"
    payload = {"id": key, "chat_id": jid, "from": jid, "from_name": "B", "is_from_me": False,
               "timestamp": "2026-11-24T02:00:00Z", "body": text}  # fmt: skip
    raw = json.dumps({"event": "message", "device_id": "", "payload": payload}).encode()
    signature = hmac.new(SECRET.encode(), raw, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    async with session.post(f"{url}/masuk/gowa", data=raw, headers=headers) as response:
        if response.status != 200:
            raise SystemExit(f"webhook answered {response.status}")


async def main() -> None:
    """Listen as a gateway, wait for the address of the program on standard input, then let people talk."""
    options = argparse.ArgumentParser()
    options.add_argument("--people", type=int, required=True)
    options.add_argument("--turns", type=int, required=True)
    options.add_argument("--words", choices=("menu", "free"), required=True)
    options.add_argument("--gap", type=float, default=0.0)
    options.add_argument("--url", required=True)
    options.add_argument("--port", type=int, required=True)
    chosen = options.parse_args()
    words = MENU if chosen.words == "menu" else FREE
    people = {p.phone: p for p in (Person(n, words, chosen.turns) for n in range(chosen.people))}

    async def sent(request: web.Request) -> web.Response:
        body = await request.json()
        if person := people.get(str(body["phone"]).partition("@")[0]):
            person.answered.set()
        answer = {
            "code": "SUCCESS",
            "message": "ok",
            "results": {"message_id": f"X{time.perf_counter_ns()}", "status": "ok"},
        }
        return web.json_response(answer)

    app = web.Application()
    app.router.add_post("/send/message", sent)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", chosen.port).start()
    sys.stdin.readline()
    began = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(person.talk(session, chosen.url, chosen.gap) for person in people.values()))
    seconds = time.perf_counter() - began
    latencies = sorted(one for person in people.values() for one in person.latencies)
    turns = len(latencies)
    print(json.dumps({
        "turns": turns, "seconds": seconds,
        "p50": latencies[turns // 2] * 1000, "p99": latencies[min(turns - 1, turns * 99 // 100)] * 1000,
    }))  # fmt: skip
    await runner.cleanup()


asyncio.run(main())
