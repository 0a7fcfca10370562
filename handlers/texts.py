"""Sentences: loads texts/*.yml, lays an office's own wording over them, and checks both before the start.

Code holds no sentence. A key is `script.step.part`: `lapor.desa.tanya` stands in texts/lapor.yml under
`desa:` as `tanya:`. What can be wrong with a file is said in Indonesian, because people of the Dinas edit it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

LABEL = 20
"""Longest title of a button, in characters: WhatsApp cuts reply buttons there (CHANNELS.md 5)."""

Needed = Mapping[str, frozenset[str]]
"""Key -> the placeholders its sentence may use."""


class BadTexts(Exception):
    """The sentence files cannot be used."""

    def __init__(self, complaints: Collection[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = tuple(complaints)


class Texts:
    """Every sentence by its key; in another language as far as its pack goes, the rest in Indonesian."""

    def __init__(
        self,
        sentences: Mapping[str, str],
        packs: Mapping[str, Mapping[str, str]] | None = None,
        indonesian: Texts | None = None,
    ) -> None:
        """`indonesian`: what this is a translation of."""
        self._sentences = dict(sentences)
        self._indonesian = indonesian or self
        self._spoken = {
            lang: Texts(self._sentences | dict(pack), None, self) for lang, pack in (packs or {}).items()
        }

    def speaking(self, lang: str) -> Texts:
        """The sentences for somebody who chose a language; Indonesian for one we have no pack of."""
        return self._indonesian._spoken.get(lang, self._indonesian)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages beside Indonesian, by their codes."""
        return tuple(sorted(self._spoken))

    def __getitem__(self, key: str) -> str:
        return self._sentences[key]

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def __iter__(self) -> Iterator[str]:
        return iter(self._sentences)

    def say(self, key: str, **values: str) -> str:
        """The sentence with its placeholders filled in."""
        return self._sentences[key].format_map(values)


def load(folder: Path, overlay: Path | None = None) -> Texts:
    """Read every sentence file; `overlay` holds files with only the keys an office words differently.

    Raises BadTexts for a file that cannot be read, and for an overlay key that we do not know.
    """
    ours = _read(folder)
    theirs = _read(overlay) if overlay else {}
    packs = {sub.name: _read(sub) for sub in sorted(folder.iterdir()) if sub.is_dir()}
    wrong = [f"{place(key)}: nama ini tidak dikenal" for key in sorted(set(theirs) - set(ours))]
    wrong += [f"{lang}/{what}" for lang, pack in packs.items() for what in _strange(pack, ours)]
    if wrong:
        raise BadTexts(wrong)
    return Texts(ours | theirs, packs)


def _strange(pack: Mapping[str, str], ours: Mapping[str, str]) -> Iterator[str]:
    """What a pack says that Indonesian does not: unknown names and placeholders, labels longer than a button."""
    for key, sentence in sorted(pack.items()):
        if key not in ours:
            yield f"{place(key)}: nama ini tidak dikenal"
            continue
        strange = _placeholders(sentence) - _placeholders(ours[key])
        yield from (f"{place(key)}: {{{name}}} tidak dikenal di sini" for name in sorted(strange))
        if is_label(key) and len(sentence) > LABEL:
            yield f"{place(key)}: tombol paling panjang {LABEL} huruf"


def check(texts: Texts, needed: Needed) -> list[str]:
    """What is wrong, a line each: a missing sentence, one nobody says, a misspelt {placeholder}, a long label."""
    wrong = [f"{place(key)}: kalimat ini belum ada" for key in needed if key not in texts]
    for key in texts:
        if key not in needed:
            wrong.append(f"{place(key)}: kalimat ini tidak dipakai")
            continue
        strange = _placeholders(texts[key]) - needed[key]
        wrong += [f"{place(key)}: {{{name}}} tidak dikenal di sini" for name in sorted(strange)]
        if is_label(key) and len(texts[key]) > LABEL:
            wrong.append(f"{place(key)}: tombol paling panjang {LABEL} huruf")
    return sorted(wrong)


def is_label(key: str) -> bool:
    """Whether the sentence is the title of a button."""
    return ".pilihan." in key


def _placeholders(sentence: str) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
    except ValueError:
        return {"?"}


def _read(folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    complaints: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            complaints.append(f"{path.name}: tidak dapat dibaca ({str(error).splitlines()[0]})")
            continue
        if not isinstance(content, dict):
            complaints.append(f"{path.name}: isinya harus nama dan kalimat")
            continue
        found |= {f"{path.stem}.{key}": text for key, text in _flat(content)}
    if complaints:
        raise BadTexts(complaints)
    return found


def _flat(content: Mapping[Any, Any], before: str = "") -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value).strip()


def place(key: str) -> str:
    """Where an editor finds a key: "lapor.yml, desa.tanya"."""
    file, _, rest = key.partition(".")
    return f"{file}.yml, {rest}"
