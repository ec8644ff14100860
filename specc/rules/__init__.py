"""What is wrong with a spec that reads well: one small function per mistake."""

from specc.rules.registry import Found, Rule, all_rules, check

__all__ = ["Found", "Rule", "all_rules", "check"]
