"""Scalings of rotary positions, lowered, a file each as in `language/rotary_scalings/`."""
