"""Lowerings of the normalizations, a file each, named as in `specc.language.normalizations`."""
