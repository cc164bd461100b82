"""What makes govie's models: the corpus and, later, the trainers. Imports ``govie``, never the reverse."""
