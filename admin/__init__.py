"""The panel: pages for the people who work the cases. Acts only through verbs, reads only through queries."""
