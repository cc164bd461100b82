"""Formats: whatever delimits the cells of a table, rewritten to tabs and line feeds.

``delimiters.canonical`` applies all of these. A new separator is added there, the syntax of a new format that
``frames`` cannot infer in ``markup``, a new tag in ``govie.text.tags``.

    ``delimiters``   all separators rewritten, the text as long as before
    ``ends``         the ends of several cells in one character, for columns that a text leaves out
    ``coordinates``  the row and the column that a program prints before each cell
    ``counted``      the number of its column before each cell
    ``bars``         bars and ruled lines
    ``named``        the names of columns, where each cell stands after its own
    ``rulers``       the columns that a line of dashes shows
    ``commas``       comma- and semicolon-separated values
    ``markup``       the tables of JSON, YAML and wikis
    ``latex``        the tables of LaTeX
    ``roff``         the tables of roff
    ``listed``       rows as lists of cells, and rows that are counted
    ``frames``       what stands before and after every cell, learned from the labels
    ``tabs``         tabs and line ends that part no cells
    ``fillers``      dots from a label to its cell, and what stands in empty cells
    ``spaces``       rows in which exactly one space parts two cells
"""
