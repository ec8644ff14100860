"""Rules about single losses, in files named as in `specc.language.losses.generation`."""
