"""A peer: the same people and applications in PostgreSQL with pg_trgm, over one connection of psql.

Whole names under a trigram index at a similarity of 0.35, ordered by it and by closeness of the birth date. Needs
PostgreSQL's programs (initdb, postgres, psql) and, as root, the user postgres; runs its own server on a socket in a
folder that it removes.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.names.__main__ import SEED
from bench.names.measure import Ask
from chalicelib.records.names.romanise import plain
from infra.local.population.people import people, record_of

_TABLE = """
CREATE EXTENSION pg_trgm;
CREATE TABLE name (id text, name text, born date);
COPY name FROM STDIN;
"""
_INDEX = "CREATE INDEX ON name USING gin (name gin_trgm_ops); ANALYZE name;"
_ASK = """
SELECT id, max(similarity(name, {name}) * 10 + CASE WHEN born = {born} THEN 6
  WHEN abs(born - {born}) < 32 OR to_char(born, 'YYYYDDMM') = to_char({born}::date, 'YYYYMMDD') THEN 4
  WHEN extract(year FROM born) = extract(year FROM {born}::date) THEN 3
  WHEN to_char(born, 'MMDD') = to_char({born}::date, 'MMDD') THEN 3 ELSE 0 END) AS score
FROM name WHERE name % {name} GROUP BY id ORDER BY score DESC LIMIT 50;
"""


@contextmanager
def asking(count: int) -> Iterator[Ask]:
    """What asks a server of its own that holds so many people; the server goes with the context."""
    with _server() as server:
        began = time.perf_counter()
        _load(server, count)
        print(f"pg_trgm: {count:,} people loaded and indexed in {time.perf_counter() - began:.0f} s wall")
        with _session(server) as ask:
            yield ask


@contextmanager
def _server() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
    options = (
        f"-c listen_addresses='' -k {folder} -c shared_buffers=1GB -c maintenance_work_mem=512MB -c fsync=off"
    )
    subprocess.run(
        [*user, "initdb", "-D", f"{folder}/data", "-E", "UTF8", "--no-locale"],
        check=True,
        capture_output=True,
    )
    start = [*user, "pg_ctl", "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start"]
    subprocess.run(start, check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(
            [*user, "pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop"],
            check=False,
            capture_output=True,
        )
        shutil.rmtree(folder, ignore_errors=True)


def _psql(server: Path) -> list[str]:
    return [
        "psql",
        "-h",
        str(server),
        "-U",
        "postgres" if os.getuid() == 0 else os.environ["USER"],
        "-qAtX",
        "postgres",
    ]


def _load(server: Path, count: int) -> None:
    with subprocess.Popen(_psql(server), stdin=subprocess.PIPE, text=True) as psql:
        assert psql.stdin
        psql.stdin.write(_TABLE)
        for person in people(count, SEED):
            record = record_of(person, SEED)
            born = (record["birth_dates"][0] + "-01-01")[:10]
            for name in record["names"]:
                psql.stdin.write(
                    f"{record['id']}\t{plain(name['forenames'] + ' ' + name['surname'])}\t{born}\n"
                )
        psql.stdin.write("\\.\n" + _INDEX)


@contextmanager
def _session(server: Path) -> Iterator[Any]:
    with subprocess.Popen(_psql(server), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as psql:
        assert psql.stdin
        assert psql.stdout
        psql.stdin.write("SET pg_trgm.similarity_threshold = 0.35;\n")

        def ask(application: Mapping[str, Any]) -> list[tuple[str, float]]:
            assert psql.stdin
            assert psql.stdout
            name = application["names"][0]
            text = plain(f"{name['forenames']} {name['surname']}")
            asked = _ASK.format(name=f"'{text}'", born=f"date '{application['birth_dates'][0]}'")
            psql.stdin.write(asked.replace("\n", " ") + "\n\\echo end\n")
            psql.stdin.flush()
            found = []
            for line in psql.stdout:
                if line == "end\n":
                    return found
                record_id, score = line.strip().split("|")
                found.append((record_id, float(score)))
            return found

        yield ask
        psql.stdin.close()
