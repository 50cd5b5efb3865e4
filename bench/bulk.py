"""A folder of certificates through the machine interface to the signed report, on the local stack.

`python -m bench.bulk [--files N] [--threads N] [--codes N]`. Aimed at: 60 files a second on two cores, 10 promised;
here each passes the gateway, the limits, the verifier and the table, all simulated on the same machine.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx

from chalicelib.certificates import qr
from infra.local import sample
from infra.local.stack import ROOT, Options, Stack
from infra.local.staff import SUPERVISOR
from infra.local.visitor import Visitor

PROMISED = 10.0
_PORTS_FROM = 28201
_PDF, _CSV = {"Content-Type": "application/pdf"}, {"Content-Type": "text/csv"}
_LOT = 500


def new_key(stack: Stack) -> str:
    """A key of a new account, issued on the staff's pages."""
    with Visitor(stack.staff_origin) as ruth:
        ruth.open("/")
        ruth.submit(email=SUPERVISOR.email, password=SUPERVISOR.password)
        ruth.answer(
            "/staff/embassies", name="Embassy of the Bench", country="PT", contact="a@embassy.example"
        )
        account = ruth.page.url.path
        ruth.submit(f"{account}/keys", label="Bench", scope=["check", "batches"], days="1")
        return ruth.find(r"data-issued-key>(prb_[^<]+)<")


def send(client: httpx.Client, parts: list[bytes], headers: dict[str, str], kind: str, threads: int) -> float:
    """Send the parts of one batch, finish it and wait for the report; print seconds; files or lots a second."""
    batch = client.post("/batches", json={"kind": kind}).json()["id"]

    def one(number: int) -> dict:
        answer = client.post(f"/batches/{batch}/parts/{number}", content=parts[number - 1], headers=headers)
        return answer.raise_for_status().json()["lines"]

    began = time.monotonic()
    with ThreadPoolExecutor(threads) as pool:
        lines = [line for lot in pool.map(one, range(1, len(parts) + 1)) for line in lot]
    sent = time.monotonic() - began
    genuine = sum(line["verdict"] == "genuine" for line in lines)
    client.post(f"/batches/{batch}/finish", json={}).raise_for_status()
    reported = _until(lambda: client.get(f"/batches/{batch}/report.pdf").status_code == httpx.codes.OK)
    print(f"{len(lines)} {kind}, {genuine} genuine: checked in {sent:.1f} s, report {reported:.1f} s later")
    return len(lines) / sent


def _until(done: Callable[[], bool]) -> float:
    began = time.monotonic()
    while not done():
        time.sleep(0.1)
    return time.monotonic() - began


def main() -> int:
    """Measure, print; 1 when the promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    parser.add_argument("--codes", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=4)
    wanted = parser.parse_args()
    options = Options(folder=ROOT / ".local" / "bench", people=50, ports_from=_PORTS_FROM)
    with Stack(options, say=lambda _: None) as stack:
        certificate = sample.take_through(stack, email="bulk@bench.example").certificate.read_bytes()
        code = _square(certificate)
        headers = {"Authorization": f"Bearer {new_key(stack)}"}
        address = f"{stack.verify_origin}/api/v1"
        with httpx.Client(base_url=address, headers=headers, timeout=120) as client:
            print(f"load {os.getloadavg()[0]:.1f}, {wanted.threads} at once")
            files = send(client, [certificate] * wanted.files, _PDF, "files", wanted.threads)
            lots = [("code\n" + f"{code}\n" * _LOT).encode()] * (wanted.codes // _LOT)
            codes = send(client, lots, _CSV, "codes", 1)
    print(f"{files:.1f} files a second, {codes:.0f} codes a second")
    return int(files < PROMISED)


def _square(certificate: bytes) -> str:
    """The digits in the square of a certificate's first page."""
    import pypdfium2  # noqa: PLC0415 - heavy

    from chalicelib.verification.codes import only_code, scan  # noqa: PLC0415 - heavy

    document = pypdfium2.PdfDocument(certificate)
    text = only_code(scan(document[0].render(scale=2.5, grayscale=True).to_pil()))
    document.close()
    return qr.to_digits(qr.read_text(text))


if __name__ == "__main__":
    sys.exit(main())
