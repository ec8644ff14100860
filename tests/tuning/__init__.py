"""Adapters, weights of files, and exports."""
