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
    """One step of SGD on a linear classifier; metrics are summed."""
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

    def __init__(self, image, label, batch):
        self.batch = jax.device_put((image[:batch], label[:batch]))
        self.count = len(image) // batch

    def epoch(self, number):
        return itertools.repeat(self.batch, self.count)


class Numpy:
    """The rows of a batch at once, in the order in which the emitted trainer takes them."""

    def __init__(self, image, label, batch):
        self.image, self.label, self.batch = image, label, batch

    def epoch(self, number):
        order = np.random.default_rng((0, number)).permutation(len(self.image)).astype(np.int32)
        for rows in order[: len(order) // self.batch * self.batch].reshape(-1, self.batch):
            yield self.image[rows], self.label[rows]


class Torch:
    """A DataLoader over a TensorDataset, its batches collated as numpy arrays."""

    def __init__(self, workers, image, label, batch):
        import torch
        from torch.utils import data

        torch.set_num_threads(1)  # more of them only take the cores from the step
        dataset = data.TensorDataset(torch.from_numpy(image), torch.from_numpy(label))
        kept = {"num_workers": workers, "persistent_workers": workers > 0}
        self.loader = data.DataLoader(dataset, **kept, **self.settings(dataset, batch))
        if workers:
            next(iter(self.loader))  # forks them while JAX has no threads yet

    def settings(self, dataset, batch):
        return {"batch_size": batch, "shuffle": True, "drop_last": True, "collate_fn": stack}

    def epoch(self, number):
        return self.loader


class TorchBatches(Torch):
    """The rows of a batch at once, which a sampler of batches gives to a DataLoader that makes none itself."""

    def settings(self, dataset, batch):
        from torch.utils import data

        sampler = data.BatchSampler(data.RandomSampler(dataset), batch, drop_last=True)
        return {"batch_size": None, "sampler": sampler, "collate_fn": arrays}


def stack(examples):
    images, labels = zip(*examples, strict=True)
    return np.stack([image.numpy() for image in images]), np.array(labels, np.int32)


def arrays(batch):
    return tuple(column.numpy() for column in batch)


class Grain:
    """A MapDataset, read in this thread or by those of `to_iter_dataset`, 16 as it is."""

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


FORMS = {
    "PyTorch, by examples": {
        "0 workers": functools.partial(Torch, 0),
        "2 workers": functools.partial(Torch, 2),
    },
    "PyTorch, by batches": {
        "0 workers": functools.partial(TorchBatches, 0),
        "2 workers": functools.partial(TorchBatches, 2),
    },
    "grain": {
        "MapDataset": functools.partial(Grain, None),
        "IterDataset, 16 threads": functools.partial(Grain, {}),
    },
    "numpy": {"in a loop": Numpy},
    "step alone": {"one batch": Batch},
}
"""What differs in its settings only, by name; PyTorch comes first."""

MODULES = {"PyTorch, by examples": "torch", "PyTorch, by batches": "torch", "grain": "grain"}


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
    feeders = {
        name: {form: make(image, label, batch) for form, make in forms.items()}
        for name, forms in FORMS.items()
        if importlib.util.find_spec(MODULES.get(name, "jax"))
    }
    names = {name: list(forms) for name, forms in feeders.items()}
    print(json.dumps({"jax": jax.__version__, "forms": names}), flush=True)
    for line in sys.stdin:
        name, form, epochs = json.loads(line)
        with contextlib.redirect_stdout(sys.stderr):
            answer = run(feeders[name][form], {"kernel": kernel, "bias": bias}, rate, epochs)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
