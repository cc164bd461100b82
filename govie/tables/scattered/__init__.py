"""Scattered tables: columns that a PDF converter printed apart from the labels of their rows.

``pieces``       the table as numeric tokens with what stands before each
``bands``        the covers that bands of rows and groups of columns make, if all sums hold
``cover``        a beam search that puts each token on a cell
``states``       the states of that search, as arrays
``moves``        how likely a table continues from one cell to the next (``moves.json``)
``sums``         the form's sums, as arrays
``weighing``     searches that only test or score: whether all sums can hold, how good a given cover is
``weights``      the weights of the search, and its configurations
``scatter``      the covers of a table with sums, as hypotheses
``heads``        the columns that broken heads of small tables name
``columns``      small tables whose columns are printed one after the other
``paired``       tables of rows side by side, printed as heads and numbers
"""
