"""What arrives on the intake queue: S3's notification of an upload, and GuardDuty's verdict about one."""

from typing import Any, Literal, TypeVar
from urllib.parse import unquote_plus

from pydantic import BaseModel, ValidationError

from chalicelib.documents.errors import NotAnIntakeMessage
from chalicelib.documents.ports import ScanResult, Verdict

DETAIL_TYPE = "GuardDuty Malware Protection Object Scan Result"
_PLAN = ":malware-protection-plan/"

T = TypeVar("T", bound=BaseModel)


class _BucketName(BaseModel):
    name: str


class _StoredObject(BaseModel):
    key: str
    versionId: str = ""  # noqa: N815 - the message's own names, here and below


class _S3(BaseModel):
    bucket: _BucketName
    object: _StoredObject


class Arrival(BaseModel):
    """One record of an S3 notification."""

    eventName: str  # noqa: N815
    s3: _S3

    @property
    def bucket(self) -> str:
        return self.s3.bucket.name

    @property
    def key(self) -> str:
        """The object's key; S3 sends it percent-encoded with `+` for a space."""
        return unquote_plus(self.s3.object.key)

    @property
    def version(self) -> str | None:
        return self.s3.object.versionId or None

    @property
    def is_creation(self) -> bool:
        return self.eventName.removeprefix("s3:").startswith("ObjectCreated:")


class _Object(BaseModel):
    bucketName: str  # noqa: N815
    objectKey: str  # noqa: N815
    versionId: str = ""  # noqa: N815


class _Reason(BaseModel):
    scanResultStatus: ScanResult  # noqa: N815
    statusReasons: list[str] | None = None  # noqa: N815


class _Detail(BaseModel):
    scanStatus: Literal["COMPLETED", "SKIPPED", "FAILED"]  # noqa: N815
    s3ObjectDetails: _Object  # noqa: N815
    scanResultDetails: _Reason  # noqa: N815


class ScanEvent(BaseModel):
    """The part of GuardDuty's EventBridge event that we act on; it may carry more fields than these."""

    source: Literal["aws.guardduty"]
    resources: list[str]
    detail: _Detail

    @property
    def bucket(self) -> str:
        return self.detail.s3ObjectDetails.bucketName

    @property
    def is_of_a_plan(self) -> bool:
        """Whether a malware protection plan is named as the event's origin."""
        return any(_PLAN in arn for arn in self.resources)

    def verdict(self) -> Verdict:
        """The event in our words."""
        scanned, result = self.detail.s3ObjectDetails, self.detail.scanResultDetails
        return Verdict(
            key=scanned.objectKey,
            version=scanned.versionId,
            result=result.scanResultStatus,
            completed=self.detail.scanStatus == "COMPLETED",
            causes=tuple(result.statusReasons or ()),
        )


def read_arrivals(message: dict[str, Any]) -> list[Arrival]:
    """The uploads that a notification tells of: none in S3's test event. Raises `NotAnIntakeMessage`."""
    if message.get("Event") == "s3:TestEvent":
        return []
    records = message.get("Records")
    if not isinstance(records, list) or not records:
        raise NotAnIntakeMessage
    return [_read(Arrival, record) for record in records]


def read_scan_event(message: dict[str, Any]) -> ScanEvent:
    """A verdict's event. Raises `NotAnIntakeMessage` when it is not of GuardDuty's form."""
    return _read(ScanEvent, message)


def _read(shape: type[T], value: object) -> T:
    try:
        return shape.model_validate(value)
    except ValidationError:
        raise NotAnIntakeMessage from None  # the cause would carry the message's content into logs
