"""The table of scripts: name -> script. A script carries the name of its sentence file."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.balas import balas, hasil, tambah
from handlers.cabut import buka, cabut
from handlers.darurat import darurat
from handlers.data import data
from handlers.kunci import kunci
from handlers.kunjungan import kunjungan
from handlers.lapor import lapor
from handlers.nilai import nilai
from handlers.petugas import petugas
from handlers.rapat import rapat
from handlers.rujukan import rujukan
from handlers.script import Script
from handlers.wakil import wakil

SCRIPTS: Mapping[str, Script] = {
    "lapor": lapor,
    "darurat": darurat,
    "balas": balas,
    "hasil": hasil,
    "tambah": tambah,
    "petugas": petugas,
    "kunci": kunci,
    "cabut": cabut,
    "buka": buka,
    "nilai": nilai,
    "data": data,
    "wakil": wakil,
    "kunjungan": kunjungan,
    "rujukan": rujukan,
    "rapat": rapat,
}
