"""The whole service on one machine: which processes, in which order, with which settings."""

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self
from urllib.request import Request, urlopen

from infra.join import joined
from infra.local import pki, staff
from infra.local.applier.apply import Applied, apply
from infra.local.applier.registry import Place
from infra.local.ports import Ports
from infra.local.processes import Processes, listens
from infra.local.simulators.scanner import clamav
from infra.local.simulators.witness import key as witness

ROOT = Path(__file__).parents[2]
REGION = "eu-west-2"
_POPULATION = 600
"""Seconds given to the record system, which makes up its people at the very first start."""
_HOSTED = "hosted:"
"""The address by which the service asks its own records."""
_SERVICES = ("iam", "kms", "sqs", "s3", "dynamodb", "events", "cognito-idp", "sesv2", "logs")


@dataclass(frozen=True)
class Options:
    """How a stack is started.

    `folder` holds what is made once, and the logs; `minute` is how many seconds a schedule's minute
    lasts; `ports_from` gives the first of nine ports. With `hosts_records` the service keeps the police's records
    itself, and there is no simulated system to ask.
    """

    folder: Path = ROOT / ".local"
    stage: str = "local"
    minute: float = 60
    people: int = 100_000
    ports_from: int | None = None
    hosts_records: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)


class Stack:
    """A running stack; a context manager that leaves nothing behind."""

    def __init__(self, options: Options | None = None, say: Callable[[str], None] = print) -> None:
        """Choose ports; nothing runs yet. `say` hears what the person at the terminal should know."""
        self.options = options or Options()
        self.folder = self.options.folder
        self.processes = Processes(self.folder / "log", ROOT)
        self._say = say
        self._ports = Ports(self.options.ports_from, say)
        self.ports = self._ports.by_name
        self.applied: Applied
        self.environment: dict[str, str] = {}
        self.started = time.monotonic()

    def __enter__(self) -> Self:
        """Start everything; on any failure, end what had started."""
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End every process."""
        self.stop()

    def start(self) -> None:
        """Make what is made once, start the outside systems, apply the template, start our own functions."""
        root_certificate = pki.prepare(self.folder / "pki")
        self.processes.forget_logs()
        self.environment = self._environment()
        self._start_outside()
        template = joined(self.options.stage)
        self._warm()
        self.processes.wait_for(self._moto_answers, "moto")
        self.applied = apply(template, self.place, self._parameters())
        self.environment |= self.applied.environment()
        self._write_down(root_certificate)
        self._start_ours()
        self._certify()
        staff.enrol(self.place.client("cognito-idp"), self.environment["USER_POOL_ID"])
        self._wait_for_all()

    def stop(self) -> None:
        """End every process of the stack."""
        self.processes.stop_all()
        self._ports.release()

    @property
    def endpoint(self) -> str:
        """Where AWS is."""
        return f"http://127.0.0.1:{self.ports['moto']}"

    @property
    def apply_origin(self) -> str:
        """The applicant's pages."""
        return self._origin("apply")

    @property
    def staff_origin(self) -> str:
        """The staff's pages."""
        return self._origin("staff")

    @property
    def verify_origin(self) -> str:
        """The embassy's pages."""
        return self._origin("verify")

    @property
    def root_certificate(self) -> Path:
        """The local root, which a verifier is told to trust."""
        return self.folder / "pki" / "root.pem"

    @cached_property
    def _witness(self) -> witness.WitnessKey:
        return witness.prepare(self.folder / "witness")

    def _watched(self) -> list[str]:
        """Where the witness finds its key and the log's, and which log it watches."""
        trust, origin = self.folder / "trust.json", f"{self.verify_origin.partition('://')[2]}/log"
        return ["--folder", str(self.folder / "witness"), "--trust", str(trust), "--origin", origin]

    @property
    def _record_system(self) -> str:
        return f"http://127.0.0.1:{self.ports['records']}"

    @cached_property
    def place(self) -> Place:
        """Clients of the stack's AWS."""
        return Place(self.endpoint, REGION)

    def mail(self) -> list[dict[str, Any]]:
        """Mail sent since the start: `id`, `from`, `to`, `subject`, `body`, `raw`."""
        messages: list[dict[str, Any]] = _json(f"{self.endpoint}/_local/mail")["messages"]
        return messages

    def invoke(self, function: str, event: Mapping[str, Any] | None = None) -> Any:
        """Run a function now, such as `OnSweep`, in the poller's process; its answer."""
        address = f"http://127.0.0.1:{self.ports['poller']}/invoke/{function}"
        return _json(address, json.dumps(event or {}).encode())["answer"]

    def start_poller(self, *more: str) -> None:
        """Start the poller, again if it was stopped; `more` are arguments of it, such as `--twice`."""
        arguments = ["--stack", str(self.file), "--port", self._port("poller")]
        arguments += ["--minute", str(self.options.minute), "--events", str(self.events)]
        arguments += ["--positions", str(self.events.parent), *more]
        self.processes.start("poller", "infra.local.poller", arguments, self.environment)

    def wait_for_poller(self) -> None:
        """Wait until the poller feeds."""
        self.processes.wait_for(lambda: listens(self.ports["poller"]), "The poller")

    def start_simulator(self, name: str) -> None:
        """Start `records`, `scanner`, `tsa` or `witness`, again if it was stopped."""
        module, *arguments = {
            "records": ["infra.local.simulators.records", *self._people()],
            "scanner": ["infra.local.simulators.scanner"],
            "tsa": ["infra.local.pki.serve", "--folder", str(self.folder / "pki")],
            "witness": ["infra.local.simulators.witness", *self._watched()],
        }[name]
        self.processes.start(name, module, ["--port", self._port(name), *arguments], self.environment)

    @property
    def events(self) -> Path:
        """Every event that was handed to a function since the start, a line of JSON each."""
        return self.folder / "log" / "events.log"

    @property
    def file(self) -> Path:
        """Where the stack is written down for its processes and for curious people."""
        return self.folder / "stack.json"

    def _origin(self, name: str) -> str:
        return f"http://localhost:{self.ports[name]}"

    def _port(self, name: str) -> str:
        return str(self.ports[name])

    def _people(self) -> list[str]:
        return ["--people", str(self.options.people), "--changes", str(self.folder / "records")]

    def _environment(self) -> dict[str, str]:
        ours = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        return {
            **ours,
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ENDPOINT_URL_GUARDDUTY": f"http://127.0.0.1:{self.ports['scanner']}",
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "POWERTOOLS_TRACE_DISABLED": "1",
            "PROBITY_LOCAL": str(self.folder),
            **self.options.environment,
        }

    def _parameters(self) -> dict[str, str]:
        return {
            "ApplyOrigin": self.apply_origin,
            "StaffOrigin": self.staff_origin,
            "VerifyOrigin": self.verify_origin,
            "UploadOrigin": self.endpoint,
            "RecordSystemUrl": _HOSTED if self.options.hosts_records else self._record_system,
            "TsaUrl": pki.tsa_url(self.ports["tsa"]),
            "OcspOrigin": f"http://127.0.0.1:{self.ports['tsa']}",
            "LogPolicy": witness.policy(self._witness, f"http://127.0.0.1:{self.ports['witness']}"),
        }

    def _announce_population(self) -> None:
        """Say why the very first start takes longer."""
        if not any((ROOT / ".local" / "population").glob(f"people-*-{self.options.people}")):
            self._say(f"The police's {self.options.people:,} people are made up, this once...")

    def _start_outside(self) -> None:
        arguments = ["--port", self._port("moto"), "--region", REGION]
        self.processes.start("moto", "infra.local.moto_server", arguments, self.environment)
        if not self.options.hosts_records:
            self._announce_population()
            self.start_simulator("records")
        for name in ("tsa", "witness"):
            self.start_simulator(name)

    def _start_ours(self) -> None:
        self.start_poller()
        pages = [a for name in ("apply", "staff", "verify") for a in ("--port", self._port(name))]
        self.processes.start("http", "infra.local.http_server", pages, self.environment)
        self.start_simulator("scanner")
        if not clamav.is_here():
            self._say(
                "ClamAV is not installed: the virus scanner is a FAKE that knows EICAR's test file alone."
            )

    def _certify(self) -> None:
        keys = {use: self.environment[f"{use.upper()}_KEY_ID"] for use in pki.USES}
        pki.certify(
            self.place.client("kms"), keys, self.folder / "pki", [self.verify_origin], self._witness.spki
        )
        for name, content_type in (("trust.json", "application/json"), ("trust.cose", "application/cose")):
            self.place.client("s3").put_object(
                Bucket=self.environment["PUBLIC_BUCKET"],
                Key=name,
                Body=(self.folder / name).read_bytes(),
                ContentType=content_type,
            )

    def _warm(self) -> None:
        """Make the clients while moto starts: each costs some 50 ms."""
        for service in _SERVICES:
            self.place.client(service)

    def _moto_answers(self) -> bool:
        return listens(self.ports["moto"]) and bool(_json(f"{self.endpoint}/_local/health")["healthy"])

    def _write_down(self, root_certificate: Path) -> None:
        facts = {
            "endpoint": self.endpoint,
            "origins": {n: self._origin(n) for n in ("apply", "staff", "verify")},
            "ports": self.ports,
            "root_certificate": str(root_certificate),
            "environment": {k: v for k, v in self.environment.items() if k not in os.environ},
            "functions": [asdict(f) for f in self.applied.functions.values()],
        }
        self.file.write_text(json.dumps(facts, indent=1))

    def _wait_for_all(self) -> None:
        absent = {"records"} if self.options.hosts_records else set()
        for name, port in self.ports.items():
            if name in absent:
                continue
            patience = _POPULATION if name == "records" else 60
            self.processes.wait_for(lambda port=port: listens(port), f"{name} on port {port}", patience)
        self.processes.require_running()


def _json(address: str, body: bytes | None = None) -> dict[str, Any]:
    if not address.startswith("http://127.0.0.1:"):
        raise ValueError(f"{address} is not of this machine.")
    with urlopen(Request(address, data=body), timeout=60) as answer:  # noqa: S310 -- see above
        value: dict[str, Any] = json.load(answer)
    return value
