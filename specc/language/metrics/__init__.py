"""The metrics of each kind of task, a folder each; see `specc.language.family`."""
