"""Looked at: what a file is by its first bytes, never by its name; only what residents need is taken (TRUST.md T7)."""

from __future__ import annotations

IMAGES = frozenset({"image/jpeg", "image/png", "image/webp"})
TAKEN = IMAGES | {"application/pdf", "audio/ogg", "audio/mpeg", "audio/mp4", "audio/amr", "video/mp4"}
"""Everything else (SVG, HTML, archives, programs, office files) is refused with a kind word."""

_HEADS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"OggS", "audio/ogg"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
)
_SOUND_BRANDS = frozenset({b"M4A ", b"M4B "})


def mime_of(content: bytes) -> str:
    """The type of a file we take, or empty."""
    for head, mime in _HEADS:
        if content.startswith(head):
            return mime
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "audio/mp4" if content[8:12] in _SOUND_BRANDS else "video/mp4"
    return ""
