"""What a verifier trusts: the issuer's root, and the keys that lead back to it (docs/formats/trust.md)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

from pydantic import AwareDatetime, Base64Bytes, ConfigDict, Field, ValidationError

from chalicelib.certificates import key_list
from chalicelib.certificates.cose import key_id
from chalicelib.kernel.der import children
from chalicelib.kernel.models import Model
from chalicelib.verification.chain import path_to_root, serves
from chalicelib.verification.errors import NotGenuine, certificate_faults

if TYPE_CHECKING:
    from chalicelib.verification.chain import Path as Chain
    from chalicelib.verification.seen import Seen

Use = Literal["seal", "qr", "log", "status", "pq", "report", "copy"]

PURPOSES: dict[str, str] = {
    "seal": "1.3.6.1.5.5.7.3.36",
    "qr": "1.3.6.1.4.1.32473.7.1",
    "log": "1.3.6.1.4.1.32473.7.2",
    "status": "1.3.6.1.4.1.32473.7.3",
    "witness": "1.3.6.1.4.1.32473.7.4",
    "pq": "1.3.6.1.4.1.32473.7.5",
    "report": "1.3.6.1.4.1.32473.7.6",
    "copy": "1.3.6.1.4.1.32473.7.7",
}
"""Extended key usages that keep one key from being passed off for another (docs/formats/trust.md)."""

MAX_TRUST_FILE = 1_000_000


class ListedKey(Model):
    """One key of `trust.json`, not believed until its certificates lead to the root."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kid: str = Field(pattern=r"^[0-9a-f]{8}$")
    use: str
    issuer: int
    alg: str
    public_key: Base64Bytes
    certificates: tuple[Base64Bytes, ...] = Field(min_length=1, max_length=5)
    not_before: AwareDatetime
    not_after: AwareDatetime
    retired_at: AwareDatetime | None = None
    """After this it signed nothing more."""
    compromised_at: AwareDatetime | None = None
    """From here on somebody else may have signed with it."""

    def require_in_use(self, day: datetime, proved: datetime | None) -> None:
        """Raises `NotGenuine` when the key signed nothing on that day, or when anybody may have signed with it.

        `proved` is when a time-stamping authority saw the signature: a stolen key can write any day it likes.
        """
        if self.retired_at and day.date() > self.retired_at.date():
            raise NotGenuine("qr-key-not-valid-then")
        if self.compromised_at and (proved is None or proved >= self.compromised_at):
            raise NotGenuine("key-compromised")


class Issuer(Model):
    """An office that issues, by the number that its codes bear."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    number: int
    name: str
    hosts: tuple[str, ...]


class KeyList(Model):
    """`trust.json`. Unknown fields and uses are allowed: a later version may say more."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    format: Literal["probity-trust/2"]
    sequence: int = Field(ge=1)
    published_at: AwareDatetime
    issuers: tuple[Issuer, ...]
    keys: tuple[ListedKey, ...]


@dataclass(frozen=True)
class Trust:
    """The issuer's root, further roots for time stamps alone, and the list of keys (None when there is none)."""

    roots: tuple[bytes, ...]
    keys: KeyList | None = None
    witnesses: int = 1
    """How many of the listed witnesses must have cosigned the log's checkpoint in a PDF."""
    whole: bool = True
    """Whether the root signed the list of keys as a whole, so that no mark of a theft can be missing from it."""
    seen: Seen | None = None
    """What was seen before, where somebody remembers it."""

    @classmethod
    def read(cls, root: Path, keys: Path | None) -> Self:
        """From a PEM file and a list of keys, `trust.cose` or `trust.json`.

        A list that another root signed counts as one that nobody did. Raises `NotGenuine` (trust-unreadable).
        """
        pem = _bounded(root)
        return cls.given(pem, _bounded(keys)) if keys else cls(roots=read_roots(pem))

    @classmethod
    def given(cls, pem: bytes, listed: bytes) -> Self:
        """From the bytes of both; raises `NotGenuine` as `read` does."""
        roots = read_roots(pem)
        if listed.lstrip().startswith(b"{"):
            return cls(roots=roots, keys=read_keys(listed), whole=False)
        try:
            body = key_list.disassemble(listed).body
            whole = _is_signed(listed, pem)
        except key_list.ListNotTaken as refused:
            raise NotGenuine("trust-unreadable") from refused
        return cls(roots=roots, keys=read_keys(body), whole=whole)

    def keys_named(self, use: Use, kid: str) -> list[ListedKey]:
        """The keys of a use with that id: a short id is a hint, and two keys may share one by chance."""
        return [key for key in (self.keys.keys if self.keys else ()) if key.use == use and key.kid == kid]

    def believe(self, key: ListedKey, moment: datetime) -> bytes:
        """The key's SubjectPublicKeyInfo (DER), once its chain has been followed to the root at that moment.

        Raises `NotGenuine`: key-list-not-trusted, qr-key-not-valid-then.
        """
        return _believe(key, self.roots, moment)

    def issuer(self, number: int) -> Issuer | None:
        """Who issues under a number."""
        return next((one for one in (self.keys.issuers if self.keys else ()) if one.number == number), None)


def read_roots(pem: bytes) -> tuple[bytes, ...]:
    """The certificates of a PEM text, as DER. The first is the issuer's root; others serve time stamps only."""
    from cryptography import x509  # noqa: PLC0415 - only where something is verified
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - as above

    try:
        return tuple(root.public_bytes(Encoding.DER) for root in x509.load_pem_x509_certificates(pem))
    except ValueError as broken:
        raise NotGenuine("trust-unreadable") from broken


def root_public_key(pem: bytes) -> bytes:
    """The SubjectPublicKeyInfo (DER) of the first certificate of a PEM text, the issuer's root."""
    return _public_key(read_roots(pem)[0])


def read_keys(text: bytes) -> KeyList:
    """A `trust.json`; raises `NotGenuine` when it is not one."""
    try:
        return KeyList.model_validate(json.loads(text))
    except (ValidationError, ValueError, RecursionError) as broken:
        raise NotGenuine("trust-unreadable") from broken


def _is_signed(listed: bytes, pem: bytes) -> bool:
    try:
        key_list.accept(None, root_public_key(pem), listed)
    except key_list.ListNotTaken:
        return False
    return True


def _bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_TRUST_FILE)
    except OSError as missing:
        raise NotGenuine("trust-unreadable") from missing


def _believe(key: ListedKey, roots: tuple[bytes, ...], moment: datetime) -> bytes:
    leaf, *above = key.certificates
    if key_id(key.public_key).hex() != key.kid:
        raise NotGenuine("key-list-not-trusted")
    try:
        same = _public_key(leaf) == key.public_key
        path = path_to_root(leaf, frozenset(above), roots[:1])
        fit = same and serves(leaf, "digital_signature", PURPOSES.get(key.use, ""))
    except certificate_faults() as broken:
        raise NotGenuine("key-list-not-trusted") from broken
    if path is None or not fit:
        raise NotGenuine("key-list-not-trusted")
    _require_valid(path, moment)
    return key.public_key


def _require_valid(path: Chain, moment: datetime) -> None:
    from cryptography import x509  # noqa: PLC0415 - only where something is verified

    leaf = x509.load_der_x509_certificate(path.certificates[0])
    if not leaf.not_valid_before_utc <= moment <= leaf.not_valid_after_utc:
        raise NotGenuine("qr-key-not-valid-then")
    if not path.covers(moment):
        raise NotGenuine("key-list-not-trusted")


def _public_key(certificate: bytes) -> bytes:
    """SubjectPublicKeyInfo as it stands in the certificate. Raises `ValueError` (`LookupError`)."""
    signed, *_ = children(certificate)
    return children(signed)[6]


def signing_moment(key: ListedKey, day: datetime) -> datetime:
    """An instant on a day of issue at which the key was in use, when there is one; else noon of that day.

    A code tells its day, not its hour, and a key's first day begins at the hour when its certificate was made.
    """
    noon = day.replace(hour=12, tzinfo=UTC)
    bounded = min(max(noon, key.not_before), key.not_after)
    return bounded if bounded.date() == noon.date() else noon
