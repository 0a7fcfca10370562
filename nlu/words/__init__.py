"""Understanding without the service: what code alone reads in a message, exact things only."""

from __future__ import annotations

from nlu.meaning import Found
from nlu.places import Gazetteer

from . import amounts, crisis, kinds, needs, numbers, people, urgency
from .normal import read

__all__ = ["find"]


def find(text: str, gazetteer: Gazetteer) -> Found:
    """Everything code finds in a text; empty values mean "not said". Never raises, costs a few milliseconds."""
    reading = read(text)
    identity = numbers.identity(reading.text)
    rt, rw = numbers.rt_rw(reading.text)
    who, word = people.relation(reading)
    danger = crisis.crisis(reading.plain)
    keywords = needs.categories(reading)
    return Found(
        places=gazetteer.find(reading.text),
        elsewhere=gazetteer.elsewhere(reading.text),
        rt=rt,
        rw=rw,
        nik=identity.nik,
        broken_nik=identity.broken_nik,
        kk=identity.kk,
        phones=numbers.phones(reading.text),
        case_number=numbers.case_number(reading.text),
        name=people.name(reading.text, who),
        relation=who,
        relation_word=word if who in {"family", "neighbour"} else "",
        programmes=needs.programmes(reading),
        amounts=amounts.amounts(reading.text, reading.plain),
        since=amounts.since(reading.plain),
        urgency=urgency.urgency(reading.plain, danger),
        kind=kinds.kind(reading),
        crisis=danger,
        accuses=needs.accuses(keywords),
        words=len(reading.words),
        keywords=keywords,
    )
