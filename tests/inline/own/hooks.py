"""A function that gets rows of metrics."""

SEEN: dict[int, float] = {}


def log(step, row, *, scale=1.0):
    """Keeps the losses."""
    SEEN[step] = scale * row.get("loss", 0.0)
