"""Formats of documents, a file each; see `specc.language.family`."""
