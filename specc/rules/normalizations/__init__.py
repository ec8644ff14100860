"""Rules about single normalizations, in files named as in `specc.language.normalizations`."""
