"""Rules about single splits, in files named as in `specc.language.splits`."""
