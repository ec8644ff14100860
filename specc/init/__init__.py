"""First specs: from the gallery, or from a look at a data file."""
