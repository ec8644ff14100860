"""Published figures of generative models, met by specs in this folder; see docs/reproductions.md."""
