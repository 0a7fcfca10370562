"""Language: which of ours a message is clearly written in, so that the pack can be offered; pure.

Words that Indonesian has as well say nothing. The packs are not yet read by native speakers (README).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMES: Mapping[str, str] = {"jv": "bahasa_jawa", "su": "bahasa_sunda"}
"""Code -> name of its button and word."""

_MARKERS: Mapping[str, frozenset[str]] = {
    "jv": frozenset(
        [
            "kula",
            "kulo",
            "mboten",
            "ora",
            "wis",
            "sampun",
            "dereng",
            "durung",
            "nopo",
            "napa",
            "pripun",
            "priben",
            "kepriben",
            "kados",
            "griya",
            "omah",
            "gerah",
            "saged",
            "iso",
            "nyuwun",
            "niku",
            "niki",
            "kaliyan",
            "karo",
            "inggih",
            "nggih",
            "panjenengan",
            "sampeyan",
            "arep",
            "pengin",
            "bojo",
            "simbah",
            "rumiyin",
            "sakniki",
            "saiki",
            "kepanggih",
            "mangan",
            "dhuwit",
            "duwit",
            "udan",
            "lagi",
            "wonten",
            "ana",
            "opo",
            "iki",
            "iku",
            "dhewe",
            "piyambak",
            "lare",
            "bocah",
            "bli",
            "laka",
            "reang",
            "isun",
            "sira",
            "gen",
            "kuh",
        ]
    )
    - {"lagi", "ana", "iku", "gen"},
    "su": frozenset(
        [
            "abdi",
            "teu",
            "henteu",
            "atos",
            "parantos",
            "kumaha",
            "naha",
            "hoyong",
            "bade",
            "pun",
            "aya",
            "euweuh",
            "acan",
            "nyuhunkeun",
            "punten",
            "mangga",
            "ieu",
            "eta",
            "anu",
            "sareng",
            "kanggo",
            "bumi",
            "imah",
            "gering",
            "udur",
            "damang",
            "nuju",
            "kedah",
            "kudu",
            "ayeuna",
            "tos",
            "budak",
            "artos",
            "duit",
            "hujan",
            "rorompok",
            "linggih",
            "pisan",
            "oge",
            "ngan",
            "wae",
            "keur",
            "geus",
            "acan",
            "kuring",
            "urang",
            "pamajikan",
            "salaki",
        ]
    )
    - {"punten", "duit", "hujan", "urang"},
}
FEWEST, SHARE = 3, 0.25
"""Different markers, and their part of all words."""


def spoken(text: str) -> str:
    """The code of the language, or empty when there is any doubt."""
    words = re.findall(r"[a-z']+", text.lower())
    counted = {lang: [w for w in words if w in markers] for lang, markers in _MARKERS.items()}
    fits = [
        lang
        for lang, found in counted.items()
        if len(set(found)) >= FEWEST and len(found) >= SHARE * len(words)
    ]
    return fits[0] if len(fits) == 1 else ""
