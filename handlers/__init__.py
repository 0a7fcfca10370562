"""The talk: pure functions from what a person said to what we answer. No network, no database, no clock."""
