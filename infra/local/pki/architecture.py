"""Reads pki.yaml with certomancer: keys made at set-up, certificates kept once they are signed."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml

ARCHITECTURE = "local"
AUTHORITIES = ("root", "issuing", "tsa", "ocsp", "root-ocsp")
DEFAULT_PORT = 8013
_DECLARED = Path(__file__).with_name("pki.yaml")


def declared() -> dict[str, Any]:
    """What pki.yaml says."""
    return yaml.safe_load(_DECLARED.read_text())


def tsa_url(port: int = DEFAULT_PORT) -> str:
    """Where the time-stamping authority answers when `serve` listens on `port`."""
    return f"http://127.0.0.1:{port}/{ARCHITECTURE}/tsa/tsa"


def prepare(folder: Path) -> Path:
    """Make keys and certificates of the authorities in `folder`, once; the path of the root certificate.

    The folder appears whole or not at all, so a set-up that was cut off leaves nothing half made. One that was
    made before an authority was added is made anew, and the list of keys that it certified is forgotten.
    """
    if not all((folder / "certificates" / f"{name}.pem").exists() for name in AUTHORITIES):
        folder.with_name("trust.json").unlink(missing_ok=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=".pki-", dir=folder.parent))
        _make(made)
        shutil.rmtree(folder, ignore_errors=True)
        made.rename(folder)
    return folder / "root.pem"


def load(folder: Path) -> Any:
    """The PKI of `folder` as certomancer's architecture: authorities, and every leaf certified so far."""
    from certomancer.registry import ArchLabel, CertomancerConfig  # noqa: PLC0415 - costly, and not for `tsa_url`

    config = declared()
    templates = config.pop("leaf-templates")
    architecture = config["pki-architectures"][ARCHITECTURE]
    keys = config["keysets"][ARCHITECTURE]["keys"]
    for name in AUTHORITIES:
        keys[name] = {"path": f"{name}.pem"}
    for label, leaf in read_leaves(folder).items():
        keys[label] = {"path": f"{label}.pem", "public-only": True}
        architecture["certs"][label] = _leaf_spec(label, leaf, templates[leaf["use"]])
    for label, spec in architecture["certs"].items():
        if (folder / "certificates" / f"{label}.pem").exists():
            spec["certificate-file"] = f"certificates/{label}.pem"
    whole = CertomancerConfig(config, key_search_dir=str(folder), config_search_dir=str(folder))
    return whole.get_pki_arch(ArchLabel(ARCHITECTURE))


def store_certificate(folder: Path, architecture: Any, label: str) -> bytes:
    """Sign (once) and keep the certificate `label`; its DER."""
    from asn1crypto import pem  # noqa: PLC0415 - see load
    from certomancer.registry import CertLabel  # noqa: PLC0415 - see load

    der = architecture.get_cert(CertLabel(label)).dump()
    path = folder / "certificates" / f"{label}.pem"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        write_whole(path, pem.armor("CERTIFICATE", der))
    return der


def read_leaves(folder: Path) -> dict[str, dict[str, Any]]:
    """The leaves certified so far, by label: use, origins, serial and dates."""
    path = folder / "leaves.json"
    return json.loads(path.read_text()) if path.exists() else {}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, never a part."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as beside:
        beside.write(content)
    Path(beside.name).chmod(0o600)
    Path(beside.name).replace(path)


def _make(folder: Path) -> None:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - see load
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415 - see load

    (folder / "keys").mkdir()
    for name in AUTHORITIES:
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_whole(folder / "keys" / f"{name}.pem", pem)
    architecture = load(folder)
    for name in AUTHORITIES:
        store_certificate(folder, architecture, name)
    shutil.copy(folder / "certificates" / "root.pem", folder / "root.pem")


def _leaf_spec(label: str, leaf: dict[str, Any], extensions: list[dict[str, Any]]) -> dict[str, Any]:
    names = [{"type": "uniform_resource_identifier", "value": origin} for origin in leaf["origins"]]
    alternative = {"id": "subject_alt_name", "smart-value": {"schema": "general-names", "params": names}}
    return {
        "subject": leaf["use"],
        "subject-key": label,
        "issuer": "issuing",
        "serial": leaf["serial"],
        "validity": {"valid-from": leaf["not_before"], "valid-to": leaf["not_after"]},
        "extensions": [*extensions, alternative] if names else extensions,
    }
