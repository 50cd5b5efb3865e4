"""The launcher: a sample goes through while all is real, one line says so, and Ctrl-C leaves nothing."""

import os
import re
import signal
import subprocess
import sys

import pytest

from infra.local import sample
from infra.local.cases import seed
from infra.local.processes import listens
from infra.local.simulators.records.known import CONVICTED
from infra.local.visitor import Visitor, wait_for
from tests.stackrun import ROOT, eventually

SUBMIT_TO_PDF = 60
"""Seconds. On two idle cores it is 3; `bench` holds it to 5, and a busy test machine gets some grace."""


def test_a_sample_becomes_a_verified_certificate(stack):
    done = sample.take_through(stack)
    assert done.certificate.read_bytes().startswith(b"%PDF-")
    assert done.seconds < SUBMIT_TO_PDF


def test_services_in_this_process_can_look_into_the_stack(on_stack):
    from chalicelib.bootstrap import services  # noqa: PLC0415 -- with the stack's settings

    done = sample.take_through(on_stack, email="second@applicant.example")
    case_id = services().casework.cases.find_reference(done.reference.replace(" ", ""))
    assert case_id is not None
    eventually(lambda: services().casework.cases.get(case_id).state.state == "issued")


def test_a_record_waits_for_a_person(stack):
    with Visitor(stack.apply_origin) as applicant, Visitor(stack.staff_origin) as officer:
        sample.fill_in(applicant, CONVICTED, "thomas@applicant.example")
        sample.send_papers(applicant, CONVICTED)
        reference = sample.submit(applicant)
        sample.sign_in(officer, sample.FIRST_OFFICER)
        path = wait_for(lambda: sample.open_case(officer, reference), "the case")
        sample.act(officer, path, "claim")
        assert not any(form.action.endswith("/recommend") for form in officer.forms())


def test_seeded_cases_can_be_worked_on(stack):
    seed(stack, 30)
    with Visitor(stack.staff_origin) as officer:
        sample.sign_in(officer, sample.SECOND_OFFICER)
        path = officer.find(r'href="(/staff/cases/[0-9A-Z]{26})"')
        officer.open(path)
        sample.act(officer, path, "claim")
        assert officer.form(f"{path}/recommend")


def test_a_worker_that_is_killed_loses_nothing(stack):
    stack.processes.kill("poller")
    with Visitor(stack.apply_origin) as applicant:
        sample.fill_in(applicant, sample.NO_RECORD, "patient@applicant.example")
        applicant.open("/apply/documents/passport")
        assert applicant.client.get("/apply/documents/passport/status").json()["settled"] is False
        stack.start_poller()
        stack.wait_for_poller()
        sample.send_papers(applicant, sample.NO_RECORD)


def test_a_schedule_can_be_run_now(stack):
    stack.invoke("OnSweep")


@pytest.fixture
def launched(tmp_path):
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "infra.local.run",
            "--no-sample",
            "--people",
            "2000",
            "--ports-from",
            "19001",
            "--folder",
            str(tmp_path),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.kill()


@pytest.mark.stack
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_the_end_leaves_nothing_behind(launched, how):
    said = []
    while not said or "ready" not in said[-1]:
        said.append(launched.stdout.readline())
        assert said[-1], "".join(said)
    facts = dict(re.findall(r"([a-z-]+[0-9]?)=(\S+)", said[-1]))
    assert {"apply", "staff", "verify", "root", "mail"} <= set(facts)
    ports = [
        int(facts[name].rpartition(":")[2].split("/")[0]) for name in ("apply", "staff", "verify", "mail")
    ]
    assert all(map(listens, ports))
    launched.send_signal(how)
    assert launched.wait(60) == (-signal.SIGKILL if how is signal.SIGKILL else 0)
    eventually(lambda: not any(map(listens, ports)))
