"""Shows the schedules of a trainer, as the trainer itself makes them."""
