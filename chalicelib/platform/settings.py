"""Every setting, read from the environment once and typed; the template under infra/ provides them."""

import os
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal, cast

Stage = Literal["local", "test", "prod"]


class MissingSetting(RuntimeError):  # noqa: N818 - the message names the setting
    """A function was started without a setting that it uses."""


@dataclass(frozen=True)
class Settings:
    """Names of resources and addresses of outside systems. An unset one fails at first use, not at import."""

    stage: str = "local"
    table: str = ""
    sessions_table: str = ""
    names_table: str = ""
    """The names index of a force that hosts its records here."""
    quarantine_bucket: str = ""
    clean_bucket: str = ""
    certificates_bucket: str = ""
    audit_bucket: str = ""
    public_bucket: str = ""
    reports_bucket: str = ""
    copies_bucket: str = ""
    intake_queue_url: str = ""
    checks_queue_url: str = ""
    casework_queue_url: str = ""
    issue_queue_url: str = ""
    mail_queue_url: str = ""
    applications_queue_url: str = ""
    reports_queue_url: str = ""
    copies_queue_url: str = ""
    intake_dlq_url: str = ""
    checks_dlq_url: str = ""
    casework_dlq_url: str = ""
    issue_dlq_url: str = ""
    mail_dlq_url: str = ""
    applications_dlq_url: str = ""
    reports_dlq_url: str = ""
    copies_dlq_url: str = ""
    seal_key_id: str = ""
    qr_key_id: str = ""
    log_key_id: str = ""
    log_policy: str = ""
    """Whose cosignatures the log needs (C2SP tlog-policy); there is no default that signs without asking."""
    status_key_id: str = ""
    pq_key_id: str = ""
    post_quantum: str = ""
    """`on` or `off`: whether certificates carry a second signature, with ML-DSA-44."""
    audit_key_id: str = ""
    report_key_id: str = ""
    copy_key_id: str = ""
    identity_key_id: str = ""
    """The key under which identity images lie; a browser's upload names it."""
    user_pool_id: str = ""
    user_pool_client_id: str = ""
    apply_origin: str = ""
    staff_origin: str = ""
    verify_origin: str = ""
    upload_origin: str = ""
    record_system_url: str = ""
    tsa_url: str = ""
    ocsp_origin: str = ""
    """Where certificates' status is asked; `as-certified`: where each certificate says."""
    mail_from: str = ""

    def __getattribute__(self, name: str) -> str:
        """The setting's value; raises `MissingSetting` when the environment did not provide it."""
        value = object.__getattribute__(self, name)
        if value == "" and name in Settings.__dataclass_fields__:
            raise MissingSetting(f"The setting {name.upper()} is not in the environment")
        return cast("str", value)

    @property
    def is_local(self) -> bool:
        """Whether this is the embedded stack, where simulators stand in for outside systems."""
        return self.stage in {"local", "test"}

    def queue_url(self, queue: str) -> str:
        """The address of a queue by its short name (`checks`, `checks_dlq`)."""
        suffix = "_url" if queue.endswith("_dlq") else "_queue_url"
        return cast("str", getattr(self, f"{queue}{suffix}"))


def read_settings(environment: dict[str, str]) -> Settings:
    """Settings from a mapping of environment variables (upper-case names of the fields)."""
    return Settings(
        **{f.name: environment.get(f.name.upper(), "") or _default(f.name) for f in fields(Settings)}
    )


def _default(name: str) -> str:
    return "local" if name == "stage" else ""


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read_settings(dict(os.environ))
