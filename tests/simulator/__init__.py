"""Synthetic residents who talk with the whole house on a virtual clock (docs/simulator.md)."""
