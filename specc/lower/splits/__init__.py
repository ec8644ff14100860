"""Lowerings of the ways to hold out examples, a file each, named as in `specc.language.splits`."""
