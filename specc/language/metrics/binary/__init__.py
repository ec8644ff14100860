"""The metrics that `type: binary` can name, a file each; see `specc.language.family`."""
