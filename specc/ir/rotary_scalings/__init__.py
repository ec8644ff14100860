"""Scalings of rotary positions, a file each as in `language/rotary_scalings/`."""
