"""Lists and mappings of other frameworks as a spec writes them: layers, splits, augmentations."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from specc.language.translate.numbers import REMOVED
from specc.language.translate.place import Place, written
from specc.language.translate.words import TYPES, folded
from specc.language.wording import as_number, percentage, plain


def _widths(place: Place) -> str | None:
    if not isinstance(place.value, int) or isinstance(place.value, bool):
        return _units(place) if isinstance(place.value, list) else None
    counts = [place.beside(key) for key in ("num_layers", "n_layers", "num_hidden_layers", "depth")]
    layers = next((count for count in counts if isinstance(count, int)), 1)
    return f"[{', '.join([place.text] * layers)}]" if 0 < layers <= 256 else None


_DENSE = ("dense", "linear", "fullyconnected", "fc")


def _units(place: Place) -> str | None:
    """A list of dense layers as their widths; one of numbers as it is."""
    if not any(isinstance(layer, dict) for layer in place.value):
        return place.text
    widths = []
    for number, layer in enumerate(place.value):
        if not isinstance(layer, dict) or len(layer) > 2:
            return None  # an activation or another layer, which has its place elsewhere
        kind = next((layer[key] for key in ("type", *TYPES) if key in layer), "dense")
        width = next((key for key in ("units", "width", "out_features") if key in layer), None)
        if folded(str(kind)) not in _DENSE or not isinstance(layer.get(width), int):
            return None
        if len(layer) == 2 and not {"type", *TYPES} & {*layer}:
            return None
        widths.append(written(place.document, (*place.path, number, str(width))))
    return f"[{', '.join(widths)}]"


def _split(place: Place) -> str | None:
    """The shares of a split, by name or in the order train, evaluation, test, as what is held out."""
    value = place.value
    if isinstance(value, list) and len(value) in (2, 3):
        value = dict(zip(("train", "val", "test"), value, strict=False))
    if not isinstance(value, dict):
        return None
    shares = {}
    for key, item in value.items():
        name = next((name for name, words in _PARTS.items() if folded(str(key)) in words), None)
        text = percentage(item)
        if name is None or name in shares or text is None:
            return None
        shares[name] = text
    total = sum(float(text.removesuffix("%")) for text in shares.values())
    if "train" in shares and abs(total - 100) > 1e-6:
        return None
    if "test" not in shares or "val" not in shares:  # `test_size` is for evaluation, too
        return shares.get("val", shares.get("test"))
    return f"{{type: random, share: {shares['val']}, test: {shares['test']}}}"


_PARTS: Mapping[str, tuple[str, ...]] = {
    "train": ("train", "training"),
    "val": ("val", "valid", "validation", "eval", "evaluation", "dev"),
    "test": ("test", "testing"),
}


def _mixes(kind: str) -> Callable[[Place], str | None]:
    """The parameter of an augmentation that mixes examples, as a list with the augmentation."""

    def convert(place: Place) -> str | None:
        number = as_number(place.value)
        if place.value in (None, False) or number == 0:
            return REMOVED
        if place.value is True:
            return f"[{kind}]"
        return f"[{{type: {kind}, alpha: {place.text}}}]" if number and number > 0 else None

    return convert


def _transforms(place: Place) -> str | None:
    """Augmentations without the conversion to arrays; whether a `Normalize` is wanted is asked."""
    if not isinstance(place.value, list):
        return REMOVED if place.value in (False, None, "none") else place.text
    kept = []
    for number, item in enumerate(place.value):
        kinds = [item.get(key) for key in ("type", *TYPES)] if isinstance(item, dict) else [item]
        kind = folded(str(next(filter(None, kinds), "")).rpartition(".")[2].partition("(")[0])
        if kind == "normalize":
            return None
        if kind not in ("totensor", "piltotensor", "toimage"):
            kept.append(written(place.document, (*place.path, number)))
    return f"[{', '.join(kept)}]" if kept else REMOVED


def _times_width(place: Place) -> str | None:
    words = ("width", "hidden_size", "embed_dim", "hidden_dim", "dim", "d_model")
    ratio, width = as_number(place.value), next(filter(None, map(place.beside, words)), None)
    if ratio is None or not isinstance(width, int):
        return None
    return plain(ratio * width) if (ratio * width).is_integer() else None


UNITS: Mapping[str, Callable[[Place], str | None]] = {
    "split": _split,
    "mixup": _mixes("mixup"),
    "cutmix": _mixes("cutmix"),
    "transforms": _transforms,
    "list": lambda place: place.text if isinstance(place.value, list) else f"[{place.text}]",
    "widths": _widths,
    "times_width": _times_width,
}
"""See `specc.language.translate.values`."""
