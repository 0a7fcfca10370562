"""Redraw: a child process that draws an image anew: what was hidden in it (EXIF, GPS, a second file behind the picture) is gone.

Run as `python -m bot.media.redraw`: bytes in on stdin, JPEG out on stdout. It limits itself before it looks at anything:
memory, processor time, pixels (TRUST.md T7, S10).
"""

from __future__ import annotations

import asyncio
import io
import resource
import sys

from PIL import Image, ImageOps, UnidentifiedImageError

MEMORY = 512 * 1024 * 1024
"""Bytes of address space of the child; a picture of 25 megapixels takes 75 of them as colours."""
SECONDS = 5
PIXELS = 25_000_000
SIDE = 2048
"""Longest side of what is kept: enough to read a letter."""
WHOLE = 15.0
"""Seconds for the whole child, waiting included."""


class CannotDraw(Exception):
    """No picture came out: broken, too large, too slow, or none at all."""


async def redrawn(content: bytes) -> bytes:
    """The picture as a JPEG without anything else in it. Raises CannotDraw."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.media.redraw",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(WHOLE):
            drawn, _ = await child.communicate(content)
    except TimeoutError:
        child.kill()
        await child.wait()
        raise CannotDraw("too slow") from None
    if child.returncode != 0 or not drawn:
        raise CannotDraw(f"exit {child.returncode}")
    return drawn


def draw(content: bytes) -> bytes:
    """What the child does. Raises CannotDraw."""
    try:
        opened = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP"))
        if opened.width * opened.height > PIXELS:
            raise CannotDraw("too many pixels")
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((SIDE, SIDE))
        flat = Image.new("RGB", picture.size, "white")
        with_alpha = picture.convert("RGBA")
        flat.paste(with_alpha, mask=with_alpha.getchannel("A"))
        out = io.BytesIO()
        flat.save(out, "JPEG", quality=85)
        return out.getvalue()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
    ) as error:
        raise CannotDraw(type(error).__name__) from None


def main() -> int:
    """The child: limits first."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    Image.MAX_IMAGE_PIXELS = PIXELS
    try:
        sys.stdout.buffer.write(draw(sys.stdin.buffer.read()))
    except (CannotDraw, MemoryError):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
