"""What editors leave in a document unseen: zero-width characters, soft hyphens, control characters.

Zero-width characters are pasted from chats and web editors and travel through every format. Control
characters come with text pasted from Word into an old content management system: BEL is Word's mark at
the end of a cell, VT its line break, FF its page break, US its optional hyphen. XML cannot hold them,
so only web pages do. A residue is laid over a report before it is typeset, over its twins alike.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from training.corpus.report import Paragraph, PrintedCell, Report

ZERO_WIDTH = ("\u200b", "\ufeff", "\u00ad", "\u2060", "\u200b\ufeff", "\u200b\u200d\u2060")
IN_PROSE = "\x0b\x0c\x1f\x1e"
AFTER_CELL = "\x07"


@dataclass(frozen=True, slots=True)
class Residue:
    """``zero_width``: the characters that are strewn in, none as a rule; ``control``: in web pages."""

    zero_width: str = ""
    control: bool = False
    seed: int = 0

    def over(self, report: Report, *, page: bool) -> Report:
        """``report`` as the document holds it; ``page``: the document is a web page."""
        control = self.control and page
        if not self.zero_width and not control:
            return report
        rng = Random(self.seed)
        signs = self.zero_width + (IN_PROSE if control else "")
        blocks = tuple(
            replace(block, text=_strewn(block.text, signs, rng))
            if isinstance(block, Paragraph)
            else block
            for block in report.blocks
        )
        cells = {p: self._cell(c, control, rng) for p, c in report.cells.items()}
        return replace(report, blocks=blocks, cells=cells)

    def _cell(self, cell: PrintedCell, control: bool, rng: Random) -> PrintedCell:
        """The signs stand beside a figure, never inside it."""
        printed = cell.printed
        if self.zero_width and rng.random() < 0.3:
            sign = rng.choice(self.zero_width)
            printed = sign + printed if rng.random() < 0.5 else printed + sign
        return replace(cell, printed=printed + AFTER_CELL if control else printed)


def draw_residue(rng: Random) -> Residue:
    """A random residue: five documents in six have none."""
    return Residue(
        zero_width=rng.choice(ZERO_WIDTH) if rng.random() < 0.14 else "",
        control=rng.random() < 0.1,
        seed=rng.randrange(1 << 30),
    )


def _strewn(text: str, signs: str, rng: Random) -> str:
    """``text`` with up to four of ``signs`` in it, most often at its beginning; no number is torn."""
    if rng.random() < 0.5:
        return text
    for _ in range(rng.randint(1, 4)):
        at = 0 if rng.random() < 0.3 else rng.randint(0, len(text))
        if not (text[at - 1 : at].isdigit() and text[at : at + 1].isdigit()):
            text = text[:at] + rng.choice(signs) + text[at:]
    return text
