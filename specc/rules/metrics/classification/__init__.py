"""Rules about single metrics of classification, in files named as in the language."""
