"""The small pattern language of keywords.yml, made into regular expressions over the plain form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

ENDINGS = "(?:nya|ku|mu|lah|kah|pun)?"
"""Clitics that may hang on any word of a pattern."""
GAP = r"(?: [^ |]+){0,6} "
"""What ".." stands for: up to six words of the same sentence."""
_HEAD_LENGTH = 3

_TERM = re.compile(
    r"<(?P<list>\w+)>|(?P<gap> \.\. )|(?P<word>[a-z][a-z0-9]*)(?P<free>\*?)|\((?!\?)|.", re.DOTALL
)
_CODES = re.compile(r"\\.|\{[^}]*\}|\[[^\]]*\]")
_FIRST_WORD = re.compile(r"^\W*([a-z]+)")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of the table: all its parts must be found."""

    parts: tuple[re.Pattern[str], ...]
    heads: tuple[frozenset[str], ...]
    """For each part the beginnings (three letters) its first word can have; empty when anything may come first."""

    def matches(self, plain: str, beginnings: frozenset[str]) -> bool:
        """Whether every part occurs in `plain`; `beginnings` are the first three letters of its words."""
        for part, head in zip(self.parts, self.heads, strict=True):
            if head and head.isdisjoint(beginnings):
                return False
            if not part.search(plain):
                return False
        return True


def beginnings(words: tuple[str, ...]) -> frozenset[str]:
    """First three letters of every word, to pass over patterns that cannot match."""
    return frozenset(word[:_HEAD_LENGTH] for word in words)


def compiled(line: str, lists: Mapping[str, str]) -> Pattern:
    """Translate one pattern; raises KeyError for an unknown list and re.error for a broken pattern."""
    parts = [part.strip() for part in line.split(" & ")]
    expanded = [_expanded(part, lists) for part in parts]
    return Pattern(
        tuple(re.compile(rf"\b(?:{_regex(part)})(?= |$)") for part in expanded),
        tuple(_heads(part) for part in expanded),
    )


def _expanded(part: str, lists: Mapping[str, str]) -> str:
    """Lists put in place; lists may name lists."""
    while True:
        replaced = re.sub(r"<(\w+)>", lambda m: f"({lists[m[1]]})", part)
        if replaced == part:
            return part
        part = replaced


def _regex(part: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(part):
        code = _CODES.match(part, at)
        if code:
            out.append(code.group())
            at = code.end()
            continue
        term = _TERM.match(part, at)
        if term is None:  # cannot be: the last alternative takes any character
            raise ValueError(part)
        out.append(_translated(term))
        at = term.end()
    return "".join(out)


def _translated(term: re.Match[str]) -> str:
    if term["gap"]:
        return GAP
    if term["word"]:
        return term["word"] + (r"\w*" if term["free"] else ENDINGS)
    return "(?:" if term.group() == "(" else term.group()


def _heads(part: str) -> frozenset[str]:
    """Beginnings of the words a match can start with; empty when one of them is not a plain word."""
    heads: set[str] = set()
    for alternative in _first_alternatives(part):
        word = _FIRST_WORD.match(alternative)
        if (
            word is None
            or re.match(r"^\W*[a-z]+[\\\[{?]", alternative)
            or alternative.lstrip("(").startswith("\\")
        ):
            return frozenset()
        if alternative.startswith("(") and ")?" in alternative:
            return frozenset()
        letters = word[1]
        if len(letters) < _HEAD_LENGTH:
            return frozenset()  # "di phk": too short to pass over safely with endings hanging on it
        heads.add(letters[:_HEAD_LENGTH])
    return frozenset(heads)


def _first_alternatives(part: str) -> list[str]:
    """Top-level alternatives, opened where they begin with a group."""
    found: list[str] = []
    for alternative in _split(part):
        stripped = alternative.strip()
        if stripped.startswith("("):
            end = _closing(stripped)
            if stripped[end + 1 : end + 2] == "?":
                found.append("\\")  # optional first group: anything may come first
                continue
            found += _first_alternatives(stripped[1:end])
        else:
            found.append(stripped)
    return found


def _split(part: str) -> list[str]:
    depth, pieces, piece = 0, [], ""
    for ch in part:
        depth += {"(": 1, ")": -1}.get(ch, 0)
        if ch == "|" and depth == 0:
            pieces.append(piece)
            piece = ""
        else:
            piece += ch
    return [*pieces, piece]


def _closing(part: str) -> int:
    depth = 0
    for at, ch in enumerate(part):
        depth += {"(": 1, ")": -1}.get(ch, 0)
        if depth == 0:
            return at
    raise ValueError(f"a bracket is not closed: {part}")
