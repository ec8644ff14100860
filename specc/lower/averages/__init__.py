"""Lowerings of the averages of weights, a file each, named as in `specc.language.averages`."""
