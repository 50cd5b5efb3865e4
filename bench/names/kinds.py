"""The kinds of faults that the claims are made for, where each comes from, and why one was changed.

    a letter dropped, doubled, exchanged, a key away    typographic and QWERTY tables of pseudopeople and
                                                        splink_synthetic_data
    another sound's spelling                            phonetic table of pseudopeople
    nickname, another spelling of the name              alias tables of splink_synthetic_data
    forenames and surname exchanged                     name inversion there; nomenklatura issue 247
    initial, no middle name, middle name first          tokens dropped and moved by yente's treatments
    former, new, double surname                         maiden and married names; HMPPS keeps the last part alone
    capitals, hyphens, apostrophes                      yente's treatments
    day and month exchanged                             an ombudsman's "John Brown 11/10/80, Jon Brown 10/11/80"
    a digit off, a year off                             yente's date part off by one; an ombudsman's Mr L
    days off                                            up to 50 days, splink_synthetic_data
    first of January                                    NHS guidance when only the year is known
    no birthplace, another                              missing values and moves of pseudopeople

`new_surname` of infra/local/population/faults.py lets an applicant take another surname and keep silent about the
old one, every time. That is an omission by the applicant, not a slip: the form asks for former names, and a check
searches each name that was given. `took_surname` gives the old name beside the new one, as a form does, in nine
applications of ten, and is silent in the tenth. The nine are an assumption: no published share was found. Silence
alone is measured beside it, as `new_surname`, and each report has the figures of the list with it too.
"""

import random  # noqa: TID251 - seeded
from collections.abc import Mapping, Sequence

from infra.local.population import faults
from infra.local.population.faults import Application, Fault, new_surname
from infra.local.population.people import Person

DECLARED = 0.9
"""Of those who took another surname, how many give the old one too."""


def took_surname(rng: random.Random, application: Application, person: Person) -> Application | None:
    """Took another surname since the record was made, and mostly says so."""
    before = dict(application["names"][0])
    changed = new_surname(rng, application, person)
    if changed is None or rng.random() >= DECLARED:
        return changed
    return changed | {"names": [*changed["names"], before | {"kind": "maiden"}]}


def _with_declared(kinds: Mapping[str, Sequence[Fault]]) -> dict[str, tuple[Fault, ...]]:
    changed = (
        tuple(took_surname if fault is new_surname else fault for fault in kind) for kind in kinds.values()
    )
    return {" + ".join(fault.__name__ for fault in kind): kind for kind in changed}


SINGLE, HARD = _with_declared(faults.SINGLE), _with_declared(faults.HARD)
UNDECLARED = {name: kind for name, kind in {**faults.SINGLE, **faults.HARD}.items() if new_surname in kind}
