"""What others feed a compiled step with: reads a feeder and a number of epochs per line, answers with seconds.

    python data_worker.py FOLDER BATCH RATE

Run by `throughput.py`, with an interpreter that has JAX, and PyTorch and grain as far as it has them; imports
nothing else of this project. FOLDER has image.npy, label.npy, kernel.npy and bias.npy.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import itertools
import json
import pathlib
import sys
import time

import jax
import jax.numpy as jnp
import numpy as np

METRICS = ("loss", "accuracy", "grad_norm")


@functools.partial(jax.jit, donate_argnums=0)
def step(state, image, label, rate):
    """One step of SGD on a linear classifier; metrics are summed, as in the emitted step."""
    params, sums = state

    def loss_fn(params):
        x = image.reshape(len(image), -1).astype(jnp.float32) / 255
        logits = x @ params["kernel"] + params["bias"]
        picked = jnp.take_along_axis(jax.nn.log_softmax(logits), label[:, None], axis=1)
        return -picked.mean(), (logits.argmax(-1) == label).mean()

    (loss, accuracy), grads = jax.value_and_grad(loss_fn, has_aux=True)(params)
    norm = jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in jax.tree.leaves(grads)))
    params = jax.tree.map(lambda param, grad: param - rate * grad, params, grads)
    new = dict(zip(METRICS, (loss, accuracy, norm), strict=True))
    return params, jax.tree.map(jnp.add, sums, new)


class Batch:
    """No data at all: one batch, on the device before the clock starts."""

    name = "one batch again and again"

    def __init__(self, image, label, batch):
        self.batch = jax.device_put((image[:batch], label[:batch]))
        self.count = len(image) // batch

    def epoch(self, number):
        return itertools.repeat(self.batch, self.count)


class Numpy:
    """The rows of a batch at once, in the order in which the emitted trainer takes them."""

    name = "numpy"

    def __init__(self, image, label, batch):
        self.image, self.label, self.batch = image, label, batch

    def epoch(self, number):
        order = np.random.default_rng((0, number)).permutation(len(self.image)).astype(np.int32)
        for rows in order[: len(order) // self.batch * self.batch].reshape(-1, self.batch):
            yield self.image[rows], self.label[rows]


class Torch:
    """A DataLoader over a TensorDataset, its batches collated as numpy arrays."""

    module = "torch"

    def __init__(self, workers, image, label, batch):
        from torch.utils import data

        self.loader = data.DataLoader(
            self.dataset(image, label),
            batch,
            shuffle=True,
            drop_last=True,
            num_workers=workers,
            persistent_workers=workers > 0,
            collate_fn=collate,
        )

    def dataset(self, image, label):
        import torch
        from torch.utils import data

        return data.TensorDataset(torch.from_numpy(image), torch.from_numpy(label))

    def epoch(self, number):
        return self.loader


class TorchBatches(Torch):
    """The rows of a batch at once, which a sampler of batches gives to a DataLoader that makes none itself."""

    def __init__(self, workers, image, label, batch):
        from torch.utils import data

        dataset = self.dataset(image, label)
        sampler = data.BatchSampler(data.RandomSampler(dataset), batch, drop_last=True)
        self.loader = data.DataLoader(
            dataset,
            sampler=sampler,
            batch_size=None,
            num_workers=workers,
            persistent_workers=workers > 0,
            collate_fn=lambda batch: tuple(column.numpy() for column in batch),
        )


def collate(examples):
    images, labels = zip(*examples, strict=True)
    return np.stack([image.numpy() for image in images]), np.array(labels, np.int32)


class Grain:
    """A MapDataset, read in this thread or by those of `to_iter_dataset`, 16 as it is."""

    module = "grain"

    def __init__(self, options, image, label, batch):
        import grain

        examples = Examples(image, label)
        self.make = lambda seed: (
            grain.MapDataset.source(examples).shuffle(seed).batch(batch, drop_remainder=True)
        )
        self.options = None if options is None else grain.ReadOptions(**options)

    def epoch(self, number):
        dataset = self.make(number)
        return dataset if self.options is None else dataset.to_iter_dataset(self.options)


class Examples:
    def __init__(self, image, label):
        self.image, self.label = image, label

    def __len__(self):
        return len(self.image)

    def __getitem__(self, row):
        return self.image[row], self.label[row]


FEEDERS = {
    "torch": {
        "DataLoader, 0 workers": functools.partial(Torch, 0),
        "DataLoader, 2 workers": functools.partial(Torch, 2),
        "DataLoader, rows of a batch at once, 0 workers": functools.partial(TorchBatches, 0),
        "DataLoader, rows of a batch at once, 2 workers": functools.partial(TorchBatches, 2),
    },
    "grain": {
        "MapDataset": functools.partial(Grain, None),
        "MapDataset, no threads": functools.partial(
            Grain, {"num_threads": 0, "prefetch_buffer_size": 0}
        ),
        "MapDataset, 16 threads": functools.partial(Grain, {}),
    },
    "jax": {"numpy": Numpy, "no data": Batch},
}
"""By the module that they need, with their names."""


def run(feeder, initial, rate, epochs):
    """Trains from the initial parameters; metrics are fetched once in an epoch."""
    params = jax.block_until_ready(jax.tree.map(jnp.array, initial))
    losses, begin = [], time.perf_counter()
    for number in range(epochs):
        sums, count = {name: jnp.zeros(()) for name in METRICS}, 0
        for image, label in feeder.epoch(number):
            params, sums = step((params, sums), image, label, rate)
            count += 1
        losses.append({name: float(total) / count for name, total in sums.items()}["loss"])
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "steps": count * epochs, "loss": losses[0]}


def main():
    folder, batch, rate = pathlib.Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
    image, label, kernel, bias = (
        np.load(folder / f"{name}.npy") for name in ("image", "label", "kernel", "bias")
    )
    found = {name: FEEDERS[name] for name in FEEDERS if importlib.util.find_spec(name)}
    feeders = {name: make for forms in found.values() for name, make in forms.items()}
    forms = {module: list(forms) for module, forms in found.items()}
    print(json.dumps({"jax": jax.__version__, "forms": forms}), flush=True)
    made = {}
    for line in sys.stdin:
        name, epochs = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            if name not in made:
                made[name] = feeders[name](image, label, batch)
            answer = run(made[name], {"kernel": kernel, "bias": bias}, rate, epochs)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
