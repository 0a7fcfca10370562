"""Outcomes: what a talk ended with is carried out as verbs of the case room, in the turn's transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection

from bot.agency_answers import AgencyAnswers
from bot.ending import Ending, Result
from bot.field_work import FieldWork
from bot.lessons import Lessons
from bot.notices import Notices
from bot.own_data import OwnData
from bot.reports import Reports
from bot.wishes import Wishes
from cases.messages import Desk
from handlers.texts import Texts
from handlers.turn import Done, State


class Outcomes:
    """The table of outcomes a script can end with."""

    def __init__(self, notices: Notices, lessons: Lessons, texts: Texts, *, learning: bool) -> None:
        """`learning`: the read-back said that the story may teach the bot."""
        reports = Reports(notices, texts, lessons, learning=learning)
        wishes, own = Wishes(notices, texts), OwnData(notices, texts)
        field, agency = FieldWork(notices, texts, reports), AgencyAnswers(notices, texts)
        self._acts: Mapping[str, Callable[[Ending], Result]] = {
            "buka_kasus": reports.open,
            "catat_darurat": reports.emergency,
            "lengkapi_kasus": reports.complete,
            "jawab": reports.answer,
            "hasil": reports.outcome,
            "tambah_keterangan": reports.said_more,
            "tambah_ke": reports.add_to,
            "luar_daerah": reports.outside,
            "di_luar": reports.outside,
            "minta_petugas": wishes.human,
            "bicara": wishes.speak,
            "cabut": wishes.withdraw,
            "buka_lagi": wishes.reopen,
            "nilai": wishes.rate,
            "nilai_sebab": wishes.rate,
            "tetap": lambda end: Result(end.state),
            "data_salinan": own.copy,
            "data_perbaiki": own.correct,
            "data_hapus": own.erase,
            "kode_temu": wishes.meeting,
            "hubungkan_akun": wishes.link,
            "berhenti": wishes.stop,
            "buka_kasus_wakil": field.open,
            "tugas_selesai": field.task_done,
            "catat_kunjungan": field.visited,
            "rujukan_terima": agency.accept,
            "rujukan_bukan": agency.refuse,
            "rujukan_data": agency.ask,
            "rujukan_selesai": agency.finish,
            "rapat_pendapat": agency.speak,
            "lewat": lambda end: Result(end.state),
        }

    def carry_out(self, tx: Connection, desk: Desk, done: Done, state: State, now: datetime) -> Result:
        """Do what the talk ended with. Raises KeyError for an outcome nobody carries out."""
        return self._acts[done.outcome](Ending(tx, desk, done, state, now))
