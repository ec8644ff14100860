"""The losses that `type: regression` can name, a file each; see `specc.language.family`."""
