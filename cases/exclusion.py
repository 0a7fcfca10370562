"""Who must not learn of a case because it is about them (DOMAIN.md section 7, TRUST.md T31); pure."""

from __future__ import annotations

from .roles import Role, Viewer

OWN_HOUSE = frozenset({"slrt", "dinsos"})
"""The secretariat sits in the Dinas Sosial: a report about either is for the manager and the inspectorate alone."""
VILLAGE = "desa"


def hidden_from(viewer: Viewer) -> frozenset[str]:
    """The accused whose cases do not exist for this viewer: no row, no count, no export, no notice."""
    if viewer.kind != "account" or Role.MANAGER in viewer.roles():
        return frozenset()
    if (
        viewer.agency_id is not None
    ):  # it sees what was referred to it, and nothing about it is (cases/referrals.py)
        return frozenset()
    if any(grant.covers("") for grant in viewer.grants):
        return OWN_HOUSE
    return OWN_HOUSE | {VILLAGE}


def alerted(accused: str) -> tuple[Role, ...]:
    """Who is alerted instead of the desk, because somebody of the desk may be meant; empty: the desk as always."""
    return (Role.MANAGER,) if accused in OWN_HOUSE else ()
