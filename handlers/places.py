"""The long list of places as the talk uses it: candidates to offer, a code read back in words."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.turn import Option
from nlu.place_points import Points
from nlu.places import Gazetteer


class PlaceList:
    """handlers.turn.Places over the office's gazetteer."""

    def __init__(self, gazetteer: Gazetteer, points: Points | None = None) -> None:
        self._gazetteer = gazetteer
        self._points = points or Points({})

    def options(self, text: str, limit: int = 5) -> Sequence[Option]:
        """Villages whose name is like `text`, best first; id is the region code."""
        return [Option(place.code, self.title(place.code)) for place in self._gazetteer.search(text, limit)]

    def title(self, code: str) -> str:
        """ "Matangaji, Kec. Sumber"; empty for a code this office does not cover."""
        place = self._gazetteer.by_code(code)
        if place is None:
            return ""
        return f"{place.name}, Kec. {place.district}" if place.district else place.name

    def near(self, lat: float, lon: float) -> Sequence[str]:
        """Codes of the villages of this office near a pin, nearest first; none without coordinates."""
        return [code for code in self._points.near(lat, lon) if self.title(code)]
