"""`python -m bot COMMAND`: starts the rooms, or speaks to the program that is running."""

from __future__ import annotations

import sys

from bot.commands.line import main

sys.exit(main(sys.argv[1:]))
