"""What a hostile upload may cost: a named refusal within two seconds of a processor and 512 MB."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attack.workshop import Workshop

ROOT = Path(__file__).parents[2]
_SECONDS, _MEGABYTES = 2.0, 512
_JUDGE = """
import json, re, sys, time
from datetime import UTC, datetime
from pathlib import Path
from chalicelib.verification.models import Demands
from chalicelib.verification.trust import Trust
from chalicelib.verification.verify_file import verify_file
root, keys, certificate = (Path(name) for name in sys.argv[1:])
trust = Trust.read(root, keys)
from tests.attack.costly import costly
for name, content in costly(certificate.read_bytes()):
    begin = time.process_time()
    found = verify_file(name, content, trust, Demands(), datetime.now(UTC))
    took = time.process_time() - begin
    # Of this program alone: ru_maxrss begins with what the process that started it took.
    peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024
    print(json.dumps([name, found.verdict.value, [r.name for r in found.reasons], took, peak]))
"""


@pytest.fixture(scope="module")
def judged(issuer: Workshop, certificate: bytes, tmp_path_factory: pytest.TempPathFactory) -> list[list]:
    path = tmp_path_factory.mktemp("limits") / "certificate.pdf"
    path.write_bytes(certificate)
    keys = issuer.trust_json.with_suffix(".cose")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _JUDGE, str(issuer.root_pem), str(keys), str(path)],
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_is_refused_by_name(judged: list[list]) -> None:
    assert len(judged) > 12
    for name, verdict, reasons, _, _ in judged:
        assert verdict in {"not-a-certificate", "altered", "untrusted"}, name
        assert len(reasons) == 1, name


def test_none_costs_more_than_it_may(judged: list[list]) -> None:
    for name, _, _, seconds, megabytes in judged:
        assert seconds < _SECONDS, name
        assert megabytes < _MEGABYTES, name
