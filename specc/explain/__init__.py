"""Why a line is in a trainer."""
