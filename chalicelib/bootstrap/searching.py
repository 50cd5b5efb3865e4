"""The records room: who holds the records, by the settings, and who searches them."""

from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.applications.models import OPEN
from chalicelib.bootstrap.applying import Applying
from chalicelib.platform.aws import client
from chalicelib.platform.items import DynamoItems
from chalicelib.platform.unit_of_work import Record
from chalicelib.records.adapters.breaker import GuardedRecordKeeper, GuardedRecordSystem
from chalicelib.records.adapters.leds import LedsRecordSystem
from chalicelib.records.checks import Applicant
from chalicelib.records.ports import RecordSystem
from chalicelib.records.services import RecordsService
from chalicelib.records.store import ErrandStore, RecordCheckStore, RecordReadStore, RecordRoundStore

if TYPE_CHECKING:
    from chalicelib.applications.models import Application
    from chalicelib.records.desk import RecordsDesk
    from chalicelib.records.hosted.system import HostedRecordSystem
    from chalicelib.records.names.hosted import HostedIndex

_HOSTED, _OLDER_FORM = "hosted:", "pnc+"


class Searching(Applying):
    """Records and the searches among them."""

    @cached_property
    def records(self) -> RecordsService:
        return RecordsService(
            checks=RecordCheckStore(self.uow),
            reads=RecordReadStore(self.uow),
            system=self.record_system,
            applicant_of=lambda application_id: applicant(self.applications.get(application_id).state),
            rounds=RecordRoundStore(self.uow),
            watches=self.settings.record_system_url.startswith(_HOSTED),
            is_open=lambda application_id: self.applications.get(application_id).state.state in OPEN,
        )

    @cached_property
    def record_system(self) -> RecordSystem:
        """Who holds the records, by the address: `https://…` speaks LEDS, `pnc+https://…` the older names enquiry,
        `hosted:` is our own store.
        """
        url = self.settings.record_system_url
        if url.startswith(_HOSTED):
            return self.hosted_records
        if url.startswith(_OLDER_FORM):
            from chalicelib.records.adapters.names_enquiry import (  # noqa: PLC0415 - see hosted_records
                NamesEnquiryRecordSystem,
            )

            return GuardedRecordSystem(NamesEnquiryRecordSystem(url.removeprefix(_OLDER_FORM)))
        return GuardedRecordKeeper(LedsRecordSystem(url))

    @cached_property
    def hosted_records(self) -> "HostedRecordSystem":
        from chalicelib.records.hosted.store import (  # noqa: PLC0415 - a heavy part, of few
            HostedRecordStore,
            HostedVersionStore,
        )
        from chalicelib.records.hosted.system import HostedRecordSystem  # noqa: PLC0415 - see above

        return HostedRecordSystem(HostedRecordStore(self.uow), HostedVersionStore(self.uow), self.names_index)

    @cached_property
    def names_index(self) -> "HostedIndex":
        from chalicelib.records.names.hosted import HostedIndex  # noqa: PLC0415 - see hosted_records

        return HostedIndex(DynamoItems(client("dynamodb"), self.settings.names_table))

    def _forget_name(self, record: Record) -> None:
        from chalicelib.records.hosted.erasing import forget_name  # noqa: PLC0415 - see hosted_records

        forget_name(lambda: self.names_index, record.state)

    @cached_property
    def records_desk(self) -> "RecordsDesk":
        from chalicelib.records.desk import RecordsDesk  # noqa: PLC0415 - see hosted_records

        joining = None
        if self.settings.record_system_url.startswith(_HOSTED):
            from chalicelib.records.hosted.joining import Joining  # noqa: PLC0415 - see hosted_records
            from chalicelib.records.hosted.store import JoinProposalStore  # noqa: PLC0415 - see hosted_records

            joining = Joining(self.hosted_records, JoinProposalStore(self.uow))
        return RecordsDesk(ErrandStore(self.uow), self.records, joining, self.settings.is_local)


def applicant(application: "Application") -> Applicant:
    """Whom to search for: the application's answers as the records room asks for them."""
    answers = application.answers
    return Applicant.model_validate(
        {
            "names": [name.model_dump() for name in answers.names],
            "birth_date": answers.birth_date,
            "sex": answers.sex,
            "birth_place": answers.birth_town or "",
            "lived_in": tuple(dict.fromkeys(address.country for address in answers.addresses)),
        }
    )
