"""Plots the schedules of a trainer, evaluated by its own code."""
