"""What makes govie's models: the corpus, the gate, and what measures and shows them. Imports ``govie``, never the reverse."""
