"""``python -m govie``."""

from govie.cli import main

main()
