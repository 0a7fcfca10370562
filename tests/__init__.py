"""The tests: the same street map as the code."""
