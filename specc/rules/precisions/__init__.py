"""Rules about single precisions, in files named as in `specc.language.precisions`."""
