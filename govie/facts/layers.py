"""The labeler's network as arrays: hash embeddings, a mixing layer, convolutions, an output layer.

It computes what the spaCy pipeline that trained it computes (``MultiHashEmbed``, ``MaxoutWindowEncoder`` and a
softmax layer; ``govie.train.pipeline``), bit for bit, without importing spaCy. The rows of a hash embedding depend
only on the string; they are stored for every string of the vocabulary, so that no hash is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import blis.py
import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from govie.networks import Array, claims

Rows = NDArray[np.int32]

HASHED = 4  # rows of an embedding whose sum is a string's vector
MIXED = 3  # maxout pieces of the mixing layer
PIECES = 2  # maxout pieces of the other layers


@dataclass(frozen=True, slots=True)
class Maxout:
    """A maxout layer with layer normalisation.

    ``weights``: (pieces x outputs, inputs), piece by piece; ``bias``: (pieces x outputs). The maximum of an output's
    pieces is normalised over the outputs, then multiplied with ``gain``, plus ``shift``.
    """

    weights: Array
    bias: Array
    gain: Array
    shift: Array

    def __call__(self, products: Array) -> Array:
        """The outputs, (words, outputs), from the ``products`` of inputs and weights, (words, pieces x outputs), which
        are overwritten."""
        products += self.bias
        width = len(self.gain)
        best = np.maximum(products[:, :width], products[:, width : 2 * width])
        for start in range(2 * width, products.shape[1], width):
            np.maximum(best, products[:, start : start + width], out=best)
        best -= np.add.reduce(best, axis=1, keepdims=True) / width
        spread = np.add.reduce(best * best, axis=1, keepdims=True) / width + 1e-08
        best *= spread**-0.5
        best *= self.gain
        best += self.shift
        return best


@dataclass(frozen=True, slots=True, eq=False)
class Layers:
    """The arrays of the network.

    ``embeddings``: for each feature of a word (rows, width); ``rows``: for each feature, the rows of each string's
    vector in its embedding, (strings, ``HASHED``); ``output``: (tags, width); ``bias``: (tags).
    """

    embeddings: tuple[Array, ...]
    rows: tuple[Rows, ...]
    mixer: Maxout
    layers: tuple[Maxout, ...]
    output: Array
    bias: Array
    window: int

    def embedded(self, strings: Sequence[Sequence[int]]) -> Array:
        """The vectors of words without their context, (words, width).

        ``strings``: for each feature the index of each word's string. A word's vector does not depend on the other
        words, to the bit.
        """
        found = []
        for table, rows, numbers in zip(self.embeddings, self.rows, strings, strict=True):
            first, *more = rows[np.asarray(numbers, dtype=np.intp)].T
            total = table[first]
            for row in more:
                total += table[row]
            found.append(total)
        words = np.concatenate(found, axis=1)
        return self.mixer(blis.py.gemm(words, self.mixer.weights, trans2=True, beta=0.0))

    def scores(self, vectors: Array, sentences: Sequence[Sequence[int]]) -> Array:
        """Scores of the tags of all words of ``sentences``, (words, tags).

        ``vectors``: of each word type, the last a row of zeros; ``sentences``: their words as rows of ``vectors``.
        Zero rows separate the sentences, so that no window spans two. The last bits of a matrix product may differ
        with a row's position: only equal arguments give equal bits.
        """
        pad = [len(vectors) - 1] * (self.window * len(self.layers))
        kinds = [*pad]
        for sentence in sentences:
            kinds += sentence
            kinds += pad
        taken = np.asarray(kinds, dtype=np.intp)
        hidden = vectors[taken]
        size, width = hidden.shape
        window = self.window
        seen = np.zeros((size + 2 * window, width), dtype=np.float32)
        shape, strides = (size, (2 * window + 1) * width), (4 * width, 4)
        for layer in self.layers:
            seen[window : window + size] = hidden
            columns = np.ascontiguousarray(as_strided(seen, shape, strides))
            hidden += layer(np.matmul(columns, layer.weights.T))
        found = np.matmul(hidden[taken != pad[0]], self.output.T)
        found += self.bias
        return np.asarray(found)

    def save(self, path: Path) -> None:
        """Write the arrays."""
        np.savez_compressed(path, **dict(self._named()))  # type: ignore[arg-type]

    def _named(self) -> Iterator[tuple[str, Array | Rows]]:
        for n, (table, rows) in enumerate(zip(self.embeddings, self.rows, strict=True)):
            yield f"embedding{n}", table
            yield f"rows{n}", rows
        for name, layer in [
            ("mixer", self.mixer),
            *((f"layer{n}", own) for n, own in enumerate(self.layers)),
        ]:
            for part in Maxout.__slots__:
                yield f"{name}.{part}", getattr(layer, part)
        yield "output", self.output
        yield "bias", self.bias

    @classmethod
    def load(cls, path: Path, shapes: Mapping[str, tuple[int, ...]], window: int) -> Layers:
        """Read what ``save`` wrote.

        Raises ``ValueError`` where the arrays do not have these ``shapes``, a weight is not finite, or a row is not in
        its embedding.
        """
        if dict(claims(path)) != shapes:
            raise ValueError("the weights are of another shape")
        arrays: dict[str, Array | NDArray[np.int32]] = {}
        with np.load(path, allow_pickle=False) as held:
            for name in shapes:
                kind = np.int32 if name.startswith("rows") else np.float32
                array = held[name]  # which unpacks it anew each time
                if array.dtype != kind:
                    raise ValueError(f"{name} is an array of {array.dtype}")
                arrays[name] = array
        count = sum(name.startswith("rows") for name in shapes)
        rows: list[Rows] = [np.asarray(arrays[f"rows{n}"], np.int32) for n in range(count)]
        weights: dict[str, Array] = {
            name: np.asarray(array, np.float32)
            for name, array in arrays.items()
            if not name.startswith("rows")
        }
        embeddings = tuple(weights[f"embedding{n}"] for n in range(count))
        if not all(np.isfinite(array).all() for array in weights.values()):
            raise ValueError("a weight is infinite or no number")
        for table, its in zip(embeddings, rows, strict=True):
            if its.min(initial=0) < 0 or its.max(initial=0) >= len(table):
                raise ValueError("a row is not in its embedding")

        def layer(name: str) -> Maxout:
            return Maxout(*(weights[f"{name}.{part}"] for part in Maxout.__slots__))

        depth = sum(name.startswith("layer") and name.endswith(".gain") for name in shapes)
        return cls(
            embeddings,
            tuple(rows),
            layer("mixer"),
            tuple(layer(f"layer{n}") for n in range(depth)),
            weights["output"],
            weights["bias"],
            window,
        )


def shapes_of(
    width: int, depth: int, window: int, tags: int, tables: Sequence[tuple[int, int]]
) -> dict[str, tuple[int, ...]]:
    """The shape of every array of a network, by name; ``tables``: for each feature the rows of its embedding and the
    number of its strings."""
    found: dict[str, tuple[int, ...]] = {"output": (tags, width), "bias": (tags,)}
    for n, (rows, strings) in enumerate(tables):
        found |= {f"embedding{n}": (rows, width), f"rows{n}": (strings, HASHED)}
    sizes = [("mixer", MIXED, len(tables))]
    sizes += [(f"layer{n}", PIECES, 2 * window + 1) for n in range(depth)]
    for name, pieces, inputs in sizes:
        found |= {
            f"{name}.weights": (pieces * width, inputs * width),
            f"{name}.bias": (pieces * width,),
            f"{name}.gain": (width,),
            f"{name}.shift": (width,),
        }
    return found
