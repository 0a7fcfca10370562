"""Cross-validation: every training message judged by a model that has not seen it.

    python crossval.py < /dev/null > judged.jsonl

Runs in Rasa's environment, reads `data/` with Rasa's own reader, and writes one JSON object a message:
`{"label", "second", "told": {trait: value}, "ranking": [[label, probability] ...], "traits": {...}}`, the
ranking's best ten.
The text is left out: the program reads figures only.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path

FOLDS = 5
HERE = Path(__file__).resolve().parent


def main() -> None:
    """Folds are by label, with a fixed seed: the same data give the same figures."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    import numpy as np
    import yaml
    from components.classifier import Example, TextClassifier
    from rasa.shared.nlu.constants import TEXT
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
    from sklearn.model_selection import StratifiedKFold

    pipeline = yaml.safe_load((HERE / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    ours = next(part for part in pipeline if part["name"].endswith("TextClassifier"))
    config = TextClassifier.get_default_config() | {key: ours[key] for key in ours if key != "name"}
    read = [RasaYAMLReader().read(str(path)) for path in sorted((HERE / "data").glob("*.yml"))]
    examples = [Example.of(one) for data in read for one in data.intent_examples if one.get(TEXT)]
    labels = np.array([example.label for example in examples])
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=7)
    for number, (learn, test) in enumerate(folds.split(labels, labels), 1):
        print(f"cross-validation: part {number} of {FOLDS}", file=sys.stderr, flush=True)
        model = TextClassifier(config)
        model.learn([examples[n] for n in learn])
        judged = model.understood([examples[n].text for n in test])
        for n, (ranking, traits) in zip(test, judged, strict=True):
            example = examples[n]
            row = {
                "label": example.label,
                "second": example.second,
                "told": dict(example.traits),
                "ranking": ranking[:10],
                "traits": traits,
            }
            print(json.dumps(row))


if __name__ == "__main__":
    main()
