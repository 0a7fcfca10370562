"""`train`: train the understanding when there is no model for its present inputs."""

from __future__ import annotations

from bot import rasa
from bot.config import ROOT, Settings


async def train(settings: Settings) -> int:
    """Takes a minute or two; nothing when the model of these inputs is there already."""
    await rasa.train(
        ROOT / "nlu" / "rasa", settings.models, lambda line: print(line, flush=True), settings.lessons
    )
    return 0
