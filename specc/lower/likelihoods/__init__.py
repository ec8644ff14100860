"""Likelihoods, lowered, a file each as in `language/likelihoods/`."""
