"""Word segmentation by jieba, without its warnings and without a cache file.

Its source has escapes that Python 3.12 warns of when it compiles them, and one of its modules warns of
``pkg_resources``; ``python -W error`` would make errors of both. Where jieba reads its own dictionary it
writes a cache to the folder for temporary files, for anybody to replace; here it never does.
"""

from __future__ import annotations

import logging
import warnings
from functools import cache
from typing import Any


@cache
def _jieba() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    jieba.setLogLevel(logging.WARNING)
    return jieba


def empty() -> Any:
    """A ``jieba.Tokenizer`` that has read no dictionary yet."""
    return _jieba().Tokenizer()


@cache
def general() -> Any:
    """A ``jieba.Tokenizer`` over jieba's general dictionary."""
    tokenizer = empty()
    with tokenizer.get_dict_file() as source:
        # What ``initialize`` does, without its cache.
        tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(source)
    tokenizer.initialized = True
    return tokenizer
