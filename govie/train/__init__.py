"""Training: from annotated reports to a model directory.

``train`` fits all components: the classifiers of headings and agencies, the confidence of cells, the sequence labeler,
the links, topics and confidence of facts. It needs no network, and runs with the same seed give the same scores.

    ``headings``   the classifier of headings
    ``agencies``   the classifier of agencies
    ``cells``      spellings of row labels, the confidence of cells
    ``examples``   examples of the narrative: words and their labels
    ``labeler``    the sequence labeler and its dictionary
    ``pipeline``   … as spaCy trains it
    ``narrative``  links, topics, confidence of facts
    ``fitting``    networks fitted with scikit-learn
    ``replay``     training data of a model, mixed in when it is trained on
    ``gains``      the model before and after
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import govie
from govie import destination, own_files, store
from govie.annotations import Annotation, read, sound
from govie.decisions import Corrections, taught
from govie.errors import BadAnnotation
from govie.facts.numbers import Numbers
from govie.model import Model
from govie.train import agencies, cells, headings, replay
from govie.train.examples import example, units
from govie.train.labeler import Progress, dictionary, fit_labeler
from govie.train.narrative import fit_narrative

EPOCHS = 5
_HEADING_TEXTS = 2_000  # more texts do not improve the classifier of headings
_TABLE_TEXTS = 1_000
_AGENCY_TEXTS = 700
_LEAST = 10  # texts; of fewer none is held out
_HELD_OUT = 10  # one in so many texts is held out for validation, where the data name no split


def train(
    data: str | Path | Iterable[str | Path],
    out: str | os.PathLike[str],
    *,
    start: str | os.PathLike[str] | None = None,
    seed: int = 1,
    epochs: int = EPOCHS,
    force: bool = False,
    progress: Progress = lambda *_: None,
) -> dict[str, Any]:
    """Train a model on ``data`` (see ``gather``) and write it to ``out``; returns the facts about the training that
    the manifest records.

    Records of the splits ``train`` and ``validation`` are used as such; of records without a split one in ten
    is used for validation. ``start``: a model to fine-tune, which is much faster than training from scratch; its replay
    buffer, a sample of its training data, is mixed in to prevent forgetting. ``out``: a folder that does not
    exist or is empty, or with ``force`` a model; it is written whole at the end or not at all. Raises
    ``RefusedOutput`` for another ``out``, before anything is read; ``BadAnnotation`` where the data contradict
    themselves or are too few; ``ModelNotFound`` or ``ModelMismatch`` for ``start``.
    """
    place = Path(out)
    destination.folder(place, force=force, ours=store.unsealed)
    records, check = split(sound(gather(data)[0]))
    if not records:
        raise BadAnnotation("no annotated text to train on: the data are empty, or only test")
    if start is None:
        model = _fit(records, check, seed=seed, epochs=epochs, progress=progress)
        kept = replay.choose(records, seed)
    else:
        folder = store.find(start)
        store.verify(folder)
        old, kept = Model.load(folder), replay.load(folder)
        mixed, _ = replay.parted(kept)
        model = further(old, records, check, mixed, seed=seed, progress=progress)
    about = {
        "govie": govie.__version__,
        "seed": seed,
        "epochs": epochs,
        "texts": len(records),
        "with sections": sum(r.sections is not None for r in records),
        "with facts": sum(bool(r.facts) for r in records),
        "facts": sum(len(r.facts or ()) for r in records),
        "validation texts": len(check),
    }
    if start is not None:
        about["further from"] = Path(start).name
    write(model, kept, place, about, force=force)
    return about


def gather(data: str | Path | Iterable[str | Path]) -> tuple[list[Annotation], list[str]]:
    """The annotations of files and folders, and a message for each decision that cannot be used.

    Files of annotations are read as by ``govie.annotations.read``. Files of decisions, which ``govie review``
    wrote, are merged; each text in them gives one annotation. Raises as ``read`` and ``Corrections.read``.
    """
    paths = [Path(p) for p in ([data] if isinstance(data, str | Path) else data)]
    decided = [path for path in paths if own_files.kind(path) == "decisions"]
    found = list(read(path for path in paths if path not in decided))
    if not decided:
        return found, []
    learnable, left = taught(Corrections.read(decided))
    return [*found, *learnable], left


def split(records: Iterable[Annotation]) -> tuple[list[Annotation], list[Annotation]]:
    """The records for training and those for validation; the test split is in neither.

    Records without a split are assigned by a hash of their id.
    """
    training: list[Annotation] = []
    check: list[Annotation] = []
    for record in records:
        if record.split == "train" or (
            record.split is None and zlib.crc32(record.id.encode()) % _HELD_OUT
        ):
            training.append(record)
        elif record.split in (None, "validation"):
            check.append(record)
    if not check and len(training) >= _LEAST:
        # of few texts a tenth may be none, and then one is held out
        first = min(training, key=lambda record: zlib.crc32(record.id.encode()))
        training.remove(first)
        check.append(first)
    return training, check


def _fit(
    records: Sequence[Annotation],
    check: Sequence[Annotation],
    *,
    seed: int,
    epochs: int = EPOCHS,
    progress: Progress = lambda *_: None,
) -> Model:
    """A model trained on ``records``, with confidences calibrated on ``check``."""
    outlined = [r for r in records if r.sections]
    counted = _one_layout(r for r in records if r.facts is not None)
    checked = _one_layout(r for r in check if r.facts is not None)
    topics = {f.topic for r in counted for f in r.facts or ()}
    if len(topics) < 2:
        raise BadAnnotation(
            "the annotated facts name "
            + (f"one topic only ({topics.pop()})" if topics else "no topic")
            + ": a classifier needs at least two; add reports, or train further from a model"
        )
    if not outlined:
        raise BadAnnotation("no record has sections: headings cannot be learnt from these data")
    if not any(r.facts for r in checked):
        checked = counted[:: max(2, _HELD_OUT)] or counted
    progress("headings", 0.0, None)
    judge = headings.fit([*_some(outlined, True), *_some(outlined, False)], seed=seed)
    progress("agencies", 0.0, None)
    named = agencies.fit(_named(records), _named(check), seed=seed)
    tabled = [r for r in records if r.cells]
    progress("tables", 0.0, None)
    sample = tabled[:: max(1, len(tabled) // _TABLE_TEXTS)]
    spellings = cells.labels(sample, judge)
    trust = cells.trust(sample, judge, spellings, seed=seed)
    numbers = Numbers(units(counted))
    examples = [example(r, numbers) for r in counted]
    held = [example(r, numbers) for r in checked]
    words = dictionary(examples)
    labeler = fit_labeler(examples, words, epochs=epochs, seed=seed, progress=progress, check=held)
    reader = fit_narrative(examples, labeler, numbers, seed=seed, check=held, progress=progress)
    return Model(judge, spellings, trust, reader, named)


def _some(records: Sequence[Annotation], tabled: bool) -> list[Annotation]:
    """The records with tables, or without, for the classifier of headings; of many, every n-th."""
    found = [r for r in records if bool(r.cells) == tabled]
    return found[:: max(1, len(found) // _HEADING_TEXTS)]


def _named(records: Iterable[Annotation]) -> list[Annotation]:
    """The texts for the classifier of agencies; of whole reports, which are similar, every n-th."""
    annotated = [r for r in records if agencies.is_annotated(r)]
    whole = [r for r in annotated if r.cells]
    return [r for r in annotated if not r.cells] + whole[:: max(1, len(whole) // _AGENCY_TEXTS)]


def _one_layout(records: Iterable[Annotation]) -> list[Annotation]:
    """One text of each report, since the prose of a report is the same in all its layouts."""
    found: dict[str, Annotation] = {}
    for record in records:
        report = str(record.other.get("report_id") or record.id)
        known = found.get(report)
        # a hash of the id makes the choice arbitrary, but reproducible
        if known is None or zlib.crc32(record.id.encode()) < zlib.crc32(known.id.encode()):
            found[report] = record
    return list(found.values())


def further(
    old: Model,
    records: Sequence[Annotation],
    check: Sequence[Annotation],
    kept: Sequence[Annotation],
    *,
    seed: int,
    progress: Progress = lambda *_: None,
) -> Model:
    """``old`` fine-tuned on ``records`` mixed with ``kept``, the replay buffer.

    Components for which the records have no annotations stay as they are.
    """
    mixed = [*records, *kept]
    judge, spellings, trust, reader = old.headings, old.labels, old.trust, old.narrative
    named = old.agencies
    if any(r.sections for r in records):
        progress("headings", 0.0, None)
        judge = headings.fit([r for r in mixed if r.sections], seed=seed, start=judge)
    if any(r.cells for r in records):
        progress("tables", 0.0, None)
        tabled = [r for r in records if r.cells]
        spellings = cells.merged(spellings, cells.labels(tabled, judge))
        seen = [r for r in mixed if r.cells]
        trust = cells.trust(seen, judge, spellings, seed=seed, start=trust)
    if any(r.facts for r in records):
        counted = _one_layout(r for r in mixed if r.facts is not None)
        numbers = Numbers({*reader.numbers.units, *units(counted)})
        examples = [example(r, numbers) for r in counted]
        held = [example(r, numbers) for r in _one_layout(check) if r.facts]
        labeler, words = reader.labeler, reader.labeler.words
        labeler = fit_labeler(
            examples, words, epochs=3, seed=seed, start=labeler, progress=progress
        )
        reader = fit_narrative(
            examples, labeler, numbers, seed=seed, check=held, start=reader, progress=progress
        )
    if any(agencies.is_annotated(r) for r in records):
        progress("agencies", 0.0, None)
        named = agencies.refine(named, [r for r in mixed if agencies.is_annotated(r)], seed=seed)
    return Model(judge, spellings, trust, reader, named)


def write(
    model: Model,
    kept: Sequence[Annotation],
    out: Path,
    about: dict[str, Any],
    *,
    force: bool = False,
) -> None:
    """Write ``model`` beside ``out`` and move it into place when it is complete."""

    def ready() -> None:
        # checked again, since the folder may have been used while the model was trained
        destination.folder(out, force=force, ours=store.unsealed)

    with destination.whole_folder(out, ready) as folder:
        model.save(folder)
        replay.save(kept, folder)
        store.seal(folder, about)
