"""Norms of vectors, for transformers of tokens, a file each; see `specc.language.family`."""
