"""Choices: rows that may be read in several ways, and the sums that choose among them.

``ways``         the ways in which the cells of a line may be a row
``splits``       … of numbers that ran together
``deals``        … of rows side by side
``solver``       the ways with which all sums over rows can hold
``joint``        … in all columns at once
``sparse``       … of tables that fill in only totals, or natural persons and totals
``settled``      the whole: the cells on which all ways agree with which the sums can hold
``cutoff``       the row at which a text breaks off, its cells in the first columns
"""
