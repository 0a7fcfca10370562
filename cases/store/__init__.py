"""Questions about cases and referrals; every one takes the viewer and answers only what she may see."""

from __future__ import annotations

from .case_page import (
    Question,
    TimelineEntry,
    open_questions,
    people_of,
    read_event,
    referrals_of,
    timeline,
    written_since,
)
from .store_conferences import conferring_with, parties, proposer
from .store_exclusions import excluded
from .store_merges import goes_on_in
from .store_rows import (
    CaseRow,
    ReferralRow,
    by_draft,
    by_id,
    by_number,
    emergencies,
    for_contact,
    listed,
    package_for,
    read_case,
    read_referral,
    read_referrals,
    referral,
    search,
)
from .store_scope import readable, visible
from .work_list import PAGE, VIEWS, Filters, ListRow, Page, counts, without_rule, work_list

__all__ = [
    "PAGE",
    "VIEWS",
    "CaseRow",
    "Filters",
    "ListRow",
    "Page",
    "Question",
    "ReferralRow",
    "TimelineEntry",
    "by_draft",
    "by_id",
    "by_number",
    "conferring_with",
    "counts",
    "emergencies",
    "excluded",
    "for_contact",
    "goes_on_in",
    "listed",
    "open_questions",
    "package_for",
    "parties",
    "people_of",
    "proposer",
    "read_case",
    "read_event",
    "read_referral",
    "read_referrals",
    "readable",
    "referral",
    "referrals_of",
    "search",
    "timeline",
    "visible",
    "without_rule",
    "work_list",
    "written_since",
]
