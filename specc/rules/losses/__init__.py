"""Rules about single losses, in folders as in `specc.language.losses`."""
