"""Text handling that does not depend on the form, shared by all stages: characters, offsets, numbers and lines.

``source``       ``Source``: the text, its normalized view, and the map between their offsets
``characters``   one spelling for each character; characters that the view leaves out; the Chinese ones alone
``residue``      what converters left in a text: page numbers, strewn characters, marks of Word
``broken``       numbers that a text breaks at a mark within them
``glyphs``       numbers in texts with a line for each run of glyphs
``traditional``  traditional characters as simplified ones (``traditional.txt``)
``tags``         tags of HTML, XML and TEI as separators and spaces
``numerals``     numbers as the cells of a table print them; Chinese numerals
``lines``        kinds of lines: prose, page numbers, remarks, rows of numbers
``segmenter``    words, by jieba
"""
