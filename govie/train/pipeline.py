"""The labeler as a spaCy pipeline for training: conversion from arrays to the pipeline and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from govie.facts.labeler import Labeler, Shape
from govie.facts.layers import MIXED, PIECES, Layers, Maxout
from govie.facts.spans import TAGS
from govie.facts.words import Token, Words

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# The attributes of spaCy's tokens in which ``doc`` stores a token's features: the word, its first character, its last
# character, its flags.
_ATTRIBUTES = ("NORM", "LEMMA", "TAG", "DEP")


def pipeline(shape: Shape, layers: Layers | None = None) -> Language:
    """A pipeline of this shape, untrained or with the weights of ``layers``."""
    import spacy

    nlp = spacy.blank("zh")
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": shape.width,
        "attrs": [_ATTRIBUTES[n] for n in shape.rows],
        "rows": [*shape.rows.values()],
        "include_static_vectors": False,
    }
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": shape.width,
        "depth": shape.depth,
        "window_size": shape.window,
        "maxout_pieces": PIECES,
    }
    model = {
        "@architectures": "spacy.Tagger.v2",
        "nO": None,
        "normalize": False,
        "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
    }
    tagger: Any = nlp.add_pipe("tagger", config={"model": model})
    for tag in TAGS:
        tagger.add_label(tag)
    nlp.initialize()
    tok2vec, output = tagger.model.layers
    products = _products(type(output.ops))
    for layer in (*tok2vec.layers[1].walk(), *output.walk()):
        layer.ops = products
    if layers is not None:
        _fill(tagger.model, layers)
    return nlp


def doc(nlp: Language, tokens: Sequence[Token]) -> Doc:
    """A document with the features of ``tokens``."""
    from spacy.tokens import Doc

    words, firsts, lasts, particular = map(list, zip(*tokens, strict=True))
    return Doc(nlp.vocab, words=words, lemmas=firsts, tags=lasts, deps=particular)


def labeler(nlp: Language, shape: Shape, words: Words) -> Labeler:
    """The trained labeler of the pipeline ``nlp``, as arrays."""
    tagger: Any = nlp.get_pipe("tagger")
    tables, mixer, layers, output = _parts(tagger.model)
    rows = []
    for feature, table in zip(shape.rows, tables, strict=True):
        tokens = [
            ("0",) * feature + (string,) + ("0",) * (3 - feature)
            for string in words.strings[feature]
        ]
        ids = doc(nlp, tokens).to_array([_ATTRIBUTES[feature]]).astype(np.uint64)  # type: ignore[arg-type]
        keys = table.ops.hash(ids, table.attrs["seed"]) % np.uint32(shape.rows[feature])
        rows.append(keys.astype(np.int32))
    found = Layers(
        tuple(np.array(table.get_param("E")) for table in tables),
        tuple(rows),
        _maxout(*mixer),
        tuple(_maxout(*pair) for pair in layers),
        np.array(output.get_param("W")),
        np.array(output.get_param("b")),
        shape.window,
    )
    return Labeler(shape, words, found)


def _parts(model: Any) -> tuple[list[Any], list[Any], list[list[Any]], Any]:
    """The layers of the tagger that have weights: embeddings, the mixing layer and the convolutions (each a matrix
    product and its normalisation), the output."""
    by_name: dict[str, list[Any]] = {}
    for layer in model.walk():
        by_name.setdefault(layer.name, []).append(layer)
    pairs = [[*pair] for pair in zip(by_name["maxout"], by_name["layernorm"], strict=True)]
    mixed = [pair for pair in pairs if pair[0].get_dim("nP") == MIXED]
    rest = [pair for pair in pairs if pair[0].get_dim("nP") == PIECES]
    return by_name["hashembed"], mixed[0], rest, by_name["softmax"][0]


def _maxout(product: Any, norm: Any) -> Maxout:
    """The arrays of a layer, with the weights piece by piece."""
    weights, bias = product.get_param("W"), product.get_param("b")
    flat = weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])
    return Maxout(
        np.ascontiguousarray(flat),
        np.ascontiguousarray(bias.T.reshape(-1)),
        np.array(norm.get_param("G")),
        np.array(norm.get_param("b")),
    )


def _fill(model: Any, known: Layers) -> None:
    tables, mixer, layers, output = _parts(model)
    for table, array in zip(tables, known.embeddings, strict=True):
        table.set_param("E", array.copy())
    for (product, norm), layer in zip([mixer, *layers], [known.mixer, *known.layers], strict=True):
        outputs, pieces, inputs = product.get_param("W").shape
        weights = layer.weights.reshape(pieces, outputs, inputs).transpose(1, 0, 2)
        product.set_param("W", np.ascontiguousarray(weights))
        product.set_param("b", np.ascontiguousarray(layer.bias.reshape(pieces, outputs).T))
        norm.set_param("G", layer.gain.copy())
        norm.set_param("b", layer.shift.copy())
    output.set_param("W", known.output.copy())
    output.set_param("b", known.bias.copy())


def _products(plain: Any) -> Any:
    """An instance of ``plain``, thinc's class of operations, with numpy's matrix product, which is three times as fast."""

    class Products(plain):  # type: ignore[misc]
        name = "govie"

        def gemm(
            self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
        ) -> Any:
            return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)

    return Products()
