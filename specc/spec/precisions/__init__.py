"""Precisions, a file each; see `specc.spec.family`."""
