"""Annotated texts, with gold cells, sections and facts, for training and evaluation.

``record``     types of an annotated text
``files``      annotated texts read from files
``faults``     what is wrong in them
``prints``     … the number that a span prints
``shifts``     … offsets that are all shifted
``proposal``   predictions as an annotation to correct
``tools``      files of annotation tools
``marks``      … an annotation as spans and links
``corrected``  … what a person changed there, merged
"""

from govie.annotations.faults import Fault, faults, faults_in, sound
from govie.annotations.files import read
from govie.annotations.record import Annotation, Cell, Fact, Section

__all__ = ["Annotation", "Cell", "Fact", "Fault", "Section", "faults", "faults_in", "read", "sound"]
