"""Losses of generative models, lowered, a file each as in `language/losses/generation/`."""
