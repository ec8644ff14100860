"""Mistakes in what a spec allows.

These rules ask others what they find; an allowance of one of these is theirs to leave alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, by_code, rule, warning
from specc.spec.diagnostics import Fix, Severity
from specc.spec.wording import close_to

_READING = "R"  # the family of what cannot be read, which no rule sees
_MISSING_FACTS = "D001"
_IDLE = "A003"


def _always_error(code: str) -> bool:
    """Whether a code means that there is no resolved spec, and so no rules that could run."""
    return code.startswith(_READING) or code == _MISSING_FACTS


@rule("A001", "no rule has this code")
def allows_unknown(resolved: Resolved) -> Iterator[Found]:
    """`allow` names a rule by its code, as findings show it: a letter and three digits.

    No rule has this one, so that nothing is allowed.
    """
    for index, item in enumerate(resolved.spec.allow):
        if item.code not in by_code() and not _always_error(item.code):
            meant = close_to(item.code, by_code())
            notes = (f"{meant} is: {by_code()[meant].title}",) if meant else ()
            label = f"{item.code} is no rule"
            yield Found(("allow", index, "code"), label, notes, Fix(("allow", index), None))


@rule("A002", "an error cannot be allowed")
def allows_error(resolved: Resolved) -> Iterator[Found]:
    """Warnings are about what is most likely a mistake, and a spec can say that it is meant.

    Errors are about what cannot work or does not do what it says. Mend those.
    """
    for index, item in enumerate(resolved.spec.allow):
        known = by_code().get(item.code)
        if _always_error(item.code) or (known and known.severity is Severity.ERROR):
            title = f": {known.title}" if known else ""
            label = f"{item.code} is an error{title}"
            yield Found(("allow", index, "code"), label, (), Fix(("allow", index), None))


@warning(_IDLE, "nothing needs to be allowed here")
def allows_nothing(resolved: Resolved) -> Iterator[Found]:
    """The rule finds nothing in this spec, or is allowed twice.

    Left in place, the entry would hide the next mistake of the kind, with a reason that is no
    longer true.
    """
    codes = [item.code for item in resolved.spec.allow]
    for index, code in enumerate(codes):
        known = by_code().get(code)
        if known is None or known.severity is Severity.ERROR or code == _IDLE:
            continue
        repeated = code in codes[:index]
        if repeated or not any(known.check(resolved)):
            label = f"{code} is allowed already" if repeated else f"{code} finds nothing"
            yield Found(("allow", index), label, (), Fix(("allow", index), None))
