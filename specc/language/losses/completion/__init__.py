"""The losses that `type: completion` can name, a file each; see `specc.language.family`."""
