"""Writes docs/states.md from the tables of cases/rules.py: who may do what, and two diagrams. `make states`; a test holds it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from cases.messages.states import OUTBOUND  # noqa: E402
from cases.models import OUTBOUND_STATES  # noqa: E402
from cases.rules import (  # noqa: E402
    BEFORE,
    CASE_TABLE,
    GUARDS,
    REFERRAL_TABLE,
    SAME,
    CaseState,
    ReferralState,
    Row,
)

TARGET = ROOT / "docs" / "states.md"
GUARD_WORDS = {
    "only_emergency": "only an emergency",
    "not_own_entry": "not by who entered the case",
    "calm": "not urgent, not confidential",
    "walk_in": "a service at the desk",
    "within_window": "within the time the office sets (30 days at first)",
    "said_once": "nobody said so before",
    "conferring": "a case conference is open",
    "not_conferring": "no case conference is open",
    "to_us": "it is an agency's proposal to the secretariat",
    "short_hold": "14 days at most",
    "no_newer_referral": "no newer referral",
    "merged": "it was put into another case",
    "within_a_day": "within 24 hours",
}
"""Name of a condition -> what it means; every condition of the tables stands here."""
PROSE = """# States: what may follow what, and who may do it

Written by `make states` from the tables in `cases/rules.py`; the tables are the program, this page is only a way to read them. A
test fails when the two differ, and another holds every pair of state and act, for every role, against the tables: what does not
stand in them is refused, and nothing changes.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(
        [
            PROSE,
            "## A case\n",
            _diagram(CASE_TABLE, first=CaseState.NOT_YET, last=(CaseState.CLOSED, CaseState.RESOLVED_VERIFIED, CaseState.ERASED)),
            _lines(CASE_TABLE),
            "## A referral\n",
            _diagram(REFERRAL_TABLE, first=ReferralState.NOT_YET, last=(ReferralState.REJECTED, ReferralState.RETURNED, ReferralState.REVOKED)),
            _lines(REFERRAL_TABLE),
            "## A message to a person\n",
            _messages(),
        ]
    )  # fmt: skip


def _diagram(table: Sequence[Row], first: str, last: Sequence[str]) -> str:
    """Acts that leave the state as it is are left out; they stand in the table below."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for row in table:
        if row.to == SAME:
            continue
        for state in sorted(row.frm):
            arrows.setdefault((state, row.to), []).append(str(row.act))
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for (frm, to), acts in sorted(arrows.items()):
        where = "before_the_pause" if to == BEFORE else to
        lines.append(f"    {frm} --> {where}: {', '.join(dict.fromkeys(acts))}")
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in last), "```", ""])


def _lines(table: Sequence[Row]) -> str:
    head = ["| act | from | to | by | if |", "|---|---|---|---|---|"]
    shown = {SAME: "(as it was)", BEFORE: "(as before the pause)"}
    body = [
        f"| {row.act} | {', '.join(sorted(row.frm))} | {shown.get(row.to, row.to)} | "
        f"{', '.join(sorted(row.who))} | {', '.join(GUARD_WORDS[name] for name in row.guard.split())} |"
        for row in table
    ]
    return "\n".join([*head, *body, ""])


def _messages() -> str:
    """The diagram says which states follow, the table below it why."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for line in OUTBOUND:
        for frm in line.frm:
            for to in line.to:
                if frm != to:
                    arrows.setdefault((frm, to), []).append(str(line.happens))
    unknown = {state for arrow in arrows for state in arrow} ^ set(OUTBOUND_STATES)
    if unknown:
        raise SystemExit(f"states of messages that do not fit the table: {sorted(unknown)}")
    diagram = [
        f"    {frm} --> {to}: {', '.join(dict.fromkeys(what))}" for (frm, to), what in sorted(arrows.items())
    ]
    table = [
        f"| {line.happens} | {', '.join(line.frm)} | {', '.join(line.to)} | {line.why} |" for line in OUTBOUND
    ]
    head = ["```mermaid", "stateDiagram-v2", "    [*] --> queued"]
    return "\n".join(
        [*head, *diagram, "```", "", "| happens | from | to | why |", "|---|---|---|---|", *table, ""]
    )


def main() -> int:
    """Exit code 0 when the page is written."""
    if missing := set(GUARDS) - set(GUARD_WORDS):
        print(f"conditions without words: {sorted(missing)}", file=sys.stderr)
        return 1
    TARGET.write_text(page(), encoding="utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
