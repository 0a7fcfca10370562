"""News: the right sentence, neutral for guarded cases, and a question that comes to the front."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from cases.events import Event, EventName
from handlers import kabar
from handlers.texts import Texts
from handlers.turn import CaseBrief, State, Talk

CASE = UUID(int=7)
BRIEF = CaseBrief(
    str(CASE), "SLRT 7K4M-9XQ2-C", "Kesehatan dan BPJS", "in_progress", agency="Dinas Kesehatan"
)
OPEN_TALK = Talk("t0", "lapor", answers={"cerita": "cerita yang belum selesai"})


def _event(name: EventName, text: str = "") -> Event:
    return Event(UUID(int=1), CASE, name, datetime(2026, 11, 24, tzinfo=UTC), "x", text=text)


@pytest.mark.parametrize("name", list(EventName))
def test_of_a_guarded_case_neither_need_nor_agency_is_said(name: EventName, texts: Texts) -> None:
    guarded = replace(BRIEF, guarded=True)

    turn = kabar.news(_event(name, "x"), guarded, State(), texts, lambda: "t1")

    for reply in turn.replies if turn else ():
        assert "Kesehatan" not in reply.body
        assert guarded.number in reply.body or name is EventName.QUESTION_ANSWERED


@pytest.mark.parametrize("name", [EventName.NOTE_ADDED, EventName.REFERRAL_SEEN, EventName.REFERRAL_REJECTED])
def test_what_stays_inside_the_office_is_not_told(name: EventName, texts: Texts) -> None:
    assert kabar.news(_event(name, "rahasia kantor"), BRIEF, State(), texts, lambda: "t1") is None


def test_why_a_trial_was_archived_is_nobodys_news(texts: Texts) -> None:
    archived = replace(_event(EventName.CASE_CLOSED, "spam"), data={"reason": "archived"})

    assert kabar.news(archived, BRIEF, State(), texts, lambda: "t1") is None


def test_an_answer_an_officer_wrote_down_thanks_nobody(texts: Texts) -> None:
    assert (
        kabar.news(_event(EventName.QUESTION_ANSWERED, "RT 3"), BRIEF, State(), texts, lambda: "t1") is None
    )


def test_a_question_comes_to_the_front_and_the_open_talk_waits(texts: Texts) -> None:
    turn = kabar.news(
        _event(EventName.QUESTION_ASKED, "Nomor kartunya?"), BRIEF, State((OPEN_TALK,)), texts, lambda: "t1"
    )

    assert turn is not None
    assert [(talk.script, talk.about) for talk in turn.state.talks] == [("balas", str(CASE)), ("lapor", "")]
    assert "Nomor kartunya?" in turn.replies[0].body


def test_a_second_question_about_the_same_case_needs_no_second_talk(texts: Texts) -> None:
    asked = _event(EventName.QUESTION_ASKED, "Nomor kartunya?")
    once = kabar.news(asked, BRIEF, State(), texts, lambda: "t1")
    assert once is not None

    twice = kabar.news(asked, BRIEF, once.state, texts, lambda: "t2")

    assert twice is not None
    assert [talk.id for talk in twice.state.talks] == ["t1"]


def test_a_result_asks_whether_it_is_true(texts: Texts) -> None:
    turn = kabar.news(_event(EventName.REFERRAL_DONE, "Kartu aktif."), BRIEF, State(), texts, lambda: "t1")

    assert turn is not None
    assert [option.id for option in turn.replies[0].options] == ["sudah", "belum"]
    assert turn.replies[0].step == "hasil.hasil"


def test_an_alert_names_the_case_and_nothing_of_its_content(texts: Texts) -> None:
    for kind in kabar.ALERTS:
        body = kabar.alert(kind, BRIEF, texts).body
        assert BRIEF.number in body
        assert "Kesehatan" not in body
