"""Builds the data that reading agencies needs: divisions, character folds, and texts to train on.

``heads``      texts that say whose report they are
``build``      … as a data set
``divisions``  China's divisions by year
``fold``       the fold of traditional characters
"""
