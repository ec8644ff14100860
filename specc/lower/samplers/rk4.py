"""The classical Runge-Kutta method."""

from __future__ import annotations

from specc.lower.ode_solver import solver as lower

__all__ = ["lower"]
