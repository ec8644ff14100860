"""Models of images: the sizes of the papers, blocks that begin as they should, and that they learn."""

from __future__ import annotations

import math
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx
from trainers.conftest import advance, data_of

import specc
from models.conftest import assert_same_numbers
from specc.compiler import analyze, programs

RESNET = {"type": "resnet", "stages": [1, 1], "width": 4}
VIT = {"type": "vit", "patch_size": 2, "width": 8, "depth": 2, "heads": 2}
MIXER = {"type": "mixer", "patch_size": 2, "width": 8, "depth": 2}
SMALL = {
    "basic": RESNET,
    "bottleneck": {**RESNET, "block": "bottleneck"},
    "imagenet": {**RESNET, "stem": "imagenet"},
    "layer": {**RESNET, "norm": "layer"},
    "vit": VIT,
    "token": {**VIT, "pool": "token", "dropout": 0.1},
    "mixer": MIXER,
    "thinned": {**MIXER, "dropout": 0.1},
}
LARGE = {"stem": "imagenet", "type": "resnet"}
VIT_B16 = {"type": "vit", "patch_size": 16, "width": 768, "depth": 12, "heads": 12, "pool": "token"}
VIT_S16 = {**VIT_B16, "width": 384, "heads": 6}
MIXER_B16 = {"type": "mixer", "patch_size": 16, "width": 768, "depth": 12}
IMAGENET, CIFAR = ((224, 224, 3), 1000), ((32, 32, 3), 10)

PAPERS = {
    "ResNet-18": ({**LARGE, "stages": [2, 2, 2, 2]}, *IMAGENET, 11_689_512),
    "ResNet-34": ({**LARGE, "stages": [3, 4, 6, 3]}, *IMAGENET, 21_797_672),
    "ResNet-50": (
        {**LARGE, "stages": [3, 4, 6, 3], "block": "bottleneck"},
        *IMAGENET,
        25_557_032,
    ),
    # He et al. have 0.27 M, with shortcuts without weights; 1x1 convolutions are 2,752 more.
    "ResNet-20": ({"type": "resnet", "stages": [3, 3, 3], "width": 16}, *CIFAR, 269_722 + 2_752),
    "ViT-B/16": (VIT_B16, *IMAGENET, 86_567_656),
    "ViT-S/16": (VIT_S16, *IMAGENET, 22_050_664),
    "Mixer-B/16": (MIXER_B16, *IMAGENET, 59_880_472),
    "Mixer-S/16": ({**MIXER_B16, "width": 512, "depth": 8}, *IMAGENET, 18_528_264),
}
"""Models with the numbers of parameters that their papers, and other implementations of them, have."""

every_small = pytest.mark.parametrize("name", SMALL)


def model_of(trainer, *, seed=0):
    return trainer.Classifier(trainer.Config(), rngs=nnx.Rngs(seed))


def images(count=4, shape=(8, 8)):
    return jax.random.uniform(jax.random.key(1), (count, *shape))


@pytest.mark.parametrize("name", PAPERS)
def test_parameters_are_those_of_the_paper(trainer, name):
    model, shape, classes, count = PAPERS[name]
    module = trainer(model, shape, classes)
    state = nnx.eval_shape(lambda: nnx.state(model_of(module), nnx.Param))
    assert sum(math.prod(leaf.shape) for leaf in jax.tree.leaves(state)) == count


@pytest.mark.soak
@pytest.mark.parametrize("name", ["ResNet-50", "ViT-B/16", "Mixer-B/16"])
def test_outputs_of_the_paper_sizes(trainer, name):
    model, shape, classes, _ = PAPERS[name]
    module = trainer(model, shape, classes)
    batch = jax.ShapeDtypeStruct((2, *shape), jnp.float32)
    assert nnx.eval_shape(lambda x: model_of(module)(x), batch).shape == (2, classes)


@pytest.mark.parametrize("name", ["ResNet-18", "ResNet-50", "ViT-B/16", "Mixer-B/16"])
def test_macs_are_about_those_that_run(tmp_path, trainer, name):
    """Half of the floating-point operations that XLA counts; 1.8 G in a ResNet-18, as its paper has it."""
    model, shape, classes, _ = PAPERS[name]
    module = trainer(model, shape, classes)
    analysis = analyze(specc.read(Path(module.__file__).with_name("spec.json")))
    *_, (_, program) = programs(analysis)
    graph, state = nnx.split(nnx.eval_shape(lambda: model_of(module)))
    forward = jax.jit(lambda state, x: nnx.merge(graph, state)(x))
    cost = forward.lower(state, jax.ShapeDtypeStruct((1, *shape), jnp.float32)).cost_analysis()
    assert program.networks[0].model.macs == pytest.approx(cost["flops"] / 2, rel=0.15)


@every_small
@pytest.mark.parametrize("shape", [(8, 8), (8, 8, 3), (12, 8, 1)])
def test_shapes(trainer, name, shape):
    module = trainer(SMALL[name], shape)
    model = model_of(module)
    model.eval()
    assert nnx.eval_shape(lambda x: model(x), images(5, shape)).shape == (5, 10)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[] if name in ("bottleneck", "token") else [pytest.mark.soak])
        for name in SMALL
    ],
)
def test_examples_do_not_depend_on_each_other_in_evaluation(trainer, name):
    model = model_of(trainer(SMALL[name]))
    model.eval()
    batch = images()
    alone = jnp.concatenate([model(batch[i : i + 1]) for i in range(len(batch))])
    np.testing.assert_allclose(model(batch), alone, rtol=1e-4, atol=1e-5)


RESIDUAL = {
    "patches": (RESNET, (8, 8)),
    "tiles": ({**RESNET, "width": 16}, (9, 12, 3)),
    "bottleneck": ({**RESNET, "block": "bottleneck", "norm": "layer"}, (7, 8)),
    "imagenet": ({**RESNET, "stem": "imagenet"}, (28, 32, 3)),
    "imagenet, odd": ({**RESNET, "stem": "imagenet", "norm": "layer"}, (33, 18)),
}


@pytest.mark.parametrize(
    ("spec", "shape"),
    [
        pytest.param(*case, id=name, marks=[pytest.mark.soak] * (name == "imagenet"))
        for name, case in RESIDUAL.items()
    ],
)
def test_both_forms_of_a_resnet_give_the_same_numbers(trainer, spec, shape):
    """Kernels of 1, 3 and 7, strides of 1 and 2, and the pooling of the stem."""
    plain, products = (model_of(trainer(spec, shape, target=target)) for target in ("gpu", "cpu"))
    for block in (*plain.blocks, *products.blocks):  # or their gradients would be zero
        last = block.norm3 if spec.get("block") == "bottleneck" else block.norm2
        last.scale[...] = jnp.full_like(last.scale[...], 0.5)
    x = jax.random.normal(jax.random.key(1), (4, *shape))
    assert_same_numbers(plain, products, x)


@pytest.mark.parametrize("model", [RESNET, {**RESNET, "width": 16, "stem": "imagenet"}])
def test_a_resnet_for_a_cpu_leaves_nothing_to_xla(trainer, model):
    """No convolution and no pooling of its own is left in it."""
    module = trainer(model, target="cpu")
    graph, state = nnx.split(model_of(module))
    program = jax.make_jaxpr(lambda state, x: nnx.merge(graph, state)(x))(state, images())
    assert "dot_general" in str(program)
    assert "conv_general_dilated" not in str(program)
    assert "reduce_window" not in str(program)


@pytest.mark.parametrize("block", ["basic", "bottleneck"])
@pytest.mark.parametrize("norm", ["batch", pytest.param("layer", marks=pytest.mark.soak)])
def test_residual_blocks_begin_as_their_shortcuts(trainer, block, norm):
    """A ReLU of what comes in, which is positive already; and the gradient reaches the last scale."""
    module = trainer({**RESNET, "stages": [2, 1], "block": block, "norm": norm})
    model = model_of(module)
    before, after = model.blocks[1], model.blocks[2]
    assert not before.reshapes
    assert after.reshapes
    channels = before.conv1.in_features
    x = jax.random.uniform(jax.random.key(2), (3, 8, 8, channels))
    np.testing.assert_array_equal(before(x), x)
    shortcut = after.project_norm(after.project(x))
    np.testing.assert_allclose(after(x), nnx.relu(shortcut), atol=1e-6)
    assert after(x).shape == (3, 4, 4, 2 * channels)
    last = "norm3" if block == "bottleneck" else "norm2"
    grads = nnx.grad(lambda block: jnp.sum(block(x) ** 2))(before)
    assert float(jnp.abs(grads[last].scale[...]).sum()) > 0


@pytest.mark.parametrize("model", [VIT, MIXER], ids=["vit", "mixer"])
def test_patches_are_those_of_the_image(trainer, model):
    shape = (6, 4, 3)
    module = trainer(model, shape)
    batch = np.arange(2 * math.prod(shape)).reshape(2, *shape)
    patches = np.asarray(module.to_patches(jnp.asarray(batch), 2))
    assert patches.shape == (2, 6, 12)
    for row in range(3):
        for column in range(2):
            square = batch[1, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
            np.testing.assert_array_equal(patches[1, 2 * row + column], square.reshape(-1))


@pytest.mark.parametrize("pool", ["mean", "token"])
def test_positions_are_what_tells_patches_apart(trainer, pool):
    """Without them a transformer gives the same whatever the order of its patches."""
    vit = model_of(trainer({**VIT, "pool": pool}))
    batch = images(3)
    turned = batch.reshape(3, 2, 4, 8)[:, ::-1].reshape(3, 8, 8)  # lower half over upper half
    assert float(jnp.abs(vit(batch) - vit(turned)).max()) > 1e-4
    vit.position[...] = jnp.zeros_like(vit.position[...])
    np.testing.assert_allclose(vit(batch), vit(turned), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", ["token", "thinned"])
def test_dropout_drops_in_training_alone(trainer, name):
    model = model_of(trainer(SMALL[name]))
    batch = images()
    one, other = (model(batch, rngs=nnx.Rngs(seed)) for seed in (1, 2))
    assert float(jnp.abs(one - other).max()) > 1e-4
    np.testing.assert_array_equal(one, model(batch, rngs=nnx.Rngs(1)))
    model.eval()
    np.testing.assert_array_equal(model(batch), model(batch, rngs=nnx.Rngs(1)))


@pytest.mark.parametrize(
    "name",
    [
        "token",
        *(
            pytest.param(name, marks=pytest.mark.soak)
            for name in ("bottleneck", "imagenet", "layer", "thinned")
        ),
    ],
)
def test_a_few_steps_reduce_the_loss(trainer, name):
    module = trainer(SMALL[name], optimizer={"type": "adam", "learning_rate": 1e-2})
    c = module.Config()
    data = data_of(module, c).train
    _, metrics = advance(module, c, module.init_state(c, c.seed), data, 50)
    losses = np.asarray(metrics["loss"])
    assert losses[-5:].mean() < 0.9 * losses[:5].mean()


def test_sizes_that_are_not_given_follow_the_width(trainer):
    vit, mixer = (trainer(model) for model in (VIT, MIXER))
    model = vit.Classifier(vit.Config(width=10), rngs=nnx.Rngs(0))
    assert model.blocks[0].mlp.hidden.kernel.shape == (10, 40)
    model = mixer.Classifier(mixer.Config(width=6), rngs=nnx.Rngs(0))
    assert model.blocks[0].mix_patches.hidden.kernel.shape == (16, 3)
    assert model.blocks[0].mix_channels.hidden.kernel.shape == (6, 24)


def test_sizes_are_settings(trainer):
    """As long as heads share the width, patches fill the image, and maps can be halved."""
    resnet = trainer({**RESNET, "block": "bottleneck"})
    model = resnet.Classifier(resnet.Config(width=3, stages=(1, 2, 1)), rngs=nnx.Rngs(0))
    assert [block.conv2.out_features for block in model.blocks] == [3, 6, 6, 12]
    assert model.output.in_features == 48
    vit = trainer({**VIT, "mlp_dim": 7}, (8, 16))
    c = vit.Config(width=12, heads=3, depth=1, mlp_dim=5, patch_size=4)
    model = vit.Classifier(c, rngs=nnx.Rngs(0))
    assert (model.position.shape, len(model.blocks)) == ((1, 8, 12), 1)
    assert model(images(2, (8, 16))).shape == (2, 10)
    mixer = trainer({**MIXER, "tokens_mlp_dim": 3, "channels_mlp_dim": 4})
    c = mixer.Config(width=6, depth=3, tokens_mlp_dim=7, channels_mlp_dim=9, patch_size=8)
    model = mixer.Classifier(c, rngs=nnx.Rngs(0))
    assert model.blocks[2].mix_patches.hidden.kernel.shape == (1, 7)
    for module, settings, message in (
        (
            resnet,
            {"stages": (1,) * 5},
            "1 to 4 numbers .* maps of 8x8 pixels can be halved 3 times",
        ),
        (resnet, {"width": 0}, "at least 1"),
        (vit, {"patch_size": 16}, "a divisor of 8"),
        (vit, {"patch_size": 0}, "a divisor of 8"),
        (vit, {"heads": 3}, "it must divide width"),
        (mixer, {"depth": 0}, "at least 1"),
    ):
        with pytest.raises(ValueError, match=message):
            module.Config(**settings)
