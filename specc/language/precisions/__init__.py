"""Precisions, a file each; see `specc.language.family`."""
