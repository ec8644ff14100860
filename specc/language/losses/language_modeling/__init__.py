"""The losses that `type: language_modeling` can name, a file each; see `specc.language.family`."""
