"""What the machine interface and the embassy's pages call, in one place."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.platform.throttle import Throttle
from chalicelib.verification.bulk import api_models as api
from chalicelib.verification.bulk import jws
from chalicelib.verification.bulk.accounts import Accounts, Caller
from chalicelib.verification.bulk.batches import Batches, verdict_counts
from chalicelib.verification.bulk.counting import Counts
from chalicelib.verification.bulk.errors import KeyRefused
from chalicelib.verification.bulk.names import cell

STRANGERS, STRANGERS_WINDOW = 30, timedelta(minutes=15)
"""Keys that open nothing, from one address: a wrong paste or two, no search."""
_CSV = ("number", "name", "verdict", "current", "reasons", "status_as_of", "checked", "sha256")


@dataclass(frozen=True)
class EmbassyDesk:
    """The services behind everything that a key opens."""

    accounts: Accounts
    batches: Batches
    counts: Counts
    strangers: Throttle
    """Keys that open nothing, by where they come from."""

    def known(self, key: str, source: str) -> Caller:
        """Whose key this is; raises `KeyRefused`, and `TooManyAttempts` for one who guesses."""
        try:
            return self.accounts.who(key)
        except KeyRefused:
            self.strangers.count(source)
            raise

    def view(self, caller: Caller, batch_id: str) -> api.BatchView:
        """A batch and what was found in it so far; raises `NoBatch`."""
        stored = self.batches.get(caller, batch_id)
        lines = list(self.batches.lines.all(batch_id))
        return api.batch_of(stored, len(lines), dict(verdict_counts(lines)))

    def report(self, caller: Caller, batch_id: str, ending: str) -> tuple[bytes, str]:
        """A report's file and its content type: `json` (signed), `pdf` (sealed), or `csv` made from the JSON."""
        if ending == "pdf":
            return self.batches.report(caller, batch_id, "pdf"), "application/pdf"
        signed = self.batches.report(caller, batch_id, "json")
        if ending == "json":
            return signed, jws.MEDIA_TYPE
        return _table(jws.read(signed).payload), "text/csv"


def _table(payload: bytes) -> bytes:
    """The lines as a spreadsheet reads them (RFC 4180, UTF-8 with its mark), no cell a formula."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(_CSV)
    for check in json.loads(payload)["checks"]:
        values = {**check, "reasons": " ".join(check["reasons"])}
        table.writerow([cell(str(values[name] or "")) for name in _CSV])
    return b"\xef\xbb\xbf" + written.getvalue().encode()
