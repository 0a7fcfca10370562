"""The pictures of the evaluation page: small SVG files, drawn from the figures without a library."""

from __future__ import annotations

from collections.abc import Sequence

from .scores import Bin, PerCategory

_INK, _LINE, _GREEN, _AMBER = "#1f2a26", "#c9d2cd", "#0d6b57", "#b7791f"
_TEXT = f'font-family="sans-serif" font-size="13" fill="{_INK}"'


def reliability(bins: Sequence[Bin]) -> str:
    """What the service says against what was right; on the diagonal a probability is what it says."""
    left, top, side = 60, 20, 300
    lines = [_head(440, 380, "Reliability: probability said against share that was right")]
    lines.append(
        f'<rect x="{left}" y="{top}" width="{side}" height="{side}" fill="none" stroke="{_LINE}"/>'
        f'<line x1="{left}" y1="{top + side}" x2="{left + side}" y2="{top}" stroke="{_LINE}" stroke-dasharray="5"/>'
    )
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        lines.append(_text(left + side * tick - 10, top + side + 18, f"{tick:.2f}"))
        lines.append(_text(left - 38, top + side * (1 - tick) + 4, f"{tick:.2f}"))
    for one in bins:
        x, radius = left + side * one.said, 3 + one.count**0.5 / 2
        for share, colour in ((one.right, _AMBER), (one.fits, _GREEN)):
            y = top + side * (1 - share)
            lines.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}" fill-opacity=".7"/>'
            )
    lines.append(_text(left + 60, top + side + 40, "probability of the best category"))
    lines.append(_text(left + 8, top + 18, "green: main or accepted, amber: main"))
    return _closed(lines)


def categories(rows: Sequence[PerCategory]) -> str:
    """F1 of each category as a bar."""
    left, high = 190, 24
    lines = [_head(640, 20 + high * len(rows), "F1 of each category on the blind set")]
    for n, row in enumerate(sorted(rows, key=lambda one: -one.f1)):
        y = 10 + n * high
        lines.append(_text(8, y + 15, row.category))
        lines.append(
            f'<rect x="{left}" y="{y + 3}" width="{360 * row.f1:.0f}" height="{high - 8}" fill="{_GREEN}"/>'
        )
        lines.append(_text(left + 360 * row.f1 + 8, y + 15, f"{row.f1:.2f}"))
    return _closed(lines)


def _head(width: int, height: int, title: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img">'
        f'<title>{title}</title><rect width="{width}" height="{height}" fill="#fff"/>'
    )


def _text(x: float, y: float, said: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" {_TEXT}>{said}</text>'


def _closed(lines: Sequence[str]) -> str:
    return "\n".join([*lines, "</svg>"]) + "\n"
