"""Rules about diffusion."""

from __future__ import annotations

from collections.abc import Iterator

from specc.document.diagnostics import Fix, Path
from specc.language.losses.generation.diffusion import Diffusion
from specc.language.sampler import Denoising, DenoisingSampler
from specc.resolve.resolved import Resolved
from specc.rules.registry import Found, rule, warning

_LOSS: Path = ("task", "loss")
_LEAST_NOISE = 0.99
_MOST_AMPLIFIED = 1000


def _loss(resolved: Resolved) -> Diffusion | None:
    """The loss, if it is this one."""
    found = getattr(resolved.spec.task, "loss", None)
    return found if isinstance(found, Diffusion) else None


@warning("L121", "the last step is not noise")
def too_little_noise(resolved: Resolved) -> Iterator[Found]:
    """Sampling begins with a standard normal, which examples have to look like after the last step.

    The variances of `linear` and `quadratic` are for 1,000 steps; with fewer, each has to add more noise.
    """
    loss = _loss(resolved)
    if loss is None or (left := loss.noise.signal(loss.timesteps)) <= 1 - _LEAST_NOISE:
        return
    label = (
        f"after {loss.timesteps:,} steps, {left:.0%} of the variance is still that of the example"
    )
    yield Found((*_LOSS, "noise"), label, (), Fix((*_LOSS, "noise"), "cosine"))


@warning("L122", "small errors of the noise become large errors of the example")
def noise_is_amplified(resolved: Resolved) -> Iterator[Found]:
    """With epsilon as target, the example is (x_n - sigma epsilon) / alpha, and alpha is nearly 0 at the end.

    Images are clipped to their range, so that they are bounded all the same; other examples are not. Predict
    v, which needs no division.
    """
    loss, normalize = _loss(resolved), resolved.spec.data.normalize
    if loss is None or loss.target != "epsilon" or normalize is None or normalize.type == "unit":
        return
    if (factor := loss.noise.signal(loss.timesteps) ** -0.5) > _MOST_AMPLIFIED:
        label = (
            f"after {loss.timesteps:,} steps, an error of the noise is multiplied by {factor:,.0f}"
        )
        yield Found((*_LOSS, "target"), label, (), Fix((*_LOSS, "target"), "v"))


@warning("L123", "more steps of the sampler than of the diffusion")
def too_many_sampler_steps(resolved: Resolved) -> Iterator[Found]:
    """A sampler takes some of the steps of the diffusion, at most all of them."""
    loss, sample = _loss(resolved), resolved.spec.sample
    if loss is None or sample is None or not isinstance(sample.sampler, DenoisingSampler):
        return
    if sample.sampler.steps > loss.timesteps:
        path = ("sample", "sampler", "steps")
        label = f"the diffusion has {loss.timesteps:,}"
        yield Found(path, label, (), Fix(path, str(loss.timesteps)))


@warning("L124", "weights that do not suit the noise as target")
def weights_do_not_suit(resolved: Resolved) -> Iterator[Found]:
    """Weights are of the example's squared error; that of the noise is larger by the signal-to-noise ratio.

    So `snr` leaves the error of the noise as it is, and `edm` multiplies it after the last step by the
    inverse of a number near 0.
    """
    loss = _loss(resolved)
    if loss is None or loss.target != "epsilon":
        return
    if loss.weighting.type == "snr":
        label = "for epsilon this is the same as uniform"
        path = (*_LOSS, "weighting")
        yield Found(path, label, (), Fix(path, "uniform"))
    elif loss.weighting.type == "edm" and (left := loss.noise.signal(loss.timesteps)) < 1:
        weight = 1 + (1 - left) / left / loss.weighting.sigma_data**2
        label = f"after the last step the weight is {weight:,.0f}"
        path = (*_LOSS, "target")
        yield Found(path, label, ("after the first it is near 1",), Fix(path, "v"))


@rule("L125", "a bound of no examples")
def bound_of_nothing(resolved: Resolved) -> Iterator[Found]:
    """The variational bound is evaluated on held-out and test examples; training does not need it."""
    loss = _loss(resolved)
    if loss is None or loss.bound is None or any(part.rows for part in resolved.parts):
        return
    path = (*_LOSS, "bound")
    yield Found(path, "no examples are held out", (), Fix(path, None))


@rule("L126", "guidance without what it needs")
def guidance_lacks_something(resolved: Resolved) -> Iterator[Found]:
    """Classifier-free guidance goes from what a model says without the class towards what it says with it.

    So the model is given the class, `condition: class`, and learns to do without it for some examples,
    `label_dropout`.
    """
    loss, sample = _loss(resolved), resolved.spec.sample
    if loss is None:
        return
    conditional, dropout = resolved.spec.task.conditional, (*_LOSS, "label_dropout")
    if loss.label_dropout and not conditional:
        yield Found(dropout, "there is no class to hide", (), Fix(dropout, None))
    sampler = sample.sampler if sample is not None else None
    if not isinstance(sampler, Denoising) or sampler.guidance_scale == 1:
        return
    scale = ("sample", "sampler", "guidance_scale")
    if not conditional:
        yield Found(scale, "the model is given no class", (), Fix(scale, None))
    elif not loss.label_dropout:
        label = "the model never learns to do without the class"
        yield Found(scale, label, (), Fix(dropout, "0.1"))
