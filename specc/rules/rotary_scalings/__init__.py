"""Rules about scalings of rotary positions, in files named as in `specc.language.rotary_scalings`."""
