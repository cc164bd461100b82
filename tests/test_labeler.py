"""The labeler's network as arrays beside the spaCy pipeline that it was trained as."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from govie.facts.labeler import Labeler
from govie.facts.words import Token
from govie.store import find
from govie.text import segmenter
from govie.train import pipeline

SENTENCES = (
    "全年通过政府网站主动公开政府信息61条，其中政策文件12条。",
    "举办培训2场，参加120余人次；微信公众号发布信息１２００篇。",
    "Apple X 2021年第3期",
)


@pytest.fixture(scope="module")
def labeler() -> Labeler:
    return Labeler.load(find() / "narrative" / "labeler")


@pytest.fixture(scope="module")
def tokens(labeler: Labeler) -> list[list[Token]]:
    return [[labeler.words.looks(w) for w in labeler.words.cut(text)] for text in SENTENCES]


@pytest.fixture(scope="module")
def tagger(labeler: Labeler) -> tuple[Any, Any]:
    nlp: Any = pipeline.pipeline(labeler.shape, labeler.layers)
    return nlp, nlp.get_pipe("tagger").model


def test_scores_are_the_pipelines(
    labeler: Labeler, tokens: list[list[Token]], tagger: tuple[Any, Any]
) -> None:
    nlp, model = tagger
    kinds, vectors = labeler._embedded({t for each in tokens for t in each})
    scores = labeler.layers.scores(vectors, [[kinds[t] for t in each] for each in tokens])
    tok2vec, output = model.layers
    embed, encode = tok2vec.layers
    seen = embed.predict([pipeline.doc(nlp, each) for each in tokens])
    expected = output.predict(np.concatenate(encode.predict(seen)))
    # Processors add up in different orders: the last bits differ.
    np.testing.assert_allclose(scores, expected, rtol=1e-4, atol=1e-4)


def test_the_pipeline_gives_back_the_arrays_it_was_filled_with(
    labeler: Labeler, tagger: tuple[Any, Any]
) -> None:
    again = pipeline.labeler(tagger[0], labeler.shape, labeler.words).layers
    pairs = zip(again._named(), labeler.layers._named(), strict=True)
    assert all(a == b and np.array_equal(one, two) for (a, one), (b, two) in pairs)


def test_a_words_vector_does_not_depend_on_the_words_beside_it(
    labeler: Labeler, tokens: list[list[Token]]
) -> None:
    every = [t for each in tokens for t in each]
    kinds, together = Labeler(labeler.shape, labeler.words, labeler.layers)._embedded({*every})
    for token in every:
        alone, vectors = Labeler(labeler.shape, labeler.words, labeler.layers)._embedded({token})
        assert np.array_equal(together[kinds[token]], vectors[alone[token]])


def test_words_are_cut_as_jieba_cuts_them(labeler: Labeler) -> None:
    frequencies = {w: of.frequency for w, of in labeler.words.known.items() if of.frequency}
    source = BytesIO("\n".join(f"{w} {n}" for w, n in frequencies.items()).encode())
    source.name = "govie"
    tokenizer = segmenter.empty()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(source)
    tokenizer.initialized = True
    example = Path(__file__).parent.parent / "examples" / "one-value-a-line-2022.txt"
    texts = (
        *SENTENCES,
        example.read_text("utf-8"),
        "X9政府1+X\r\n\u3000é𠀀 -3.5%公开人防快讯",
        "",
        "\n",
    )
    for text in texts:
        assert labeler.words.cut(text) == [*tokenizer.cut(text, HMM=False)]
        assert "".join(labeler.words.cut(text)) == text
