"""The trained parts of a model directory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from govie.facts import Narrative
from govie.sections.classifier import Headings


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """What training gives: the classifier of headings and what reads the narrative."""

    headings: Headings
    narrative: Narrative

    def save(self, folder: Path) -> None:
        """Write the parts into ``folder``; ``store.seal`` makes a model directory of it."""
        self.headings.save(folder / "headings")
        self.narrative.save(folder / "narrative")

    @classmethod
    def load(cls, folder: Path) -> Model:
        """Read what ``save`` wrote."""
        return cls(Headings.load(folder / "headings"), Narrative.load(folder / "narrative"))
