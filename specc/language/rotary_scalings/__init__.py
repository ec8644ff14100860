"""Scalings of rotary positions, a file each; see `specc.language.family`."""
