"""Semantic checks of a valid spec: one small function per rule."""

from specc.rules.registry import Found, Rule, all_rules, check

__all__ = ["Found", "Rule", "all_rules", "check"]
