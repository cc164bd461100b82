"""Annotated texts, with gold cells, sections and facts, for training and evaluation."""

from govie.annotations.faults import Fault, faults, faults_in, sound
from govie.annotations.files import read
from govie.annotations.record import Annotation, Cell, Fact, Section

__all__ = ["Annotation", "Cell", "Fact", "Fault", "Section", "faults", "faults_in", "read", "sound"]
