"""Trained scikit-learn models as plain arrays: no pickle, no dependence on scikit-learn's version.

A linear model and a multilayer perceptron (ReLU) are both a list of layers here. Files are
``.npz`` archives read with ``allow_pickle=False``, so a model file can hold numbers and names only.
"""

from __future__ import annotations

import math
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_MOST_BYTES = 2**27  # of all arrays of a network: thirty times the largest that govie trains
_MOST_ARRAYS = 64
_KINDS = "fiU"  # what an array may hold: numbers, names


@dataclass(frozen=True, slots=True)
class Network:
    """Layers of ``weights`` (inputs by outputs) and ``biases``; ``names`` of its outputs.

    One output is a probability (logistic); several are probabilities that sum to one (softmax).
    """

    weights: tuple[Array, ...]
    biases: tuple[Array, ...]
    names: tuple[str, ...]

    def predict(self, rows: Array, bounds: Iterable[int] | None = None) -> Array:
        """Probabilities, ``(rows, outputs)``, of feature rows ``(rows, inputs)``.

        The last bits of a matrix product may differ with a row's position in the matrix. The rows between two of
        ``bounds`` are multiplied on their own, so that their results do not depend on the other rows.
        """
        parts = [*pairwise((0, len(rows)) if bounds is None else bounds)]
        hidden = rows
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases, strict=True)):
            product = np.empty((len(rows), weight.shape[1]), dtype=np.float32)
            for start, end in parts:
                np.matmul(hidden[start:end], weight, out=product[start:end])
            product += bias
            hidden = np.maximum(product, 0) if layer + 1 < len(self.weights) else product
        return self._squash(hidden)

    def predict_sparse(self, rows: Sequence[Sequence[int]]) -> Array:
        """As ``predict``, for binary rows given as the indices of the features that are 1; for linear models only."""
        sizes = np.asarray([len(row) for row in rows], dtype=np.int64)
        flat = np.fromiter(chain.from_iterable(rows), np.int64, sum(map(len, rows)))
        scores = np.tile(self.biases[0], (len(rows), 1))
        some = np.flatnonzero(sizes)
        if len(some):
            starts = (sizes.cumsum() - sizes)[some]
            scores[some] += np.add.reduceat(self.weights[0][flat], starts, axis=0)
        return self._squash(scores)

    def _squash(self, scores: Array) -> Array:
        if scores.shape[1] == 1:
            return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), dtype=np.float32)
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)

    @classmethod
    def of(cls, model: Any) -> Network:
        """The arrays of a fitted ``LogisticRegression``, ``SGDClassifier`` or ``MLPClassifier``."""
        names = tuple(str(c) for c in model.classes_)
        if hasattr(model, "coefs_"):
            weights, biases = model.coefs_, model.intercepts_
        else:
            weights, biases = [model.coef_.T], [model.intercept_]
        return cls(
            tuple(np.asarray(w, dtype=np.float32) for w in weights),
            tuple(np.asarray(b, dtype=np.float32) for b in biases),
            names,
        )

    def save(self, path: Path) -> None:
        """Write the arrays in half precision."""
        arrays: dict[str, Any] = {
            f"weight{i}": w.astype(np.float16) for i, w in enumerate(self.weights)
        }
        arrays |= {f"bias{i}": b.astype(np.float16) for i, b in enumerate(self.biases)}
        np.savez_compressed(path, names=np.asarray(self.names), **arrays)

    @classmethod
    def load(cls, path: Path) -> Network:
        """Read what ``save`` wrote. Raises ``ValueError`` or ``KeyError`` for any other content.

        Names and sizes of the arrays are checked before any is read: a small file may unpack to a vast array.
        """
        claimed = dict(claims(path))
        layers = sum(name.startswith("weight") for name in claimed)
        wanted = {"names", *(f"{kind}{i}" for kind in ("weight", "bias") for i in range(layers))}
        if not layers or set(claimed) != wanted:
            raise ValueError(f"the arrays are {', '.join(sorted(claimed))[:200]}")
        with np.load(path, allow_pickle=False) as arrays:
            found = cls(
                tuple(arrays[f"weight{i}"].astype(np.float32) for i in range(layers)),
                tuple(arrays[f"bias{i}"].astype(np.float32) for i in range(layers)),
                tuple(str(n) for n in arrays["names"]),
            )
        found._sound()
        return found

    def over(self, vocabulary: Sequence[str], names: Iterable[str] | None = None) -> Network:
        """This network. Raises ``ValueError`` unless it has an input for each word and, if given, the outputs ``names``."""
        if not {*map(type, vocabulary)} <= {str}:
            raise ValueError("a word of the vocabulary is no text")
        if len(vocabulary) != len(set(vocabulary)) or len(vocabulary) != self.weights[0].shape[0]:
            raise ValueError(f"{len(vocabulary)} words for {self.weights[0].shape[0]} inputs")
        if names is not None and set(names) != set(self.names):
            raise ValueError(f"the outputs are {', '.join(self.names)[:200]}")
        return self

    def _sound(self) -> None:
        """Raise ``ValueError`` where the shapes of successive layers do not fit or a weight is not finite."""
        inputs = None
        for weight, bias in zip(self.weights, self.biases, strict=True):
            if (
                weight.ndim != 2
                or bias.shape != weight.shape[1:]
                or inputs not in (None, weight.shape[0])
            ):
                raise ValueError(f"layers of {[w.shape for w in self.weights]} make no network")
            if not (np.isfinite(weight).all() and np.isfinite(bias).all()):
                raise ValueError("a weight is infinite or no number")
            inputs = weight.shape[1]
        outputs = 2 if inputs == 1 else inputs
        if len(self.names) != outputs or len(set(self.names)) != outputs:
            raise ValueError(f"{inputs} outputs with {len(self.names)} names")


def claims(path: Path) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Name and shape of every array of an ``.npz`` file, from the headers alone.

    Raises ``ValueError`` where a header contradicts the size of its array, or an array is larger than any network's.
    """
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > _MOST_ARRAYS or sum(m.file_size for m in members) > _MOST_BYTES:
            raise ValueError("the arrays are larger than any network's")
        for member in members:
            if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError(f"{member.filename}: an unknown compression")
            with archive.open(member) as file:
                version = np.lib.format.read_magic(file)
                read = (
                    np.lib.format.read_array_header_1_0
                    if version == (1, 0)
                    else np.lib.format.read_array_header_2_0
                )
                shape, _, dtype = read(file)
                if dtype.kind not in _KINDS or dtype.itemsize > 2**10:
                    raise ValueError(f"{member.filename}: an array of {dtype}")
                if math.prod(shape) * dtype.itemsize != member.file_size - file.tell():
                    raise ValueError(f"{member.filename}: not the size that its header claims")
            yield member.filename.removesuffix(".npy"), shape
