"""How a transformer knows the order of tokens, a file each; see `specc.language.family`."""
