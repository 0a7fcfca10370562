"""Operator commands: one file each. Each is a function over the open house that answers line by line."""
