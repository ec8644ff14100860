"""Where metrics can go, a file each; see `specc.language.family`."""
