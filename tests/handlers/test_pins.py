"""A pin in the middle of a report: kept, and the nearest villages are offered where an office knows where they lie."""

from __future__ import annotations

from dataclasses import replace

from handlers.places import PlaceList
from handlers.texts import Texts
from handlers.turn import Facts
from nlu.client import NoGuesser
from nlu.place_points import Points
from nlu.places import Gazetteer
from nlu.understanding import Understanding
from tests.conversation import PIN, Conversation

NEAR = {"32.09.15.2001": (-6.7610, 108.4810), "32.09.15.2002": (-6.7650, 108.4850)}


def _talk(texts: Texts, facts: Facts, gazetteer: Gazetteer) -> Conversation:
    known = replace(facts, places=PlaceList(gazetteer, Points(NEAR)))
    return Conversation(texts, known, Understanding(gazetteer, NoGuesser()).by_code)


def test_the_nearest_villages_are_buttons(texts: Texts, facts: Facts, gazetteer: Gazetteer) -> None:
    talk = _talk(texts, facts, gazetteer)
    talk.say("bansos saya tidak cair tiga bulan")
    talk.say("Sarinem")
    talk.say(PIN)

    asked = talk.shown[-1]
    assert asked.step == "lapor.desa"
    assert [option.id for option in asked.options] == [*NEAR, "bukan_itu"]
    talk.say("1")
    talk.say("kirim")
    assert talk.done[-1].told["desa"] == "32.09.15.2001"


def test_a_village_that_was_told_is_not_asked_again(texts: Texts, facts: Facts, gazetteer: Gazetteer) -> None:
    talk = _talk(texts, facts, gazetteer)
    talk.say("bansos saya tidak cair tiga bulan, saya dari desa Sendang kecamatan Sumber")
    talk.say(PIN)
    talk.say("Sarinem")

    assert "Sendang" in talk.shown[-1].body
    assert talk.shown[-1].step == "lapor.periksa"
