"""Distributions of times, lowered, a file each as in `language/time_distributions/`."""
