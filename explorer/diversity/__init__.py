"""How varied rows are, in numbers."""
