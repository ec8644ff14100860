"""The colours of runs.

Eight for a white and eight for a dark ground. They were searched for the largest difference between any two,
as people see them who are colour-blind (of each of the three kinds) and who are not. Each has a contrast of
at least 3 to its ground.
"""

LIGHT = ("#1f5fd0", "#ff5179", "#005100", "#94435e", "#86790d", "#36a1bc", "#a179ff", "#5e0d94")
DARK = ("#6ea8ff", "#c92800", "#c9e400", "#9400ff", "#0d796b", "#00f2e4", "#e4a179", "#ff28ae")
GROUNDS = ("#ffffff", "#13151a")
"""What they are drawn on: light, dark."""

TRAINING = "#7c8896"
"""Of what one run is in training, next to what it is on other data."""
