"""The trained components of a model directory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from govie.confidence import Trust
from govie.errors import ModelMismatch
from govie.facts import Narrative
from govie.form import Form, forms, labelled
from govie.identity.agencies import Agencies
from govie.sections.classifier import Headings


@dataclass(frozen=True, eq=False)
class Model:
    """The components that training yields.

    ``headings``: the classifier of section headings; ``labels``: spellings of row labels that occur in the
    training data, by ``form.row_name``; ``trust``: the calibrated confidence of cells; ``narrative``: the reader of
    counts in prose; ``agencies``: the classifier of agencies' names.
    """

    headings: Headings
    labels: dict[str, tuple[str, ...]]
    trust: Trust
    narrative: Narrative
    agencies: Agencies

    @cached_property
    def forms(self) -> dict[str, Form]:
        """The statutory forms with the spellings of the training data."""
        return {name: labelled(form, self.labels) for name, form in forms().items()}

    def save(self, folder: Path) -> None:
        """Write the parts into ``folder``; ``store.seal`` makes a model directory of it."""
        self.headings.save(folder / "headings")
        tables = folder / "tables"
        self.trust.save(tables)
        labels = json.dumps(self.labels, ensure_ascii=False, indent=0, sort_keys=True)
        (tables / "labels.json").write_text(labels, "utf-8")
        self.narrative.save(folder / "narrative")
        self.agencies.save(folder / "identity")

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read what ``save`` wrote. Raises ``ModelMismatch`` for files of any other content."""
        try:
            tables = folder / "tables"
            labels = json.loads((tables / "labels.json").read_text("utf-8"))
            return cls(
                Headings.load(folder / "headings"),
                {row: tuple(map(_text, words)) for row, words in labels.items()},
                Trust.load(tables),
                Narrative.load(folder / "narrative"),
                Agencies.load(folder / "identity"),
            )
        except Exception as error:  # files of other content make numpy and JSON raise anything
            raise ModelMismatch(
                f"{folder} holds no model that this govie reads ({type(error).__name__}: "
                f"{str(error)[:200]}): train it again"
            ) from error


def _text(words: object) -> str:
    if not isinstance(words, str):
        raise TypeError(f"a label is {type(words).__name__}, not str")
    return words
