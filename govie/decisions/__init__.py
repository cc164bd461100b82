"""Corrections of reports by people: a log of decisions, their merging, and their application to reports.

``record``       types of a decision, and of the text that it is about
``file``         the file of decisions
``standing``     which of them are in force
``sound``        reports of others' files, validated
``apply``        decisions applied to a report
``narrative``    … to its counts
``corrections``  several files of decisions as one set
``annotation``   corrected reports as annotations for training
"""

from __future__ import annotations

from govie.decisions.annotation import taught
from govie.decisions.apply import Unapplied, apply
from govie.decisions.corrections import Corrections
from govie.decisions.file import Contents, append, read
from govie.decisions.record import Basis, Decision, digest
from govie.decisions.standing import Standing, stand

__all__ = [
    "Basis",
    "Contents",
    "Corrections",
    "Decision",
    "Standing",
    "Unapplied",
    "append",
    "apply",
    "digest",
    "read",
    "stand",
    "taught",
]
