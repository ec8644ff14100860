"""What can be followed in a run besides its metrics: speed, memory, norms, a trace."""

from __future__ import annotations

from collections.abc import Iterator

from specc.ir.compilation_cache import CompilationCache
from specc.ir.device_memory import DeviceMemory
from specc.ir.event import Event
from specc.ir.expr import Add
from specc.ir.norms import LoggedNorms
from specc.ir.profile import Profile
from specc.ir.settings import Derived, Field
from specc.ir.throughput import Throughput
from specc.language.spec import Spec
from specc.lower.settings import DurationNames, Settings

_CACHE = "~/.cache/jax"
_START = DurationNames(
    "profile_start",
    "profile_first",
    "cadence",
    "{unit} before the profiler's trace",
    min_steps=0,
)
_LENGTH = DurationNames("profile_duration", "", "cadence", "{unit} in the profiler's trace")


def followed(spec: Spec, settings: Settings) -> Iterator[Event]:
    """What the spec asks for."""
    if spec.log.throughput:
        yield Throughput(origin="log.throughput")
    if spec.log.device_memory:
        yield DeviceMemory(origin="log.device_memory")
    if spec.profile is not None:
        start = settings.duration(_START, spec.profile.start, "profile.start")
        steps = settings.duration(_LENGTH, spec.profile.duration, "profile.duration", inline=True)
        end = Derived("profile_end", Add(start, steps), "", "profile")
        yield Profile(start=start, end=settings.derive(end), origin="profile")
    if spec.train.compilation_cache:
        yield CompilationCache(
            directory=settings.add(
                Field(
                    "compilation_cache",
                    "Path",
                    _CACHE
                    if spec.train.compilation_cache is True
                    else spec.train.compilation_cache,
                    "folder of compiled programs, for the next start",
                    "run",
                    None,
                    "train.compilation_cache",
                    recorded=False,
                    host_only=True,
                )
            ),
            origin="train.compilation_cache",
        )


def logged_norms(spec: Spec) -> LoggedNorms | None:
    """Those of each module."""
    of = tuple(dict.fromkeys(spec.log.norms))
    return LoggedNorms(of, "log.norms") if of else None
