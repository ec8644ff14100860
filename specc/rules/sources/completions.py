"""Rules about prompts with completions."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.sources.completions import Completions
from specc.language.wording import counted
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning
from specc.rules.source_facts import source_facts

_CONTEXT: Path = ("model", "context")


def _completes(resolved: Resolved) -> bool:
    """Whether a language model is trained on prompts with completions."""
    sources = (item.source for item in source_facts(resolved))
    return resolved.spec.task.layout == "completions" and all(
        isinstance(source, Completions) for source in sources
    )


@rule("L201", "the model cannot complete a prompt")
def model_completes_nothing(resolved: Resolved) -> Iterator[Found]:
    """Prompts are completed by a transformer, which never sees the padding after a completion."""
    model = resolved.spec.model
    if _completes(resolved) and model.type != "transformer":
        yield Found(("model", "type"), f"{model.type} is none", ("type: transformer",))


@rule("L202", "no completion fits in the context")
def completions_are_cut_off(resolved: Resolved) -> Iterator[Found]:
    """A row begins with the end token and the prompt; what is beyond `context` is cut off.

    So a completion has a target only if the context is longer than the prompt.
    """
    context = getattr(resolved.spec.model, "context", None)
    if not _completes(resolved) or context is None:
        return
    for item in source_facts(resolved):
        shortest = item.facts.shortest_prompt
        if shortest is not None and context <= shortest:
            what = counted(shortest, resolved.spec.data.source.unit)
            label = f"{context:,}, and the shortest prompt has {what}"
            fix = Fix(_CONTEXT, str(item.facts.shape[0] - 1))
            yield Found(_CONTEXT, label, (f"of {item.key}",), fix)
            return


@warning("L203", "some completions do not fit in the context")
def some_are_cut_off(resolved: Resolved) -> Iterator[Found]:
    """Where a prompt fills the context, the whole completion is cut off, and nothing is learned from its row.

    Longer rows than the context lose the end of their completion, and with it the end token.
    """
    context = getattr(resolved.spec.model, "context", None)
    if not _completes(resolved) or context is None:
        return
    facts = resolved.facts
    shortest, longest = facts.shortest_prompt, facts.longest_prompt
    if shortest is None or longest is None or context <= shortest or context > longest:
        return
    what = counted(longest, resolved.spec.data.source.unit)
    label = f"{context:,}, and the longest prompt has {what}"
    yield Found(_CONTEXT, label, (), Fix(_CONTEXT, str(facts.shape[0] - 1)))


@rule("L204", "characters would be numbered differently")
def characters_of_the_base_are_unknown(resolved: Resolved) -> Iterator[Found]:
    """The token of a character, and so the row of its weights, is its index among all known characters.

    A run that begins with the weights of another one has to number characters as that one did: `known` lists
    them, as the constant CHARACTERS of the other trainer does. The rows alone may have fewer. With bytes, or
    with the file of a tokenizer, tokens are the same in all runs.
    """
    source = resolved.spec.data.source
    if resolved.spec.init_from is None or not _completes(resolved):
        return
    if source.tokenizer.type == "characters" and source.tokenizer.known is None:
        path: Path = ("data", "source", "tokenizer")
        yield Found(
            path,
            "nothing says which characters the weights are of",
            ('{type: characters, known: "..."}',),
        )
