"""Rules about `allow`.

They run the other rules and ignore allowances of themselves.
"""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Severity
from specc.language.wording import close_to
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, by_code, rule, warning

_READING = "R"  # codes of errors in reading, before any rule runs
_MISSING_FACTS = "D001"
_IDLE = "A003"


def _always_error(code: str) -> bool:
    """Whether a code is of an error before rules run."""
    return code.startswith(_READING) or code == _MISSING_FACTS


@rule("A001", "no rule has this code")
def allows_unknown(resolved: Resolved) -> Iterator[Found]:
    """`allow` names a rule by its code, a letter and three digits, as diagnostics show it.

    No rule has this code, so the entry allows nothing.
    """
    for index, item in enumerate(resolved.spec.allow):
        if item.code not in by_code() and not _always_error(item.code):
            meant = close_to(item.code, by_code())
            notes = (f"{meant} is: {by_code()[meant].title}",) if meant else ()
            label = f"{item.code} is not a rule"
            yield Found(("allow", index, "code"), label, notes, Fix(("allow", index), None))


@rule("A002", "an error cannot be allowed")
def allows_error(resolved: Resolved) -> Iterator[Found]:
    """Warnings point at likely mistakes, and a spec can state that they are intended.

    Errors are about specs that cannot work or do not do what they say. Fix the spec.
    """
    for index, item in enumerate(resolved.spec.allow):
        known = by_code().get(item.code)
        if _always_error(item.code) or (known and known.severity is Severity.ERROR):
            title = f": {known.title}" if known else ""
            label = f"{item.code} is an error{title}"
            yield Found(("allow", index, "code"), label, (), Fix(("allow", index), None))


@warning(_IDLE, "nothing needs to be allowed here")
def allows_nothing(resolved: Resolved) -> Iterator[Found]:
    """The rule finds nothing in this spec, or it is allowed twice.

    The entry would hide the next mistake of this kind, with a reason that no longer applies.
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
