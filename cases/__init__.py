"""The work: cases, referrals, the rules they follow and the tables they live in."""
