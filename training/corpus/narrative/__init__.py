"""The prose of a report: sentence patterns with their counts marked, and what fills them.

``patterns/`` holds the sentences and ``lexicon/`` the words, both as data; ``markup`` reads a
pattern, ``context`` knows the agency and its figures, ``sentence`` puts both together.
"""
