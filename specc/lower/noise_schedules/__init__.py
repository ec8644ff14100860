"""Noise schedules, lowered, a file each as in `language/noise_schedules/`."""
