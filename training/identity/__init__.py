"""Builds the data that reading agencies needs: divisions, character folds, and texts to train on."""
