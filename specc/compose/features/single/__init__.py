"""Features of the step of a single network, a file each."""
