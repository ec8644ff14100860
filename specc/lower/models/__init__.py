"""Lowerings of the models, a file each, named as in `specc.language.models`."""
