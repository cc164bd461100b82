"""The prose of a report: sentence patterns with their counts marked, and what fills them.

``patterns/`` holds the sentences, ``lexicon/`` the words, ``sizes.toml`` the figures' ranges and
``outline.toml`` titles and headings, all as data.

A new pattern is a line in ``patterns/*.toml``, under a new key: the key's hash puts it into one
split for good. The tests then check that what it marks is what it prints.

    ``patterns``   which sentences there are, in which split, for whom
    ``markup``     … as they are written
    ``lexicon``    lists of words
    ``context``    the agency and its tables
    ``expansion``  a pattern's words chosen
    ``amounts``    … its figures
    ``numerals``   … as prose prints them
    ``phrase``     … and the shortest phrase for what they count
    ``filling``    … written down with its facts
    ``sentence``   a filled sentence, and how sentences follow each other
    ``prose``      paragraphs and lists of them
    ``outline``    title, headings, last lines
    ``passages``   prose without a report around it
"""
