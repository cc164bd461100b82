"""What a text says of itself: its agency, its title, its year. Each module knows the text alone, not its sections."""
