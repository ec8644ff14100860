"""Samplers, lowered, a file each as in `language/samplers/`."""
