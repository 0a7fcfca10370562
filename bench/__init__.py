"""Benchmarks: how fast and how well; each script prints one table."""
