"""Tokens of text: how many there are, and the tokenizer that is trained on it."""

from __future__ import annotations

import hashlib
import pathlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from specc.fast_dataclasses import dataclass
from specc.language.splits.end import End
from specc.language.tokenizer import Tokenizer
from specc.language.tokenizers.bpe import Bpe
from specc.language.tokenizers.file import File
from specc.probe.errors import DataError
from specc.probe.files import local

if TYPE_CHECKING:
    import tokenizers

END = "<|endoftext|>"
"""What separates documents, in tokenizers that are trained here."""

Sized = TypeVar("Sized", str, list[str])


@dataclass(frozen=True)
class Made:
    """A tokenizer as facts have it.

    Attributes:
        count: gives the number of tokens of each of some texts.
        size: how many different tokens there are.
        end: the token that separates documents, if it does.
        characters: the tokens, if they are characters.
        sha256: of the file, if it has one.
        written: the file that is written, with its text, if it was trained.
    """

    count: Callable[[Sequence[str]], list[int]]
    size: int
    end: int | None
    characters: str | None = None
    sha256: str | None = None
    written: tuple[tuple[pathlib.Path, str], ...] = ()


@dataclass(frozen=True)
class Tokens:
    """The numbers of tokens and of bytes of a part of the data."""

    count: int
    bytes: int

    @staticmethod
    def of(made: Made, texts: Sequence[str]) -> Tokens:
        """Those of texts, with a token before each and after the last if one separates them."""
        separators = len(texts) + 1 if made.end is not None and texts else 0
        return Tokens(
            sum(made.count(texts)) + separators, sum(len(text.encode()) for text in texts)
        )


def cut(texts: Sized, holdout: Mapping[str, str] | None) -> tuple[Sized, Sized, Sized]:
    """What is trained on, evaluated and tested, of a text or of a list of documents."""
    shares = holdout if holdout is not None else {"share": "0%"}
    train, evaluated, _ = End.model_validate(shares).sizes(len(texts))
    middle = train + evaluated
    return texts[:train], texts[train:middle], texts[middle:]


def tokenizer_of(
    spec: Tokenizer,
    texts: Sequence[str],
    folder: pathlib.Path,
    *,
    separated: bool,
    scored: bool = False,
) -> Made:
    """The tokenizer of a spec, trained on `texts` if it is one that is.

    Args:
        spec: as the spec has it.
        texts: to train on.
        folder: of the spec.
        separated: whether a token separates documents.
        scored: whether it is evaluation or test data, which has the tokenizer of the training data.

    Raises:
        DataError: its file does not exist, or is none of a tokenizer.
        ImportError: `tokenizers` is not installed.
    """
    match spec:
        case Bpe() if scored:
            of_training = File(path=spec.path, end=END if separated else None)
            return _read(of_training, folder, separated=separated)
        case Bpe():
            return _trained(spec, texts, folder, separated=separated)
        case File():
            return _read(spec, folder, separated=separated)
    if spec.type == "bytes":
        return Made(
            lambda texts: [len(text.encode()) for text in texts],
            256 + separated,
            256 if separated else None,
        )
    characters = _characters(spec, texts)
    end = len(characters) if separated else None
    return Made(lambda texts: list(map(len, texts)), len(characters) + separated, end, characters)


def _characters(spec: Tokenizer, texts: Sequence[str]) -> str:
    """Those that are tokens, in their order: of the texts, or those that the spec has."""
    found, known = set().union(*texts), getattr(spec, "known", None)
    if known is None:
        return "".join(sorted(found))
    if unknown := sorted(found.difference(known)):
        shown = " ".join(map(ascii, unknown[:8]))
        raise DataError(
            f"{len(unknown):,} characters of the text are not among the `known` ones: {shown}",
            "replace them, or train the model that has these with more",
        )
    return "".join(sorted(set(known)))


def _trained(spec: Bpe, texts: Sequence[str], folder: pathlib.Path, *, separated: bool) -> Made:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=spec.vocabulary,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        special_tokens=[END] if separated else [],
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    written = tokenizer.to_str(pretty=True) + "\n"
    return _made(tokenizer, written, END if separated else None, ((folder / spec.path, written),))


def _read(spec: File, folder: pathlib.Path, *, separated: bool) -> Made:
    from tokenizers import Tokenizer

    path = local(spec.path, folder)
    if separated and spec.end is None:
        raise DataError(
            f"nothing says which token of {path} separates documents",
            "give its text as `end`, such as <|endoftext|>",
        )
    try:
        text = path.read_bytes().decode()
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:
        raise DataError(
            f"{path} is no file of a tokenizer: {error}", "save one with `tokenizers`"
        ) from None
    return _made(tokenizer, text, spec.end, ())


def _made(
    tokenizer: tokenizers.Tokenizer,
    text: str,
    end: str | None,
    written: tuple[tuple[pathlib.Path, str], ...],
) -> Made:
    number = None if end is None else tokenizer.token_to_id(end)
    if end is not None and number is None:
        raise DataError(f"the tokenizer has no token {end!r}", "give another `end`")

    def count(texts: Sequence[str]) -> list[int]:
        encoded: list[Any] = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [len(item) for item in encoded]

    tokenizer.encode_special_tokens = True  # spelled out in a text, they are plain text
    size = max(tokenizer.get_vocab().values()) + 1
    return Made(count, size, number, None, hashlib.sha256(text.encode()).hexdigest(), written)
