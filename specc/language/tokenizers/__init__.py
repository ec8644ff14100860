"""Tokenizers, a file each; see `specc.language.family`."""
