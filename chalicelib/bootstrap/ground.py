"""What every room stands on: items, queues, sessions, letters out, keys and buckets."""

from datetime import timedelta
from functools import cached_property

from chalicelib.platform.audit.segments import Segments
from chalicelib.platform.aws import client
from chalicelib.platform.items import DynamoItems
from chalicelib.platform.links import Links
from chalicelib.platform.mail import Mailer, SesPost
from chalicelib.platform.objects import S3Objects
from chalicelib.platform.outbox import Outbox
from chalicelib.platform.queues import SqsQueues
from chalicelib.platform.retention import load_schedule
from chalicelib.platform.settings import Settings
from chalicelib.platform.signer import KmsSigner
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.web.sessions import Sessions

OFFICE = "Probity Criminal Records Office"
"""The office's name as certificates print and seal it."""
OFFICE_NUMBER = 1
"""The office among the issuers of the trust list."""


class Ground:
    """What the rooms stand on, each made when first asked for."""

    def __init__(self, given: Settings) -> None:
        self.settings = given

    @cached_property
    def items(self) -> DynamoItems:
        return DynamoItems(client("dynamodb"), self.settings.table)

    @cached_property
    def uow(self) -> UnitOfWork:
        return UnitOfWork(self.items)

    @cached_property
    def queues(self) -> SqsQueues:
        return SqsQueues(client("sqs"), self.settings)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.items, self.queues)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(DynamoItems(client("dynamodb"), self.settings.sessions_table))

    @cached_property
    def links(self) -> Links:
        return Links(self.items)

    @cached_property
    def mailer(self) -> Mailer:
        return Mailer(SesPost(client("sesv2"), self.settings.mail_from), self.items)

    @cached_property
    def signer(self) -> KmsSigner:
        return KmsSigner(client("kms"))

    @cached_property
    def segments(self) -> Segments:
        kept = timedelta(days=1 if self.settings.is_local else load_schedule().audit_segment_days)
        return Segments(
            self.items,
            self._bucket(self.settings.audit_bucket),
            self.signer,
            self.settings.audit_key_id,
            kept,
        )

    @cached_property
    def public_files(self) -> S3Objects:
        return self._bucket(self.settings.public_bucket)

    def _bucket(self, name: str) -> S3Objects:
        return S3Objects(client("s3"), name, self.settings.upload_origin if self.settings.is_local else "")
