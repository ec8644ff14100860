"""The ways to hold out examples that a spec can name, a file each; see `specc.language.family`."""
