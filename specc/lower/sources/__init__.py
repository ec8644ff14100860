"""Lowerings of the data sources, a file each, named as in `specc.language.sources`."""
