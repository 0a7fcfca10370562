"""Files people send, as small as they can be."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

OGG = b"OggS" + b"\0" * 200
PDF = b"%PDF-1.7\n1 0 obj\n"


def a_photo(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, kind, **more)
    return out.getvalue()
