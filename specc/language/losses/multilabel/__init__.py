"""The losses that `type: multilabel` can name, a file each; see `specc.language.family`."""
