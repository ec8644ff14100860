"""Weightings, lowered, a file each as in `language/weightings/`."""
