"""Durable full turns: signed webhook in, committed, understood, talked, committed, sent to a gateway.

    .venv/bin/python bench/turns.py [--people 64] [--turns 20]

For SQLite and PostgreSQL in one run on one machine: turns a second with many people at once, processor
time of the program per turn (the database server's beside it), and the time from webhook to outgoing request
when people write at a quiet 20 messages a second. Menu answers, and free text with the Rasa service.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.databases import Cluster  # noqa: E402
from tests.whole.program import Program, free_port, until  # noqa: E402

SECRET = "bench-bench-bench-bench-bench-bench"
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    database: str
    words: str
    per_second: float
    app_ms: float
    server_ms: float
    nlu_ms: float
    p50: float
    p99: float

    def __str__(self) -> str:
        return (
            f"{self.database:11} {self.words:5} {self.per_second:9.0f} {self.app_ms:9.2f} {self.server_ms:9.2f} "
            f"{self.nlu_ms:8.2f} {self.p50:9.1f} {self.p99:9.1f}"
        )


def processor_seconds(pid: int) -> float:
    """User and system time of one process so far, its threads included (proc(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def processes(word: str) -> Iterator[int]:
    """Processes whose command line holds a word."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            except OSError:
                continue
            if word in line and "bench" not in line:
                yield int(folder.name)


def together(pids: list[int]) -> float:
    """Their processor seconds; one that ended meanwhile counts nothing."""
    return sum(processor_seconds(pid) for pid in pids if Path(f"/proc/{pid}").exists())


async def counterpart(
    url: str, port: int, people: int, turns: int, words: str, gap: float
) -> dict[str, float]:
    """Let people talk; what their process measured."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.counterpart", "--people", str(people), "--turns", str(turns),
        "--words", words, "--gap", str(gap), "--url", url, "--port", str(port),
        cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    await asyncio.sleep(1)
    out, _ = await process.communicate(b"go\n")
    found: dict[str, float] = json.loads(out)
    return found


async def measure(database: str, url: str, people: int, turns: int) -> list[Row]:
    """Both kinds of words over one database."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder) / "data", {
            "SAMBUNG_DATABASE_URL": url, "SAMBUNG_NLU_ENABLED": "true",
            "SAMBUNG_GOWA_API_BASE": f"http://127.0.0.1:{port}", "SAMBUNG_GOWA_SECRET": SECRET,
            "SAMBUNG_GOWA_PAUSE": "0", "SAMBUNG_GOWA_RATE": "1000000",
        })  # fmt: skip
        await program.start()
        try:
            await until("the Rasa service", lambda: rasa_answers(program), 120)
            return [await one(program, database, words, port, people, turns) for words in ("menu", "free")]
        finally:
            await program.stop()


async def rasa_answers(program: Program) -> bool:
    """Free text is understood by the model, not by words alone."""
    return '"source": "model+code"' in await program.command("understand", "pkh saya tidak cair tiga bulan")


async def one(program: Program, database: str, words: str, port: int, people: int, turns: int) -> Row:
    """Many at once for the rate and the processor time; then quietly for the latency."""
    await counterpart(program.url, port, people, 4, words, 0)
    app, nlu = [program.pid], list(processes("serve.py"))
    server = list(processes("postgres:")) if database == "postgresql" else []
    before = together(app), together(server), together(nlu)
    loud = await counterpart(program.url, port, people, turns, words, 0)
    server_after = list(processes("postgres:")) if server else []
    spent = together(app) - before[0], together(server_after) - before[1], together(nlu) - before[2]
    quiet = await counterpart(program.url, port, 10, 20, words, 0.5)
    app_ms, server_ms, nlu_ms = (1000 * seconds / loud["turns"] for seconds in spent)
    rate = loud["turns"] / loud["seconds"]
    return Row(database, words, rate, app_ms, max(0.0, server_ms), nlu_ms, quiet["p50"], quiet["p99"])


async def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=64)
    options.add_argument("--turns", type=int, default=20, help="messages of each person")
    chosen = options.parse_args()
    print(
        f"{chosen.people} people at once, {chosen.turns} turns each; latency at about 20 messages a second\n"
    )
    print(
        f"{'database':11} {'words':5} {'turns/s':>9} {'app ms':>9} {'server ms':>9} {'nlu ms':>8} {'p50 ms':>9} {'p99 ms':>9}"
    )
    cluster = Cluster()
    cluster.start()
    try:
        for database, url in (("sqlite", ""), ("postgresql", cluster.fresh())):
            for row in await measure(database, url, chosen.people, chosen.turns):
                print(row, flush=True)
    finally:
        cluster.stop()


if __name__ == "__main__":
    asyncio.run(main())
