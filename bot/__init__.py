"""The doors: everything that touches a network or the clock."""
