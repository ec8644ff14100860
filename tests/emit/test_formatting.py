"""A page laid out block by block is what black makes of the whole page."""

from __future__ import annotations

from unittest import mock

import black
import pytest
from gallery import SPECS, gallery_page

from specc.emit.formatting import format_page, format_source
from specc.emit.syntax import Syntax
from specc.emit.text import Origins, Text

HEAD = '"""Words.\n\n\n\nMore words.\n"""\n\nimport math\n\nFIRST = math.pi\n'


def laid_out(source: str) -> str:
    origins = Origins()
    text = Text.of(source, origins.character(""))
    return format_page(source, Syntax(text, origins).gaps())


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.stem)
def test_the_gallery_is_as_black_has_it(spec):
    _, page = gallery_page(spec)
    assert page.text == format_source(page.text)
    assert laid_out(page.text) == page.text


@pytest.mark.parametrize(
    "section",
    [
        "A = 1\n",
        "\n\n\nA = 1\n\n\n\n\n\nB = 2\n\n\n\n",
        "A = 1\n\n\n# Comment.\n\n\n\n# Another.\n\n\nB = 2\n",
        "# Title.\n\n\nclass A:\n    x = 1\n\n\n\n    y = 2\n\n\n\nclass B:\n    pass\n",
        "@cache\ndef f():\n    def g():\n        pass\n\n\n\n    return g\n\n\n\nf()\n",
        "def f():\n  return 'a'\n\n\ndef g():\n  return {'b' :1,}\n\n\n\n# About h.\ndef h(): ...\n",
        "def f():\n    '''Text\n\n\n    with empty lines.'''\n\n\nif __name__ == '__main__':\n    f()\n",
        "TEXT = '''\na\n\n\nb'''\n\n\nB = 2\n",
    ],
)
def test_blocks_are_laid_out_as_one(section):
    page = f"{HEAD}\n\n\n{section}"
    assert laid_out(page) == format_source(page)


def test_a_block_is_laid_out_once():
    page = "def once():\n    return 1\n\n\ndef again():\n    return 2\n"
    first = laid_out(page)
    with mock.patch.object(black, "format_str", side_effect=black.format_str) as format_it:
        assert laid_out(page) == first
        assert format_it.call_count == 0
        laid_out(page.replace("2", "3"))
    [((source,), _)] = format_it.call_args_list
    assert source == "def again():\n    return 3\n"
