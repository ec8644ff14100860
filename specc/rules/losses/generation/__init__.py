"""Rules about single losses of generative models, in files named as in the language."""
