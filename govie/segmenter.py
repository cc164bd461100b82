"""jieba, which cuts Chinese text into words, with its warnings kept back and no cache file written.

Its source has escapes that Python 3.12 warns of when it compiles them, and one of its modules warns of
``pkg_resources``; ``python -W error`` would make errors of both. Where jieba reads its own dictionary it
writes a cache to the folder for temporary files, for anybody to replace; here it never does.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any


@cache
def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba


def of(frequencies: Mapping[str, int]) -> Any:
    """A ``jieba.Tokenizer`` over these words and how often they were met, and no others."""
    lines = "\n".join(f"{word} {count}" for word, count in frequencies.items())
    source = BytesIO(lines.encode())
    source.name = "govie"  # jieba names it in its messages
    tokenizer = _jieba().Tokenizer()
    return _filled(tokenizer, source)


@cache
def general() -> Any:
    """A ``jieba.Tokenizer`` over jieba's general dictionary."""
    tokenizer = _jieba().Tokenizer()
    with tokenizer.get_dict_file() as source:
        return _filled(tokenizer, source)


def _filled(tokenizer: Any, source: Any) -> Any:
    # What ``initialize`` does, without its cache.
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(source)
    tokenizer.initialized = True
    return tokenizer
