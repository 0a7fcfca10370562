"""Builds the panel's icon sprite: exactly the icons its templates name, from bootstrap-icons (MIT)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "bootstrap-icons" / "icons"
TARGET = ROOT / "admin" / "static" / "vendor" / "icons.svg"
NAMED = re.compile(r"""icon\(\s*["']([a-z0-9-]+)["']|icon=["']([a-z0-9-]+)["']""")


def used() -> set[str]:
    """Names in the templates, and `icon="..."` in the pages."""
    files = [*(ROOT / "admin").rglob("*.html"), *(ROOT / "admin").rglob("*.py")]
    return {a or b for file in files for a, b in NAMED.findall(file.read_text(encoding="utf-8"))}


def symbol(name: str) -> str:
    """One icon as <symbol>."""
    drawing = (SOURCE / f"{name}.svg").read_text(encoding="utf-8")
    inside = re.sub(r"^.*?<svg[^>]*>|</svg>\s*$", "", drawing, flags=re.DOTALL).strip()
    return f'<symbol id="{name}" viewBox="0 0 16 16">{inside}</symbol>'


def main() -> int:
    """Exit code 1 when a template names an icon that does not exist."""
    missing = sorted(name for name in used() if not (SOURCE / f"{name}.svg").is_file())
    if missing:
        print(f"icons: bootstrap-icons has no {', '.join(missing)}", file=sys.stderr)
        return 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    symbols = "".join(symbol(name) for name in sorted(used()))
    TARGET.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>\n', encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
