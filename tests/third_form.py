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
from govie.annotations import faults
from govie.annotations.marks import labels
from govie.annotations.proposal import proposal
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
    row = frame.iloc[0]
    refused = [c for c in frame if c.startswith("req_refuse_") and c.endswith("_tot")]
    grounds = row[[*refused, "req_trade_tot"]].sum()
    print(
        json.dumps(
            {
                "package": str(Path(govie.__file__).parent),
                "form": read.form,
                "wrong": wrong,
                "failed": [check.name for check in read.failed],
                "english": "9. Trade secrets" in read.to_html(),
                "annotation": [
                    str(fault) for fault in faults([proposal("made up", laid.text, read)])
                ],
                "refused": bool(row["h_req_refused_tot"] == grounds and row["req_trade_tot"]),
                "labels": [label for label in labels() if "trade_secret" in label],
                "columns": [c for c in frame if c.startswith("req_trade_")],
            }
        )
    )


if __name__ == "__main__":
    sys.exit(main())
