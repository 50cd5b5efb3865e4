"""What the simulator holds: the population as it was built, and above it whatever was entered since.

    CHANGES/<population>/changes.sqlite    records that were entered or changed, whole
    CHANGES/<population>/index/            links to the population's index files, and a journal of our own

An entry is written first and indexed then; one that a crash kept from the index is indexed at the next start.
"""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from chalicelib.records.adapters.leds_history import PersonAnswer, record_body
from chalicelib.records.adapters.leds_wire import person_body
from chalicelib.records.checks import NamesEnquiry, Within
from chalicelib.records.models import Nominal
from chalicelib.records.names.embedded import layout
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.subjects import Subject, read_subject, to_body
from chalicelib.records.subjects import subject_of_enquiry, subject_of_nominal
from infra.local.population.store import FOLDER, SEED, Population, prepared
from infra.local.simulators.records.changes import Changes
from infra.local.simulators.records.known_records import known_entries
from infra.local.simulators.records.people import Entry

MOST_MATCHES = 20
"""As many as a PNC names enquiry gives."""
_GRACE = {"YYYY-MM-DD": 2.0, "YYYY-MM": 8.0, "YYYY": 12.0}
"""Bits below 'possible' at which somebody is still named, by how much of a date was asked: the police would rather
name a stranger too many than miss somebody, and a year says little, so that a name alone must do.
"""
_LOOKED_AT = 150
"""Candidates among whom a search chooses. When even the last of them is likely, others may be missing."""


@dataclass(frozen=True)
class Found:
    """The best matches, and how many there are; more than are told when some could not be looked at."""

    people: list[dict[str, Any]]
    total: int


class Moved(Exception):  # noqa: N818 - the record moved on
    """The version that an entry names is not the present one."""


class Duplicate(Exception):  # noqa: N818 - the person is there
    """Somebody has this PNCID already."""


def population(
    people: int, seed: int = SEED, folder: Path = FOLDER, progress: Callable[[int], None] | None = None
) -> Population:
    """The people of whom the simulator knows: the known ones, and as many drawn ones as make the number full."""
    special = [to_body(subject_of_nominal(_nominal_of(entry))) for entry in known_entries()]
    return prepared(people, seed, folder, special=special, progress=progress)


class Shelf:
    """Answers from a population and its changes; safe to share between threads."""

    def __init__(self, base: Population, changes: Path) -> None:
        """Open what was entered before, and index what a crash kept from being indexed."""
        own = changes / base.name
        own.mkdir(parents=True, exist_ok=True)
        self.name = base.name
        self._base = base
        self._known = {entry["person"]["id"]: entry for entry in known_entries()}
        self._changes = Changes(own / "changes.sqlite")
        self._index = EmbeddedIndex(_linked(base.index_folder, own / "index"))
        self._lock = threading.Lock()
        for record_id, body in self._changes.unindexed():
            self._enter_into_index(record_id, body)

    def close(self) -> None:
        """Let the files go."""
        self._changes.close()
        self._index.close()
        self._base.close()

    def size(self) -> int:
        """How many people there are."""
        return self._index.people

    def person(self, person_id: str) -> Entry | None:
        """A person with their history, or None."""
        entry = self._changes.body(person_id) or self._known.get(person_id)
        if entry:
            return entry
        record = self._base.record(person_id)
        return record_body(record) if record else None

    def person_by_pncid(self, pncid: str) -> Entry | None:
        """The person with a PNCID, or None."""
        asked = read_subject({"id": "enquiry", "pncid": pncid})
        for nominal in self._nominals(asked):
            if nominal.pncid and nominal.pncid.key == asked.pncid:
                return self.person(nominal.record_id)
        return None

    def enter(self, entry: Entry) -> Entry:
        """Keep a new person, under an id of the shelf's own; raises `Duplicate`."""
        with self._lock:
            pncid = entry["person"].get("longPersonUrn")
            if pncid and self.person_by_pncid(pncid):
                raise Duplicate
            return self._keep(entry, self._changes.next_id(), 1)

    def replace(self, person_id: str, entry: Entry) -> Entry | None:
        """Keep a person as they shall be, one version on; None when there is none, `Moved` for an older version."""
        with self._lock:
            present = self.person(person_id)
            if present is None:
                return None
            version = present["person"]["version"]
            if entry["person"]["version"] != version:
                raise Moved
            return self._keep(entry, person_id, version + 1)

    def search(self, enquiry: NamesEnquiry) -> Found:
        """Everybody of the enquiry's part who may be meant, best first."""
        part = enquiry.within
        likely, is_cut = self._likely(enquiry)
        held = [nominal for nominal in likely if part is None or part.holds(nominal)]
        people = [person_body(nominal) for nominal in held[:MOST_MATCHES]]
        return Found(people, max(len(held), len(people) + is_cut))

    def _likely(self, enquiry: NamesEnquiry) -> tuple[list[Nominal], bool]:
        """Whoever may be meant, and whether others may be missing: when many are alike, more are compared."""
        asked = subject_of_enquiry(enquiry)
        least = self._index.model.bands.possible - _GRACE["YYYY-MM-DD"[: len(enquiry.birth_date)]]
        if enquiry.within is None:
            answer = self._index.search(asked, top=_LOOKED_AT)
            named = [found for found in answer.candidates if found.scored.score >= least]
            if len(named) < MOST_MATCHES:
                return [n for found in named if (n := self._nominal(found.record_id))], not answer.complete
        answer = self._index.search(_looking_in(asked, enquiry.within), top=_LOOKED_AT, compared=_LOOKED_AT)
        nominals = [n for found in answer.candidates if (n := self._nominal(found.record_id))]
        scores = {n.record_id: self._index.scorer.score(asked, subject_of_nominal(n)).score for n in nominals}
        likely = [nominal for nominal in nominals if scores[nominal.record_id] >= least]
        likely.sort(key=lambda nominal: (-scores[nominal.record_id], nominal.record_id))
        return likely, not answer.complete or len(nominals) == len(likely) == _LOOKED_AT

    def _nominals(self, asked: Subject) -> Iterator[Nominal]:
        for found in self._index.search(asked).candidates:
            if nominal := self._nominal(found.record_id):
                yield nominal

    def _nominal(self, record_id: str) -> Nominal | None:
        entry = self._changes.body(record_id) or self._known.get(record_id)
        return _nominal_of(entry) if entry else self._base.nominal(record_id)

    def _keep(self, entry: Entry, person_id: str, version: int) -> Entry:
        kept = {**entry, "person": {**entry["person"], "id": person_id, "version": version}}
        self._changes.keep(person_id, kept)
        self._enter_into_index(person_id, kept)
        return kept

    def _enter_into_index(self, person_id: str, entry: Entry) -> None:
        self._index.put(subject_of_nominal(_nominal_of(entry)))
        self._changes.note_indexed(person_id)


def _looking_in(asked: Subject, part: Within | None) -> Subject:
    """Whom to look for in a part: the person asked for, born on its day or in its month too if it is that narrow."""
    if part is None or (part.born_from.year, part.born_from.month) != (part.born_to.year, part.born_to.month):
        return asked
    day = part.born_from.isoformat()
    return replace(
        asked, birth_texts=(*asked.birth_texts, day if part.born_from == part.born_to else day[:7])
    )


def _nominal_of(entry: Entry) -> Nominal:
    return PersonAnswer.model_validate(entry).to_record().nominal


def _linked(index: Path, folder: Path) -> Path:
    """A folder that shows another's index, with room for a journal of its own; made anew when the index was."""
    manifest = layout.read_manifest(index)
    files = folder / manifest.generation
    if not files.exists():
        files.mkdir(parents=True)
        for name in layout.FILES:
            (files / name).symlink_to((index / manifest.generation / name).resolve())
    layout.write_manifest(folder, manifest)
    return folder
