"""What holds for every test of the suite."""

from __future__ import annotations

import gc
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]  # seconds say how busy a machine is, not how good the strategy
settings.register_profile("soak", suppress_health_check=SLOW)
settings.register_profile("quick", suppress_health_check=SLOW, derandomize=True)

CACHE = Path(__file__).parents[1] / ".cache" / "jax"
COMPILER = {
    "JAX_COMPILATION_CACHE_DIR": str(CACHE),
    "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
    "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
}
CACHE.mkdir(parents=True, exist_ok=True)
os.environ.update(COMPILER)  # before anything imports jax
# Compilations are kept between processes and sessions: most of the time goes into compiling.
QUICK = "--xla_backend_optimization_level=0"
"""Without LLVM's optimizations compiling takes half as long, and only the rounding of results differs."""

LONG = (
    "trainers/test_digits_classifier.py",
    "properties/test_random.py",
    "test_gallery.py",
    "trainers/test_follows.py",
    "trainers/test_precision.py",
    "trainers/test_placement.py",
    "optimizers/test_groups.py",
    "optimizers/test_chains.py",
    "models/test_images.py",
)
"""Files that take long, most of it to compile."""

SOAK = {
    "emit/test_formatting.py": (
        r"as_black_has_it.*digits_(averaged|fading|idx|mapped|mixer|muon|resnet|vit|wsd)"
    ),
    "emit/test_origins.py": (
        r"comes_from_it.*digits_(averaged|fading|idx|mapped|mixer|muon|resnet|vit|wsd)"
    ),
    "generation/test_autoregressive.py": (
        r"no_other.*model[0134]|chain_rule.(made.*|pixel_cnn)\]"
        r"|probabilities.(made|made added|pixel_cnn.*)\]|in_every_bit"
    ),
    "generation/test_autoencoders.py": r"in_every_bit",
    "generation/test_condition.py": r"encodes_and_decodes.*add|samples_are_of_their_class",
    "generation/test_energy.py": r"in_every_bit",
    "generation/test_diffusion.py": r"one_random_step|converge_to_the_flow|evaluation_measures",
    "generation/test_elbo.py": r"of_its_definition.*laplace|that_are_independent",
    "generation/test_flow_couplings.py": r"known_flow.*hutchinson",
    "generation/test_flow_matching.py": r"of_its_paper.*linear",
    "generation/test_gan.py": r"in_every_bit",
    "generation/test_image_diffusion.py": r"short_run_denoises",
    "generation/test_image_models.py": r"short_run_learns.*(conv_vae|dit)|two_networks_learns",
    "generation/test_pictures.py": r"units_of_the_data.(score|gan)",
    "generation/test_runs.py": r"in_every_bit.diffusion",
    "generation/test_normalizing_flow.py": (
        r"points_are_inverted_and_measured.*(maf|neural_spline)"
        r"|images_are_inverted_and_measured.*spline|in_every_bit.*(spline|nvp)"
        r"|held_out_points.*(spline|nvp)|(integrates_to_one|like_the_data).*neural_spline"
        r"|in_every_bit|integrates_to_one.*nvp|images_are_inverted.*maf"
    ),
    "generation/test_reflow.py": r"makes_the_same_pairs",
    "inline/test_functions.py": (
        r"verify_sees.*(chances\(outputs\)-\(4, 3\)|no array|jnp.mean)|verify_sees.*worst"
    ),
    "models/test_cnn.py": (
        r"both_forms.*(wide|layer|tiles|odd)|evaluation_gives.*(cropped|blocks)|sizes_are_settings"
        r"|both_forms.*plain"
    ),
    "models/test_images.py": (
        r"both_forms.*(tiles|imagenet|patches)|begin_as_their_shortcuts.*basic"
        r"|positions_are.*token|drops_in_training.*thinned|those_that_run.*ResNet-50"
        r"|reduce_the_loss.*token|sizes_are_settings|same_numbers.*bottleneck"
        r"|shortcuts.*bottleneck|in_evaluation.*bottleneck"
    ),
    "models/test_initializers.py": (
        r"as_it_should.*(vit|bottleneck)-|told_otherwise.*(vit|bottleneck)|is_left_out.*bottleneck"
        r"|as_it_should.*(resnet|cnn)-orthogonal|as_it_should.*mixer-orthogonal"
    ),
    "optimizers/test_chains.py": r"of_optax.(73|129|24)\]|of_optax.(8|21|83|94|202)\]",
    "optimizers/test_checkpoints.py": r"from_a_checkpoint.(lbfgs|galore|adafactor)\]",
    "optimizers/test_groups.py": (
        r"what_optax_does.*(frozen|another optimizer, clipped|layers)"
        r"|what_optax_does.*(mask of its own|decays)|as_if_a_run_had_not_been"
    ),
    "optimizers/test_muon.py": r"orthogonalized_by_inputs_and_outputs",
    "optimizers/test_matrix.py": (
        r"leave_no_trace.*(prodigy|adafactor)|attention_is_trained.*adafactor|skipped_steps.sgd"
    ),
    "properties/test_determinism.py": r"environment.*PYTHONOPTIMIZE",
    "properties/test_random.py": r"formatting_again.*80",
    "plot/test_plot.py": r"needs_is_taken_out.*digits_[m-v]",
    "sequences/test_completions.py": r"adapters_learn|micro_batches_give",
    "sequences/test_options.py": r"blocks_of_queries.*8",
    "sequences/test_series.py": r"in_every_bit",
    "sequences/test_documents.py": r"costs_the_same.*(learned|sinusoidal)",
    "sync/test_layout.py": r"is_no_edit.*(100|120|140|isort.*(google|django))",
    "tasks/test_weighted_sources.py": r"every_source_has_weights.*(csv_categories|parquet)",
    "trainers/test_accumulate.py": (
        r"count_in_the_whole_batch.*changes[01]|gradient_of_the_batch.(4|64)"
    ),
    "trainers/test_augment.py": r"batch_of_regression.True|batch_with_weights.None",
    "trainers/test_average.py": r"of_optax.(6|1)-|formula_says.*(late|long)|without_it.*swa",
    "trainers/test_calls.py": r"changes_no_bit.*ones|changes_no_bit.*(mixed|twos|sevens)",
    "trainers/test_dpsgd.py": r"paper_says.0.9",
    "trainers/test_files.py": (
        r"wherever_examples_are.*(1-float32|0-bfloat16|0-float32|0-averaged|1-bfloat16|1-averaged)"
    ),
    "trainers/test_follows.py": (
        r"share_of_its_step.*(1-True|2-False|1-False)|rate_of_its_step.*whole|stays_is_one.*mlp"
    ),
    "trainers/test_forms_resume.py": (
        r"in_every_bit.*(slow weights|a late mean|single examples|micro-batches and)"
    ),
    "trainers/test_frozen_norms.py": r"evaluates.(cnn|resnet|scale|kernels|cpu)\]",
    "trainers/test_placement.py": r"images_in_their_files.*unit",
    "trainers/test_precision.py": r"learns_as_well.*float16|one_program_does.(thin|bare|half)",
    "trainers/test_recomputed.py": (
        r"that_of_training.*(bfloat16|cpu|changed)|averaged_weights.*(skipping|ema|host)"
        r"|averaged_weights.*lookahead"
    ),
    "trainers/test_run_steps.py": r"is_applied.(decay|momentum)",
    "verify/test_failures.py": r"of_an_imported_model|function_that_an_edit_removed",
}
"""Cases for `make soak`, by file: in `make test` another case of the same test takes the same path."""

THINNED = (
    *("emit/test_formatting.py", "emit/test_origins.py", "passes/test_passes.py"),
    *("generation/test_diffusion.py", "generation/test_elbo.py", "generation/test_pictures.py"),
    *("models/test_cnn.py", "models/test_images.py", "models/test_initializers.py"),
    *("optimizers/test_chains.py", "optimizers/test_checkpoints.py", "optimizers/test_groups.py"),
    *("optimizers/test_matrix.py", "optimizers/test_muon.py", "optimizers/test_named.py"),
    *("schedules/test_formulas.py", "splits/test_evaluation.py", "splits/test_last.py"),
    *("sequences/test_documents.py", "sequences/test_recurrent.py", "sequences/test_texts.py"),
    *("tuning/test_files.py", "tuning/test_lora.py"),
    *("tasks/test_losses.py", "tasks/test_metrics.py", "tasks/test_stored_labels.py"),
    *("tasks/test_weighted_sources.py", "tasks/test_weights.py", "trainers/test_average.py"),
    *("trainers/test_calls.py", "trainers/test_evaluated_loss.py", "trainers/test_finite.py"),
    *("trainers/test_follows.py", "trainers/test_frozen_norms.py", "trainers/test_precision.py"),
    *("trainers/test_run_steps.py", "trainers/test_workdir.py", "verify/test_probe.py"),
)
"""Files of whose cases that are alike, `make test` takes every third; `make soak` takes the others."""


def pytest_configure(config: pytest.Config) -> None:
    """Tells XLA, in this process and in those that tests start, how to compile; long and exact ones optimize.

    Quick tests draw the same examples each time: new ones are for the soak, which is read when it fails.
    """
    settings.load_profile("quick" if "not soak" in config.option.markexpr else "soak")
    gc.set_threshold(
        100_000, 50, 100
    )  # many objects live as long as the process: a sixth of the time
    if "not exact" in config.option.markexpr:
        os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {QUICK}".strip()


@pytest.hookimpl(tryfirst=True)  # before cases are selected by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files begin first, so that no worker ends with one while the other has nothing left."""
    here = Path(__file__).parent
    gone = [name for name in (*LONG, *SOAK, *THINNED) if not (here / name).is_file()]
    assert not gone, f"LONG, SOAK and THINNED name files that are not there: {gone}"
    soak = {here / name: re.compile(pattern) for name, pattern in SOAK.items()}
    for item in items:
        if item.path in soak and soak[item.path].search(item.name):
            item.add_marker(pytest.mark.soak)
    thinned = {here / name for name in THINNED}
    alike: Counter[tuple[Path, str]] = Counter()
    for item in items:
        has_cases = item.path in thinned and hasattr(item, "callspec")
        if has_cases and item.get_closest_marker("soak") is None:
            test = (item.path, getattr(item, "originalname", item.name))
            if alike[test] % 3:
                item.add_marker(pytest.mark.soak)
            alike[test] += 1
    ranks = {here / name: rank for rank, name in enumerate(LONG)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))


@pytest.fixture(scope="module", autouse=True)
def executables_are_let_go() -> Iterator[None]:
    """Forget what one file has compiled before the next begins.

    Every executable holds memory maps, and a process may only have so many: a
    suite that compiles thousands of programs in one process reaches the limit,
    and XLA ends with a fault rather than an error.
    """
    yield
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()
        gc.collect()
