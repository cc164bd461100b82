"""Fits networks with scikit-learn, from scratch or starting at a model's weights."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from govie.networks import Array, Network

Pair = TypeVar("Pair")


def vocabulary(
    rows: Sequence[Sequence[str]], least: int, known: Sequence[str] = ()
) -> dict[str, int]:
    """An index for each feature that occurs at least ``least`` times, after the indices of ``known``."""
    counts = Counter(w for row in rows for w in row)
    old = frozenset(known)
    new = sorted(w for w, n in counts.items() if n >= least and w not in old)
    return {w: i for i, w in enumerate((*known, *new))}


def matrix(rows: Sequence[Sequence[str]], words: dict[str, int]) -> Any:
    """A sparse matrix, ``(rows, vocabulary)``, with a 1 for each feature of each row."""
    from scipy.sparse import csr_matrix

    columns = [[words[w] for w in row if w in words] for row in rows]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.asarray([c for row in columns for c in row], dtype=np.int32)
    ones = np.ones(len(flat), dtype=np.float32)
    return csr_matrix((ones, flat, ends), shape=(len(rows), len(words)))


def linear(
    rows: Any,
    goals: NDArray[Any],
    *,
    seed: int,
    strength: float,
    rounds: int,
    weights: NDArray[np.float64] | None = None,
) -> Network:
    """A logistic regression; ``strength``: the inverse of the L2 penalty; ``weights``: of the rows."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=strength, max_iter=rounds, random_state=seed)
    return _fitted(model, rows, goals, weights)


Pairs = Sequence[tuple[Sequence[str], object]]
"""Features, each with its target."""


def classifier(
    pairs: Pairs, *, least: int, seed: int, rounds: int, counts: Sequence[int] | None = None
) -> tuple[Network, dict[str, int]]:
    """A logistic regression over features that occur at least ``least`` times, and its vocabulary.

    ``counts``: how often each of ``pairs`` occurs; once, without them.
    """
    rows, goals = _parted(pairs)
    several = rows
    if counts is not None:
        several = [row for row, n in zip(rows, counts, strict=True) for _ in range(min(n, least))]
    words = vocabulary(several, least)
    weights = None if counts is None else np.asarray(counts, dtype=np.float64)
    found = matrix(rows, words)
    return linear(found, goals, seed=seed, strength=1.0, rounds=rounds, weights=weights), words


def repeated(counts: Counter[Pair], most: int) -> list[Pair]:
    """Each element as often as it was counted, at most ``most`` times: the commonest occur thousands of times."""
    return [pair for pair, count in counts.items() for _ in range(min(count, most))]


def refined(
    start: Network, known: Iterable[str], pairs: Pairs, *, least: int, seed: int, rounds: int
) -> tuple[Network, dict[str, int]]:
    """``start``, whose vocabulary is ``known``, fine-tuned, and the vocabulary with the new features."""
    rows, goals = _parted(pairs)
    words = vocabulary(rows, least, [*known])
    return refine(start, matrix(rows, words), goals, rounds=rounds, seed=seed), words


def _parted(pairs: Pairs) -> tuple[list[Sequence[str]], NDArray[Any]]:
    return [row for row, _ in pairs], np.asarray([str(goal) for _, goal in pairs])


def perceptron(
    rows: Sequence[Array], goals: Sequence[Any], *, hidden: int, rounds: int, seed: int
) -> Network:
    """A network with one hidden layer, trained for ``rounds`` epochs."""
    from sklearn.neural_network import MLPClassifier

    model = MLPClassifier(
        (hidden,),
        batch_size=512,
        max_iter=rounds,
        random_state=seed,
        learning_rate_init=0.002,
        n_iter_no_change=rounds,
    )
    return _fitted(model, np.vstack(rows), np.concatenate(goals), None)


def _fitted(model: Any, rows: Any, goals: Any, weights: Any) -> Network:
    from sklearn.exceptions import ConvergenceWarning

    given = {} if weights is None else {"sample_weight": weights}
    with warnings.catch_warnings():
        # the number of rounds is limited on purpose, against overfitting
        warnings.simplefilter("ignore", ConvergenceWarning)
        return Network.of(model.fit(rows, goals, **given))


def refine(start: Network, rows: Any, goals: NDArray[Any], *, rounds: int, seed: int) -> Network:
    """``start`` fine-tuned; the weights of new features are initialized with zero."""
    from sklearn.neural_network import MLPClassifier

    names = np.asarray(start.names)
    known = np.flatnonzero(np.isin(goals, names))
    if not len(known):
        return start
    rows, goals = rows[known], goals[known]
    hidden = tuple(w.shape[1] for w in start.weights[:-1])
    # A linear model has a weight for each word, and new words need a large enough rate; with larger rates it overfits
    # the replay buffer.
    rate = 0.0003 if hidden else 0.001
    model = MLPClassifier(
        hidden, batch_size=64, learning_rate_init=rate, alpha=0.0, random_state=seed
    )
    order = np.random.default_rng(seed)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Got `batch_size`", UserWarning)
        # the first step only allocates the arrays, which are then overwritten
        model.partial_fit(rows[:1], goals[:1], classes=names)
        for layer, weight in enumerate(start.weights):
            model.coefs_[layer][...] = 0
            model.coefs_[layer][: len(weight)] = weight
            model.intercepts_[layer][...] = start.biases[layer]
        for _ in range(rounds):
            shuffled = order.permutation(len(goals))
            model.partial_fit(rows[shuffled], goals[shuffled])
    return Network.of(model)
