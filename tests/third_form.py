"""Reads reports in a made-up third form: run by test_form.py in a copy of the package that has it."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

from layouts import LAYOUTS, fill, report
from scoring import score

import govie
from govie.annotations.marks import labels
from govie.form import forms
from govie.panel import Panel


def main() -> None:
    """Print what comes of the form, as JSON."""
    form = forms()["2027"]
    wrong: dict[str, list[str]] = {}
    for name in ("tab rows", "one value a line", "pipes"):
        laid = report(fill(form, random.Random(name)), LAYOUTS[name], random.Random(name))
        wrong[name] = score(laid, Counter())
    read = govie.extract(laid.text)
    frame = Panel.of([read]).to_frame(limit=0.0)
    print(
        json.dumps(
            {
                "package": str(Path(govie.__file__).parent),
                "form": read.form,
                "wrong": wrong,
                "failed": [check.name for check in read.failed],
                "page": "9.属于商业秘密" in read.to_html(),
                "labels": [label for label in labels() if "trade_secret" in label],
                "columns": [c for c in frame if c.startswith("req_trade_")],
            }
        )
    )


if __name__ == "__main__":
    sys.exit(main())
