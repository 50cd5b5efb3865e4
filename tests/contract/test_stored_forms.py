"""What was stored and sent earlier is read today: a change of a model that breaks it needs a new schema version."""

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import chalicelib
from chalicelib.kernel.events.base import Envelope, Event
from chalicelib.platform.items import Key
from chalicelib.platform.store import AggregateStore
from chalicelib.platform.unit_of_work import UnitOfWork
from tests.fakes.items import MemoryItems

FIXTURES = Path(__file__).parents[1] / "fixtures"
STORED = sorted((FIXTURES / "stored").glob("*.json"))
SENT = sorted((FIXTURES / "events").glob("*.json"))


def stores() -> dict[str, type[AggregateStore]]:
    """Every room's stores by the kind they keep."""
    for room in iter_modules(chalicelib.__path__):
        if room.ispkg and any(part.name == "store" for part in iter_modules([f"chalicelib/{room.name}"])):
            import_module(f"chalicelib.{room.name}.store")
    import_module("chalicelib.records.hosted.store")
    import_module("chalicelib.certificates.log.watch")
    import_module("chalicelib.certificates.access.store")
    import_module("chalicelib.certificates.copies.store")
    import_module("chalicelib.verification.bulk.store")
    kinds = (kind for kind in AggregateStore.__subclasses__() if kind.__module__.startswith("chalicelib."))
    return {kind.kind: kind for kind in kinds}


def event_types() -> dict[str, type[Event]]:
    import chalicelib.kernel.events as folder  # noqa: PLC0415

    found, left = {}, [Event]
    for module in iter_modules(folder.__path__):
        import_module(f"chalicelib.kernel.events.{module.name}")
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if "type" in vars(kind):
            found[kind.type] = kind
    return found


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_an_aggregate_stored_then_is_read_now(path) -> None:
    row = json.loads(path.read_text())
    items = MemoryItems()
    items.rows[Key(row["pk"], row["sk"])] = row
    stored = stores()[row["kind"]](UnitOfWork(items)).get(row["id"])
    assert stored.version == row["version"]


@pytest.mark.parametrize("path", SENT, ids=lambda path: path.stem)
def test_an_event_sent_then_is_read_now(path) -> None:
    envelope = Envelope.model_validate_json(path.read_bytes())
    assert event_types()[envelope.type].model_validate(envelope.data)


@pytest.mark.parametrize("kind", sorted(stores()))
def test_every_kind_has_its_present_form_kept_here(kind) -> None:
    assert (FIXTURES / "stored" / f"{kind}-{stores()[kind].schema}.json").exists(), (
        "store one, and keep the older ones"
    )
