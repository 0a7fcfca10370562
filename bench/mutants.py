"""A million broken bodies for the doors: no parse may raise, and none may take a second (TRUST.md R13).

.venv/bin/python bench/mutants.py [--count 1000000] [--seed 1]

Bodies are the recorded payloads of CONFORMANCE_DIR and our own in tests/payloads, a letter and a web chat message; each is broken
once to four times: bytes changed, cut, doubled, or a JSON value replaced by a hostile one.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.channels.contract import Channel, Ignored  # noqa: E402
from handlers.turn import Inbound  # noqa: E402
from tests.bot.channels.test_every_channel import MAKERS  # noqa: E402

FOLDER = Path(os.environ.get("CONFORMANCE_DIR") or ROOT.parent / "shared" / "conformance")
SLOW = 1.0
"""Seconds one parse may take at worst."""
HOSTILE: tuple[Any, ...] = (
    None, True, -1, 2**63, 1e308, float("nan"), "", "\x00", "\ud800", "‮" * 50, "9" * 400, "<script>", [], {}, [[[]]],
    {"id": {"id": {}}}, "a" * 5000, "../../etc/passwd", "http://169.254.169.254/", "1; DROP TABLE cases",
)  # fmt: skip
LETTER = (
    b"From: Siti <siti@example.id>\r\nTo: bantuan@slrt.example.id\r\nMessage-ID: <a1@example.id>\r\nSubject: =?utf-8?q?Bantuan?=\r\n"
    b"Date: Tue, 24 Nov 2026 09:00:00 +0700\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nBPJS ibu saya mati\r\n--b\r\nContent-Type: image/jpeg\r\n"
    b"Content-Disposition: attachment; filename=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ\r\n--b--\r\n"
)


def bodies() -> list[tuple[str, bytes, str]]:
    """(channel, body, content type) of everything there is to break."""
    found = [("email", LETTER, "message/rfc822")]
    chat = {"address": "web:" + "a" * 64, "id": "kunci-0001", "text": "Bantuan saya berhenti"}
    found.append(("webchat", json.dumps(chat).encode(), "application/json"))
    ours = sorted((ROOT / "tests" / "payloads").rglob("*.json"))
    found += [(path.parent.name, path.read_bytes(), "application/json") for path in ours]
    rows = FOLDER / "webhooks.jsonl"
    for line in rows.read_text(encoding="utf-8").splitlines() if rows.exists() else ():
        row = json.loads(line)
        raw = row.get("payload_raw") or json.dumps(row.get("payload"))
        body = raw.encode("utf-8", "surrogatepass")
        found.append((row["channel"], body, row.get("content_type", "application/json")))
    return [one for one in found if one[0] in MAKERS]


def broken(chance: random.Random, raw: bytes) -> bytes:
    """The body, broken once to four times."""
    for _ in range(chance.randint(1, 4)):
        raw = chance.choice(BREAKERS)(chance, raw)
    return raw


def _bytes_changed(chance: random.Random, raw: bytes) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 6)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(chance: random.Random, raw: bytes) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def _doubled(chance: random.Random, raw: bytes) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + raw[max(0, at - chance.randint(1, 40)) : at] * chance.randint(1, 30) + raw[at:]


def _value_replaced(chance: random.Random, raw: bytes) -> bytes:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return _bytes_changed(chance, raw)
    body = copy.deepcopy(body)
    places = list(_places(body))
    if not places:
        return raw
    inside, key = chance.choice(places)
    if chance.random() < 0.2 and isinstance(inside, dict):
        del inside[key]
    else:
        inside[key] = chance.choice(HOSTILE)
    return json.dumps(body).encode("utf-8", "surrogatepass")


def _places(body: Any) -> Iterator[tuple[Any, Any]]:
    entries = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in list(entries):
        yield body, key
        yield from _places(value)


BREAKERS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _bytes_changed, _cut, _doubled, _value_replaced, _value_replaced, _value_replaced,
)  # fmt: skip


def shard(seed: int, count: int) -> tuple[Counter[str], float, list[str]]:
    """What came of `count` bodies, the slowest parse in seconds, and what raised."""
    chance = random.Random(seed)
    channels: dict[str, Channel] = {name: make() for name, make in MAKERS.items()}
    known, told, worst, raised = bodies(), Counter[str](), 0.0, list[str]()
    for _ in range(count):
        name, raw, kind = chance.choice(known)
        body = broken(chance, raw)
        began = time.perf_counter()
        try:
            parsed = channels[name].parse(body, kind)
        except Exception as error:  # noqa: BLE001  this is what is looked for
            raised.append(f"{name} {type(error).__name__} {body[:200]!r}")
            continue
        worst = max(worst, time.perf_counter() - began)
        for part in parsed:
            if isinstance(part, Ignored):
                told[f"{name} ignored {part.reason}"] += 1
            else:
                told[f"{name} {part.kind if isinstance(part, Inbound) else 'notice'}"] += 1
    return told, worst, raised


def main() -> int:
    """Exit code 1 when anything raised or was slow."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--count", type=int, default=1_000_000)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    processes = os.cpu_count() or 1
    each = given.count // processes
    began = time.perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        results = list(pool.map(shard, range(given.seed, given.seed + processes), [each] * processes))
    told = sum((one for one, _, _ in results), Counter[str]())
    worst = max(one for _, one, _ in results)
    raised = [line for _, _, lines in results for line in lines]
    for what, count in sorted(told.items()):
        print(f"{count:>9,}  {what}")
    seconds = time.perf_counter() - began
    print(
        f"{each * processes:,} bodies, {len(raised)} raised, slowest parse {worst * 1000:.0f} ms, {seconds:.0f} s"
    )
    print("\n".join(raised[:20]))
    return 1 if raised or worst > SLOW else 0


if __name__ == "__main__":
    sys.exit(main())
