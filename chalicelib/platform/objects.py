"""Objects in buckets: exact versions, write-once, and links that expire."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from chalicelib.kernel.errors import Conflict, NotFound
from chalicelib.platform.aws import error_code

if TYPE_CHECKING:
    from types_boto3_s3 import S3Client


class ObjectMissing(NotFound):
    """There is no such object or version."""


class ObjectExists(Conflict):
    """A write-once key is taken."""


LockMode = Literal["GOVERNANCE", "COMPLIANCE"]


@dataclass(frozen=True)
class ObjectInfo:
    """What the store says about one version of an object."""

    key: str
    version: str
    size: int
    content_type: str
    etag: str
    metadata: Mapping[str, str] = field(default_factory=dict)
    encryption: str = ""
    """How it is encrypted at rest, such as `aws:kms`."""


@dataclass(frozen=True)
class UploadForm:
    """A form that a browser can post a file with: the address and the fields that must come before the file."""

    url: str
    fields: Mapping[str, str]


class Objects(Protocol):
    """One bucket."""

    def head(self, key: str, version: str | None = None) -> ObjectInfo:
        """Facts about an object; raises `ObjectMissing`."""

    def get(self, key: str, version: str | None = None) -> bytes:
        """Its content; raises `ObjectMissing`."""

    def get_with_etag(self, key: str) -> tuple[bytes, str]:
        """Its newest content, and the mark that `replace` asks for; raises `ObjectMissing`."""

    def put(self, key: str, body: bytes, content_type: str, metadata: Mapping[str, str] | None = None) -> str:
        """Store a new version; its version id."""

    def put_once(
        self,
        key: str,
        body: bytes,
        content_type: str,
        *,
        retain_until: datetime | None = None,
        lock: LockMode = "GOVERNANCE",
    ) -> str:
        """Store it unless the key is taken (`ObjectExists`), locked until a moment when one is given."""

    def replace(self, key: str, body: bytes, content_type: str, *, etag: str | None) -> str:
        """Store it only over the version that has `etag` (None: over nothing); `ObjectExists` when it moved on."""

    def keys(self, prefix: str) -> list[str]:
        """Every key that begins with `prefix`, in order."""

    def delete(self, key: str, version: str | None = None) -> None:
        """Delete a version (or mark the key deleted)."""

    def upload_form(
        self, key: str, content_type: str, max_bytes: int, expires: timedelta, redirect: str | None
    ) -> UploadForm:
        """A presigned POST with exactly this key, type and encryption, a size range and an expiry.

        After the upload the browser is sent to `redirect`; without one the answer is 201, for scripts.
        """

    def download_url(self, key: str, expires: timedelta, filename: str) -> str:
        """A link that works for `expires` and saves as `filename`."""


@dataclass(frozen=True)
class S3Objects:
    """`Objects` on an S3 bucket."""

    client: "S3Client"
    bucket: str
    origin: str = ""
    """Where browsers post files to (`UPLOAD_ORIGIN`), when that differs from the client's own endpoint."""
    key_id: str = ""
    """The KMS key that uploads by form must name: without one S3 would take its own `aws/s3` key."""

    def head(self, key: str, version: str | None = None) -> ObjectInfo:
        try:
            answer = self.client.head_object(Bucket=self.bucket, Key=key, **_version(version))
        except self.client.exceptions.ClientError as error:
            raise _translate(error) from error
        return ObjectInfo(
            key=key,
            version=answer.get("VersionId", ""),
            size=answer["ContentLength"],
            content_type=answer.get("ContentType", ""),
            etag=answer.get("ETag", "").strip('"'),
            metadata=answer.get("Metadata", {}),
            encryption=answer.get("ServerSideEncryption", ""),
        )

    def get(self, key: str, version: str | None = None) -> bytes:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key, **_version(version))["Body"].read()
        except self.client.exceptions.ClientError as error:
            raise _translate(error) from error

    def get_with_etag(self, key: str) -> tuple[bytes, str]:
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=key)
        except self.client.exceptions.ClientError as error:
            raise _translate(error) from error
        return answer["Body"].read(), answer["ETag"].strip('"')

    def put(self, key: str, body: bytes, content_type: str, metadata: Mapping[str, str] | None = None) -> str:
        answer = self.client.put_object(
            Bucket=self.bucket,
            Key=key,
            Body=body,
            ContentType=content_type,
            Metadata=dict(metadata or {}),
            ChecksumSHA256=_sha256_base64(body),
        )
        return answer.get("VersionId", "")

    def put_once(
        self,
        key: str,
        body: bytes,
        content_type: str,
        *,
        retain_until: datetime | None = None,
        lock: LockMode = "GOVERNANCE",
    ) -> str:
        retention: dict[str, Any] = (
            {"ObjectLockRetainUntilDate": retain_until, "ObjectLockMode": lock} if retain_until else {}
        )
        try:
            answer = self.client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=body,
                ContentType=content_type,
                IfNoneMatch="*",
                ChecksumSHA256=_sha256_base64(body),
                **retention,
            )
        except self.client.exceptions.ClientError as error:
            raise _translate(error) from error
        return answer.get("VersionId", "")

    def replace(self, key: str, body: bytes, content_type: str, *, etag: str | None) -> str:
        condition: dict[str, Any] = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        try:
            answer = self.client.put_object(
                Bucket=self.bucket, Key=key, Body=body, ContentType=content_type, **condition
            )
        except self.client.exceptions.ClientError as error:
            raise _translate(error) from error
        return answer.get("VersionId", "")

    def keys(self, prefix: str) -> list[str]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [entry["Key"] for page in pages for entry in page.get("Contents", [])]

    def delete(self, key: str, version: str | None = None) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key, **_version(version))

    def upload_form(
        self, key: str, content_type: str, max_bytes: int, expires: timedelta, redirect: str | None
    ) -> UploadForm:
        fields = {
            "Content-Type": content_type,
            "x-amz-server-side-encryption": "aws:kms",
            **({"x-amz-server-side-encryption-aws-kms-key-id": self.key_id} if self.key_id else {}),
            **({"success_action_redirect": redirect} if redirect else {"success_action_status": "201"}),
        }
        conditions: list[Any] = [{name: value} for name, value in fields.items()]
        conditions.append(["content-length-range", 1, max_bytes])
        form = self.client.generate_presigned_post(
            self.bucket,
            key,
            Fields=dict(fields),
            Conditions=conditions,
            ExpiresIn=int(expires.total_seconds()),
        )
        # The host is no part of a POST policy's signature, so the browser may be given the public one.
        url = f"{self.origin}/{self.bucket}" if self.origin else form["url"]
        return UploadForm(url, form["fields"])

    def download_url(self, key: str, expires: timedelta, filename: str) -> str:
        parameters = {
            "Bucket": self.bucket,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
            "ResponseCacheControl": "no-store",
        }
        return self.client.generate_presigned_url(
            "get_object", Params=parameters, ExpiresIn=int(expires.total_seconds())
        )


def _version(version: str | None) -> dict[str, Any]:
    return {"VersionId": version} if version else {}


def _sha256_base64(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def _translate(error: Exception) -> Exception:
    code = error_code(error)
    if code in {"404", "NoSuchKey", "NoSuchVersion", "NotFound"}:
        return ObjectMissing("The file is not there any more.")
    if code in {"PreconditionFailed", "412", "ConditionalRequestConflict", "409"}:
        return ObjectExists("A file with this name is stored already.")
    return error
