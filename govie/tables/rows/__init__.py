"""Rows: hypotheses of which values are the cells of which rows.

A new rule for which cells of a line belong to a row is added as a function that ``fit`` calls; a new way of
placing a row as a window in ``windows``.

    ``fit``          the cells of rows whose label is known, by the modules that follow
    ``margins``      … empty cells before and after the row's own
    ``remarks``      … without the cells of a column of remarks
    ``fields``       … the fields of the head
    ``places``       … the place on the line
    ``wrapped``      … below names of columns on several lines
    ``repeats``      … separators or merged cells printed several times
    ``extras``       … columns of the agency's own
    ``anchors``      rows that their labels fix before the search
    ``scores``       the features of an assignment and their weights
    ``windows``      which values may be the cells of a row or of a block of rows
    ``flat``         … of rows that stand side by side
    ``decoder``      the beam search over rows
    ``naming``       the order in which the names of columns, and of rows side by side, are printed
    ``orders``       the hypotheses in each order of columns that a table may have
    ``quality``      how much of a table a hypothesis explains
    ``singly``       without a search: one cell a line, after the names of its row and its column
    ``merged``       … small tables made one, with all of their columns
    ``aligned``      … rows side by side on one line, each number below the name of its column
    ``by_line``      … each line is the next row, whatever labels stand beside it, or its label names it
"""
