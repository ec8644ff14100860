"""From a typed spec and the facts of its data to sizes, steps and defaults: nothing is left to be known."""
