"""Working days, holidays and office hours of one place; pure. All moments in and out are aware UTC."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from .errors import ConfigError

Span = tuple[time, time]
"""From opening to closing, local time; a day with a lunch break has two."""
_HORIZON = 400
"""Days we look ahead for the next working day: more than a year without one is a mistake in the data."""
_MINUTE = timedelta(minutes=1)
DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
"""How the data name the weekdays, Monday first."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an office works."""

    zone: ZoneInfo
    hours: Mapping[int, tuple[Span, ...]]
    """Weekday (Monday is 0) to its spans in order; a day without spans is free."""
    holidays: Mapping[date, str]
    """Free days and their names, national and regional."""

    def is_working_day(self, day: date) -> bool:
        """Is the office open at all on this day?"""
        return day not in self.holidays and bool(self.hours.get(day.weekday()))

    def is_open(self, at: datetime) -> bool:
        """Is somebody there at this moment?"""
        return any(begin <= at < end for begin, end in self.spans(self._day(at)))

    def spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """Opening and closing moments of a day; none on a free day."""
        if not self.is_working_day(day):
            return []
        return [
            (self._moment(day, begin), self._moment(day, end)) for begin, end in self.hours[day.weekday()]
        ]

    def after_days(self, start: datetime, days: int) -> datetime:
        """Closing time of the `days`-th working day after the day of `start`, which does not count."""
        for day in self._days(self._day(start) + timedelta(days=1)):
            if self.is_working_day(day):
                days -= 1
                if days == 0:
                    return self.spans(day)[-1][1]
        raise ConfigError("working hours: no working day within a year")

    def after_minutes(self, start: datetime, minutes: int) -> datetime:
        """The moment when that many working minutes have passed; for 0 the start itself."""
        left = minutes * _MINUTE
        if not left:
            return start
        for day in self._days(self._day(start)):
            for begin, end in self.spans(day):
                begin = max(begin, start)
                if end - begin >= left:
                    return begin + left
                left -= max(end - begin, timedelta(0))
        raise ConfigError("working hours: not enough of them within a year")

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole working minutes from `start` to `end`; 0 when `end` is not later."""
        total = timedelta(0)
        day = self._day(start)
        while day <= self._day(end):
            for begin, close in self.spans(day):
                total += max(min(close, end) - max(begin, start), timedelta(0))
            day += timedelta(days=1)
        return total // _MINUTE

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def _days(self, first: date) -> Iterator[date]:
        return (first + timedelta(days=n) for n in range(_HORIZON))


def hours_of(written: Mapping[str, Sequence[str]]) -> dict[int, tuple[Span, ...]]:
    """Working hours as the data write them: {"senin": ["07:30-12:00", "13:00-16:00"], ...}."""
    hours = {}
    for place, day in enumerate(DAYS):
        spans = [span.split("-") for span in written.get(day, ())]
        hours[place] = tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in spans)
    return hours
