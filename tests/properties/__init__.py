"""What holds of every spec, not only of those that somebody thought of."""
