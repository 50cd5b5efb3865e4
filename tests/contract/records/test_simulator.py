"""The simulator as a process: what is entered stays when it ends, and it ends when told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.checks import NamesEnquiry
from infra.local.simulators.records import known
from infra.local.simulators.records.server import RecordServer
from infra.local.simulators.records.shelf import Shelf, population
from tests.contract.records.asked import a_full_record, found, purpose

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def started(changes: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The simulator, and the line with which it says that it is ready."""
    command = [sys.executable, "-m", "infra.local.simulators.records", "--people", "2000", *more]
    with subprocess.Popen(
        [*command, "--changes", str(changes)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        line = process.stdout.readline()
        while not line.startswith("record system ready"):
            assert line.startswith(("port", "2000 people")), line
            line = process.stdout.readline()
        yield process, line.split()[4]
        process.kill()


def test_what_was_entered_is_there_after_a_kill(tmp_path: Path) -> None:
    changed = PersonName(forenames="Thomas William", surname="Quillfeather", kind=NameKind.ALIAS)
    with started(tmp_path, "--port", "0") as (process, url):
        client = LedsRecordSystem(url, pause=lambda _: None)
        kept = client.create(a_full_record(), purpose=purpose())
        before = client.record(known.CONVICTED.record_id, purpose=purpose())
        nominal = before.nominal.model_copy(update={"names": (*before.nominal.names, changed)})
        after = client.update(before.model_copy(update={"nominal": nominal}), purpose=purpose())
        client.close()
        os.kill(process.pid, signal.SIGKILL)
        process.wait(5)
    with started(tmp_path, "--port", "0") as (_, url):
        client = LedsRecordSystem(url, pause=lambda _: None)
        assert client.record(kept.nominal.record_id, purpose=purpose()) == kept
        assert client.record(known.CONVICTED.record_id, purpose=purpose()) == after
        asked = NamesEnquiry(name=kept.nominal.names[0], birth_date="1961-05-09")
        answered = client.search(asked, purpose=purpose()).candidates
        assert kept.nominal.record_id in [n.record_id for n in answered]
        assert found(client, known.CONVICTED, surname="Quillfeather") == [known.CONVICTED.record_id]
        again = client.create(a_full_record(), purpose=purpose())
        assert again.nominal.record_id != kept.nominal.record_id
        client.close()


def test_an_entry_that_a_crash_kept_from_the_index_is_found_after_the_next_start(
    tmp_path: Path, monkeypatch
) -> None:
    shelf = Shelf(population(2000), tmp_path)
    entry = shelf.person(known.CONVICTED.record_id)
    entry["person"]["names"] = [{"forenames": "Zebedee", "surname": "Quillfeather", "type": "main"}]
    monkeypatch.setattr(shelf, "_enter_into_index", lambda *_: None)
    shelf.replace(known.CONVICTED.record_id, entry)
    shelf.close()
    shelf = Shelf(population(2000), tmp_path)
    asked = NamesEnquiry(
        name=PersonName(forenames="Zebedee", surname="Quillfeather"), birth_date="1985-11-23"
    )
    assert [person["id"] for person in shelf.search(asked).people] == [known.CONVICTED.record_id]
    shelf.close()


def test_a_taken_port_is_said_plainly_and_a_signal_ends_the_simulator(
    server: RecordServer, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "infra.local.simulators.records", "--people", "2000"]
    command += ["--port", str(server.server_port), "--changes", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout
        assert second.stdout.readline() == f"port {server.server_port} is taken\n"
        line = second.stdout.readline()
        while line.startswith("port"):
            line = second.stdout.readline()
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=60) == 0
    assert line.startswith("record system ready at http://localhost:")
