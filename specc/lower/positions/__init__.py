"""Positions, lowered, a file each as in `language/positions/`."""
