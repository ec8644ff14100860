"""The losses that `type: generation` can name, a file each; see `specc.language.family`."""
