"""The rooms of an application and of its documents."""

from dataclasses import replace
from functools import cached_property

from chalicelib.applications.mailing import Letters
from chalicelib.applications.services import Applications
from chalicelib.applications.store import ApplicationStore, LinkRequestStore
from chalicelib.bootstrap.ground import Ground
from chalicelib.documents import checking
from chalicelib.documents.adapters.guardduty import GuardDutyScanner
from chalicelib.documents.claims import Claims
from chalicelib.documents.claims import claims_of as claims_of_answers
from chalicelib.documents.intake import Intake
from chalicelib.documents.services import Documents
from chalicelib.documents.signals.fingerprints import Fingerprints
from chalicelib.documents.signals.noticing import Noticing
from chalicelib.documents.store import DocumentStore
from chalicelib.platform.aws import client
from chalicelib.platform.malware import MalwareScans
from chalicelib.platform.unit_of_work import Record


class Applying(Ground):
    """Applications, and the documents that come with them."""

    @cached_property
    def applications(self) -> Applications:
        return Applications(ApplicationStore(self.uow), LinkRequestStore(self.uow), self.links)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self.applications, self.mailer, self.settings.apply_origin)

    @cached_property
    def documents(self) -> Documents:
        return Documents(
            store=DocumentStore(self.uow),
            quarantine=replace(
                self._bucket(self.settings.quarantine_bucket), key_id=self.settings.identity_key_id
            ),
            clean=self._bucket(self.settings.clean_bucket),
            applications=self.applications,
            mailer=self.mailer,
            apply_origin=self.settings.apply_origin,
        )

    @cached_property
    def intake(self) -> Intake:
        bucket = self.settings.quarantine_bucket
        return Intake(
            bucket=bucket,
            store=DocumentStore(self.uow),
            quarantine=self._bucket(bucket),
            clean=self._bucket(self.settings.clean_bucket),
            scanner=GuardDutyScanner(MalwareScans(client("guardduty"), bucket)),
            claims_of=self._claims_of,
            is_draft=self.documents.is_draft,
            check=checking.check,
            warm=checking.warm,
            notice=Noticing(Fingerprints(self.items), self._claims_of).notice,
        )

    def _claims_of(self, application_id: str) -> Claims:
        return claims_of_answers(self.applications.get(application_id).state.answers)

    def _forget_prints(self, application: Record) -> None:
        Fingerprints(self.items).forget(application.id)
