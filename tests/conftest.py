"""What every test may ask for: the running stack, the browser's path; and no sockets in unit tests."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from xdist.remote import Producer

from infra.local.applier.registry import Place
from infra.local.stack import Stack
from tests.personal import leaks
from tests.sharing import ByStack
from tests.stackrun import ROOT, running_moto, running_stack

# A busy machine is slow, not wrong: time never fails a test. The same examples are drawn every time, so that a
# change fails by what it changes; `--hypothesis-profile=explore` draws others.
_PATIENT = hypothesis_settings(
    deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow], database=None
)
hypothesis_settings.register_profile("probity", _PATIENT, derandomize=True)
hypothesis_settings.register_profile("explore", _PATIENT, derandomize=False)
hypothesis_settings.load_profile("probity")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the stack, and keep unit tests off the network."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.stack)
        if ROOT / "tests" / "unit" in item.path.parents:
            item.add_marker(pytest.mark.usefixtures("socket_disabled"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByStack:
    """Keep what needs the same stack on one worker."""
    return ByStack(config, log)


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole service, running: pages, workers, simulators; what it leaves behind names no applicant."""
    with running_stack() as running:
        yield running
        given_away = leaks(running)
    assert not given_away, given_away


@pytest.fixture(scope="session")
def moto_place() -> Iterator[Place]:
    """Our moto server alone, for contract tests: choose names of your own, it is shared."""
    with running_moto() as place:
        yield place


@pytest.fixture
def on_stack(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    """The stack, with this process's own settings pointing at it: `bootstrap.services()` works here too."""
    from chalicelib import bootstrap  # noqa: PLC0415 -- only tests of the stack pay for it
    from chalicelib.platform import aws, settings  # noqa: PLC0415 -- as above

    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    kept = (settings.settings, aws._client, bootstrap.services)
    for cache in kept:
        cache.cache_clear()
    yield stack
    for cache in kept:
        cache.cache_clear()


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Chromium, as scripts/setup.sh found it."""
    return (ROOT / ".local" / "browser").read_text()


@pytest.fixture(scope="session")
def browser_arguments() -> list[str]:
    """How Chromium is started: as root it has no sandbox of its own."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []
