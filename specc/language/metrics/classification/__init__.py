"""The metrics that `type: classification` can name, a file each; see `specc.language.family`."""
