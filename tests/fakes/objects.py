"""A versioned bucket in memory with the semantics of `platform.objects.S3Objects`."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import RLock

from chalicelib.platform.objects import ObjectExists, ObjectInfo, ObjectMissing, UploadForm

GONE = "The file is not there any more."


@dataclass
class _Version:
    id: str
    body: bytes
    content_type: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    retain_until: datetime | None = None


class MemoryObjects:
    """`Objects` in a dictionary. `forms` are the upload forms that were given out; `read` counts reads."""

    def __init__(self) -> None:
        self.versions: dict[str, list[_Version]] = {}
        self.forms: list[UploadForm] = []
        self.read = 0
        self._lock = RLock()
        self._made = 0

    def head(self, key: str, version: str | None = None) -> ObjectInfo:
        found = self._find(key, version)
        etag = hashlib.md5(found.body, usedforsecurity=False).hexdigest()
        return ObjectInfo(
            key, found.id, len(found.body), found.content_type, etag, dict(found.metadata), "aws:kms"
        )

    def get(self, key: str, version: str | None = None) -> bytes:
        self.read += 1
        return self._find(key, version).body

    def get_with_etag(self, key: str) -> tuple[bytes, str]:
        with self._lock:
            return self.get(key), self.head(key).etag

    def put(self, key: str, body: bytes, content_type: str, metadata: Mapping[str, str] | None = None) -> str:
        return self._add(key, body, content_type, metadata or {}, None)

    def put_once(
        self, key: str, body: bytes, content_type: str, *, retain_until: datetime | None = None
    ) -> str:
        with self._lock:
            if self.versions.get(key):
                raise ObjectExists("A file with this name is stored already.")
            return self._add(key, body, content_type, {}, retain_until)

    def replace(self, key: str, body: bytes, content_type: str, *, etag: str | None) -> str:
        with self._lock:
            there = self.head(key).etag if self.versions.get(key) else None
            if there != etag:
                raise ObjectExists("Somebody else replaced it first.")
            return self._add(key, body, content_type, {}, None)

    def delete(self, key: str, version: str | None = None) -> None:
        kept = [v for v in self.versions.get(key, []) if version is not None and v.id != version]
        self.versions[key] = kept

    def upload_form(
        self, key: str, content_type: str, max_bytes: int, expires: timedelta, redirect: str | None
    ) -> UploadForm:
        after = {"success_action_redirect": redirect} if redirect else {"success_action_status": "201"}
        limits = {"x-limit": str(max_bytes), "x-expires": str(int(expires.total_seconds()))}
        kept = {"key": key, "Content-Type": content_type, "x-amz-server-side-encryption": "aws:kms"}
        form = UploadForm("https://s3.example/quarantine", kept | after | limits)
        self.forms.append(form)
        return form

    def download_url(self, key: str, expires: timedelta, filename: str) -> str:
        return f"https://s3.example/{key}?expires={int(expires.total_seconds())}&filename={filename}"

    def _add(
        self, key: str, body: bytes, content_type: str, metadata: Mapping[str, str], until: datetime | None
    ) -> str:
        self._made += 1
        version = f"v{self._made}"
        self.versions.setdefault(key, []).append(_Version(version, body, content_type, metadata, until))
        return version

    def _find(self, key: str, version: str | None) -> _Version:
        for found in reversed(self.versions.get(key, [])):
            if version is None or found.id == version:
                return found
        raise ObjectMissing(GONE)
