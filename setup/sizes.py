"""Prints the ten biggest Python files and how long the others are (HOUSE.md 9.4)."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Lines per file, tests apart from code."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    lines = {name: (ROOT / name).read_text(encoding="utf-8").count("\n") for name in names}
    code = {name: count for name, count in lines.items() if not name.startswith(("tests/", "bench/"))}
    for name, count in sorted(code.items(), key=lambda item: -item[1])[:10]:
        print(f"{count:5}  {name}")
    counts = sorted(code.values())
    print(f"{len(code)} files of code: half under {counts[len(counts) // 2]} lines, "
          f"nine of ten under {counts[len(counts) * 9 // 10]}; {sum(counts)} lines, "
          f"tests {sum(lines.values()) - sum(counts)}")  # fmt: skip


if __name__ == "__main__":
    main()
