"""Builds the corpus: invented reports, typeset, and converted back to text by the programs people use."""
