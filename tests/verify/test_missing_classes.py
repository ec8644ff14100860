"""Classes that no example of a set has go by their names, where they have names."""

from __future__ import annotations

import pytest

from specc.verify.report import Network, Parameter, Report
from specc.verify.run import diagnose


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (("cat", "dog", "emu"), "none is of the class 'cat', 'emu'"),
        (None, "none has the label 0, 2"),
    ],
)
def test_classes_have_names(names: tuple[str, ...] | None, label: str) -> None:
    parameter = Parameter("kernel", (2, 2), "float32", 4)
    network = Network("model", (parameter,), (False,), (False,), (1.0,), ())
    report = Report((network,), {}, {}, {}, None, None, None, {"held-out": (0, 2), "training": ()})
    [found] = [item for item in diagnose(report, names=names) if item.code == "V003"]
    assert found.message == "classes are missing from the held-out examples"
    assert found.label == label
