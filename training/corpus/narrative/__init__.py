"""The prose of a report: sentence patterns with their counts marked, and what fills them.

``patterns/`` holds the sentences, ``lexicon/`` the words, ``sizes.toml`` the figures' ranges and
``outline.toml`` titles and headings, all as data. ``markup`` reads a pattern; ``expansion`` chooses
its words, ``amounts`` its figures, ``filling`` writes it down with its facts. ``context`` knows the
agency and its tables, ``prose`` puts sentences together, ``outline`` frames them, ``passages``
gives prose without a report around it.

A new pattern is a line in ``patterns/*.toml``, under a new key: the key's hash puts it into one
split for good. The tests then check that what it marks is what it prints.
"""
