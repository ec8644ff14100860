"""The sets that come with scikit-learn."""

from __future__ import annotations

from specc.ir.expr import Symbol
from specc.ir.sources.sklearn import Sklearn
from specc.language.sources.sklearn import Sklearn as SpecBlock
from specc.lower.source_context import SourceContext

_NOUNS = {
    "digits": "scikit-learn's 8x8 handwritten digits",
    "iris": "scikit-learn's irises",
    "wine": "scikit-learn's wines",
    "breast_cancer": "scikit-learn's breast-cancer biopsies",
    "diabetes": "scikit-learn's diabetes patients",
    "linnerud": "the members of scikit-learn's Linnerud club",
}
_AIMS = {
    "diabetes": "predict the progress of scikit-learn's diabetes patients",
    "linnerud": "predict the exercises of scikit-learn's Linnerud club from their bodies",
}


def lower(spec: SpecBlock, context: SourceContext) -> Sklearn:
    """Images where the set has them, features otherwise."""
    return Sklearn(
        template="sklearn",
        builtin=True,
        noun_phrase=_NOUNS[spec.name],
        origin="data.source",
        title_phrase=_AIMS.get(spec.name),
        loader=Symbol("sklearn.datasets", f"load_{spec.name}"),
        variable=spec.name,
        attribute="images" if context.facts.is_image else "data",
    )
