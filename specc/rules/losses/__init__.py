"""Rules about single losses, in files named as in the language."""
