"""Rules about single data sources, in files named as in `specc.language.sources`."""
