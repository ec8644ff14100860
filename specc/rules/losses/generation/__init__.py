"""Rules about single losses of generative models."""
