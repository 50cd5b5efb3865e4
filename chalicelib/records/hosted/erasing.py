"""What goes when a hosted record is erased: its entries in the names index."""

from collections.abc import Callable, Mapping
from typing import Any

from chalicelib.records.hosted.models import HostedRecord
from chalicelib.records.names.ports import NamesIndex
from chalicelib.records.subjects import subject_of_nominal

_LOOKED_AT = 150


def forget_name(index: Callable[[], NamesIndex], state: Mapping[str, Any]) -> None:
    """Remove a record that is about to be erased from the index, with entries of it that a crash left behind; one
    that was merged has none of its own.

    The entries go first: a crash afterwards leaves a record past its period that nobody finds until the next run
    erases it, and never a name in the index whose record is gone. Whoever changes the record meanwhile has entered it
    anew. Raises `Unavailable` when the index can't be reached, and then nothing is erased.
    """
    record = HostedRecord.model_validate(state)
    if record.merged_into is not None:
        return
    nominal, names = record.record.nominal, index()
    names.remove(record.index_entry)
    left = names.search(subject_of_nominal(nominal), top=_LOOKED_AT).candidates
    for entry in [found.record_id for found in left]:
        if entry.partition("@")[0] == nominal.record_id:
            names.remove(entry)
