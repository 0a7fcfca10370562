"""What the service guesses from a whole story answers no question, and corrects no line by itself."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from handlers import reception
from handlers.proposals import enrich
from handlers.texts import Texts
from handlers.turn import CaseBrief, Facts, Inbound, Proposal, State, Turn
from nlu.meaning import REPORT, Found, Meaning

STORY = "bpjs ibu saya mati padahal minggu depan operasi"
MATANGAJI = "32.09.15.2001"
KNOWN = {
    "kebutuhan": "kesehatan", "untuk_siapa": "keluarga", "nama_warga": "Sarinem", "mendesak": "urgent", "desa": MATANGAJI,
}  # fmt: skip


class Desk:
    """One person at the reception."""

    def __init__(self, facts: Facts, texts: Texts) -> None:
        self.facts, self.texts, self.state = facts, texts, State()
        self._ids = map(str, itertools.count(1))

    def hears(self, text: str, intent: str = "", **found: tuple[Proposal, ...]) -> Turn:
        said = replace(a_message(text), intent=intent, found=found)
        turn = reception.receive(self.state, said, self.facts, self.texts, lambda: next(self._ids))
        self.state = turn.state
        return turn


def guess(value: str) -> tuple[Proposal, ...]:
    return (Proposal(value, "sure", "model"),)


def read(value: str) -> tuple[Proposal, ...]:
    return (Proposal(value, "sure", "code"),)


@pytest.fixture
def at_the_read_back(facts: Facts, texts: Texts) -> Desk:
    desk = Desk(facts, texts)
    desk.hears(STORY, REPORT, **{step: read(value) for step, value in KNOWN.items()})
    assert desk.state.talks[0].asked == "periksa"
    return desk


@pytest.mark.parametrize("said", ["kirim", "ya", "sudah benar", "ok"])
def test_a_yes_sends_whatever_is_guessed_from_it(said: str, at_the_read_back: Desk) -> None:
    turn = at_the_read_back.hears(said, untuk_siapa=guess("saya"), mendesak=guess("emergency"))

    [done] = turn.done
    assert (done.outcome, done.told["untuk_siapa"]) == ("buka_kasus", "keluarga")


def test_what_was_said_at_the_read_back_is_a_correction(at_the_read_back: Desk) -> None:
    at_the_read_back.hears("ini untuk saya sendiri", untuk_siapa=read("saya"))

    assert at_the_read_back.state.talks[0].asked == "nama_saya"
    assert at_the_read_back.state.talks[0].was["untuk_siapa"] == "keluarga"


def test_an_answer_to_one_question_is_no_guess_for_another(facts: Facts, texts: Texts) -> None:
    desk = Desk(facts, texts)
    desk.hears(STORY, REPORT, kebutuhan=read("lansia"), untuk_siapa=read("keluarga"))
    desk.hears("Sumini")
    desk.hears("sumber", untuk_siapa=guess("saya"), mendesak=guess("urgent"))

    talk = desk.state.talks[0]
    assert "mendesak" not in talk.found
    assert [p.value for p in talk.found["untuk_siapa"]] == ["keluarga"]


def test_guesses_are_marked_where_they_are_made() -> None:
    found = Found(relation="family", urgency="urgent", words=20)
    meaning = Meaning(intent=REPORT, found=found, guessed=frozenset({"relation"}), source="model+code")

    said = enrich(a_message(STORY), meaning)

    assert [p.source for p in said.found["untuk_siapa"]] == ["model"]
    assert [p.source for p in said.found["mendesak"]] == ["code"]


class TestMoreToAReport:
    def test_it_goes_to_the_newest_open_case(self, facts: Facts, texts: Texts) -> None:
        cases = tuple(
            CaseBrief(id_, "SLRT 7K4M-9XQ1-C", "Beras", state)
            for id_, state in (("1", "closed"), ("2", "received"))
        )
        turn = Desk(replace(facts, cases=cases), texts).hears(
            "mau nambah info, saya sudah ke balai desa", "add_info"
        )

        [done] = turn.done
        assert (done.talk.about, done.outcome) == ("2", "tambah_keterangan")
        assert done.told["keterangan"].startswith("mau nambah")

    def test_without_a_case_it_is_a_story(self, facts: Facts, texts: Texts) -> None:
        desk = Desk(facts, texts)
        desk.hears("mau nambah info, saya sudah ke balai desa tapi ditolak", "add_info")

        assert desk.state.talks[0].script == "lapor"


class TestDanger:
    def test_of_a_life_in_danger_the_cry_tells_whose_and_why(self, facts: Facts, texts: Texts) -> None:
        [done] = cry(Desk(facts, texts), "life_danger").done

        wanted = {"kebutuhan": "bencana", "untuk_siapa": "keluarga", "desa": MATANGAJI}
        assert {name: done.told[name] for name in wanted} == wanted

    def test_of_violence_the_relative_named_is_who_does_it(self, facts: Facts, texts: Texts) -> None:
        [done] = cry(Desk(facts, texts), "violence").done

        assert set(done.told) == {"cerita", "bahaya", "desa"}

    @pytest.mark.parametrize(
        ("said", "safe"), [("ya", "aman"), ("aman", "aman"), ("tidak", "jangan"), ("jangan", "jangan")]
    )
    def test_whether_it_is_safe_is_answered_in_words(
        self, said: str, safe: str, facts: Facts, texts: Texts
    ) -> None:
        desk = Desk(facts, texts)
        cry(desk, "violence")
        [done] = desk.hears(said).done

        assert done.told["aman"] == safe


def cry(desk: Desk, kind: str) -> Turn:
    found = {"kebutuhan": read("bencana"), "untuk_siapa": read("keluarga"), "desa": read(MATANGAJI)}
    said = replace(a_message("rumah ibu saya kebakaran"), crisis=kind, intent=REPORT, found=found)
    turn = reception.receive(desk.state, said, desk.facts, desk.texts, lambda: "t")
    desk.state = turn.state
    return turn


def a_message(text: str) -> Inbound:
    return Inbound("console", "console", "", "", "console:budi", "text", text=text)
