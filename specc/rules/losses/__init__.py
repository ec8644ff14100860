"""Rules about single losses, in folders and files named as in `specc.language.losses`."""
