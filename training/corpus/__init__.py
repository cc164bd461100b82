"""The corpus: reports of our own writing, typeset, and read back by the programs people use."""
