"""What `events:` can name, a file each; see `specc.language.family`."""
