"""Rules about single metrics, in files named as in `specc.language.metrics`."""
