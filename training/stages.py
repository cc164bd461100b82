"""Profiles the stages of reading: ``python -m training.stages`` prints ms a report by stage.

The sample is that of ``training.speed``. The functions of ``STAGES`` are timed as they call each other: a
stage's time is what passed in its own functions and not in those of a stage that they called. Times are
the process's own, so that other programs hardly count; what the clock itself takes is in them (some 3 %).
Beside each time stands its ratio to ``jieba.lcut`` over the same texts in the same run.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

from govie import store
from govie.extractor import Extractor
from govie.text import segmenter
from training.speed import GROUPS, ROOT, SLICE, in_one_thread, sample, settle

# Stage: the functions that begin it, each as ``module:name`` or ``module:class.name``.
STAGES: dict[str, tuple[str, ...]] = {
    "source: the normalised view": ("govie.text.source:Source.of",),
    "parts: several reports in a text": ("govie.parts:starts",),
    "sections: headings": ("govie.sections:find",),
    "meta: title, agency, year": ("govie.meta:read",),
    "units: the agency's place": ("govie.units:resolve",),
    "tables: cells of a region": ("govie.tables.reader:scanned",),
    "tables: label scores, layout, decoder": ("govie.tables.reader:gather",),
    "tables: search of scattered numbers": ("govie.tables.scattered.scatter:covered",),
    "tables: cells and evidence": ("govie.tables:gather",),
    "arithmetic: checks": ("govie.arithmetic:check",),
    "confidence": ("govie.confidence:Trust.assess",),
    "prose: where tables stand": ("govie.tables.regions.extents:table_spans",),
    "prose: sentences": ("govie.facts.prose:sentences",),
    "facts: numbers": ("govie.facts.numbers:Numbers.find",),
    "facts: words": ("govie.facts.labeler:Labeler.pieces",),
    "facts: labeler": ("govie.facts.labeler:Labeler.label",),
    "facts: passages": ("govie.facts:Narrative.passages",),
    "facts: links": ("govie.facts:Narrative.link",),
    "facts: topics": ("govie.facts:Narrative.guesses", "govie.facts.topics:in_context"),
    "facts: trust": ("govie.facts:Narrative.trusts",),
    "facts: facts": ("govie.facts:Narrative.read",),
    "agreement: prose and tables": ("govie.agreement:check",),
    "report": ("govie.pipeline:read",),
}


class Clock:
    """The time of each stage, less that of the stages within it."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(STAGES, 0.0)
        self._inner = [0.0]  # of each stage that runs, what the stages within it took

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """``work``, its time counted for ``stage``."""

        @wraps(work)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            start = time.process_time()
            try:
                return work(*arguments, **named)
            finally:
                took = time.process_time() - start
                self.spent[stage] += took - self._inner.pop()
                self._inner[-1] += took

        return wrapped

    def attach(self) -> None:
        """Time the functions of every stage, wherever they were imported to."""
        for stage, places in STAGES.items():
            for place in places:
                owner, name, work = resolved(place)
                inner = work.__func__ if isinstance(work, classmethod) else work
                timed: Any = self.timed(stage, inner)
                if isinstance(work, classmethod):
                    timed = classmethod(timed)
                setattr(owner, name, timed)
                for module in [m for n, m in sys.modules.items() if n.startswith("govie")]:
                    for key, value in [*vars(module).items()]:
                        if value is work:
                            setattr(module, key, timed)


def resolved(place: str) -> tuple[Any, str, Any]:
    """The module or class that holds a function, its name there, and itself."""
    module, _, path = place.partition(":")
    owner: Any = importlib.import_module(module)
    *classes, name = path.split(".")
    for part in classes:
        owner = getattr(owner, part)
    return owner, name, vars(owner)[name]


def measure(extractor: Extractor, texts: Sequence[str]) -> tuple[dict[str, float], float]:
    """The stages' times over ``texts``, and jieba's time, in seconds; the two take turns."""
    settle(extractor, texts)
    clock = Clock()
    clock.attach()
    tokenizer = segmenter.general()
    whole = jieba = 0.0
    for at in range(0, len(texts), SLICE):
        part = texts[at : at + SLICE]
        start = time.process_time()
        for _ in extractor.extract_many(part):
            pass
        middle = time.process_time()
        for text in part:
            tokenizer.lcut(text)
        whole += middle - start
        jieba += time.process_time() - middle
    return clock.spent | {"rest": whole - sum(clock.spent.values())}, jieba


def main(arguments: list[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m training.stages", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--group", choices=[*GROUPS], default="test split")
    options = parser.parse_args(arguments)
    texts = sample(options.corpus)[options.group]
    spent, jieba = measure(Extractor(store.find()), texts)
    count = len(texts)
    print(f"{options.group}: {count} reports of {sum(map(len, texts)) // count} characters\n")
    print("| stage | ms a report | ratio to jieba |\n| --- | ---: | ---: |")
    for stage, seconds in sorted(spent.items(), key=lambda pair: -pair[1]):
        print(f"| {stage} | {1000 * seconds / count:.2f} | {seconds / jieba:.3f} |")
    whole = sum(spent.values())
    print(f"| all | {1000 * whole / count:.2f} | {whole / jieba:.3f} |")
    print(f"| jieba.lcut | {1000 * jieba / count:.2f} | 1 |")
    return 0


if __name__ == "__main__":
    sys.exit(in_one_thread("training.stages", main))
