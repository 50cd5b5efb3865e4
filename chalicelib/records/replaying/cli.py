"""`python -m chalicelib records replay`: works a check's stored answers out again and says whether they agree."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from chalicelib.kernel.errors import NotFound
from chalicelib.platform.cli import unreadable
from chalicelib.records.checks import RecordCheck, Round
from chalicelib.records.scoring_candidates import CandidateScoring, Replay
from chalicelib.records.services import RecordsService

_DONE, _NEGATIVE, _USAGE = 0, 1, 2


def main(argv: Sequence[str], records: Callable[[], RecordsService]) -> int:
    """Work old answers out again: 0 when all agree, 1 when one differs, 2 when one can't be read or worked out.

    `records` is needed for a check by its id alone. What is printed holds ids and numbers, nobody's data.
    """
    parser = argparse.ArgumentParser(prog="python -m chalicelib records", description="Police records.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    replayer = verbs.add_parser("replay", help="work the answers of a check out again")
    replayer.add_argument(
        "check", metavar="CHECK.json|ID", help="a check or a round as JSON, or a check's id"
    )
    given = parser.parse_args(argv)
    try:
        file = Path(given.check)
        replays = _replays_of_file(file) if file.suffix == ".json" else records().replay(given.check)
    except ValidationError as error:
        print(f"{given.check} is no check: {error.error_count()} fields are wrong", file=sys.stderr)
    except NotFound as error:
        print(f"records replay: {error.message}", file=sys.stderr)
    except OSError as error:
        print(f"records replay: {error.filename}: {error.strerror}", file=sys.stderr)
    except unreadable() as error:
        print(f"records replay: the check could not be read: {error}", file=sys.stderr)
    else:
        return _say_replays(replays)
    return _USAGE


def _replays_of_file(file: Path) -> list[Replay]:
    found = TypeAdapter[RecordCheck | Round](RecordCheck | Round).validate_json(file.read_bytes())
    rounds = [found] if isinstance(found, Round) else [*found.earlier, *filter(None, [found.answer])]
    return [CandidateScoring().replay(one) for one in rounds]


def _say_replays(replays: Sequence[Replay]) -> int:
    if not replays:
        print("the check has no answer yet", file=sys.stderr)
        return _USAGE
    for number, replay in enumerate(replays, 1):
        basis = replay.basis
        print(f"answer {number} of {replay.round.answered_at:%Y-%m-%d %H:%M:%S} UTC")
        print(f"  model {basis.model_id}, frequencies {basis.index_version}, {basis.people:,} people")
        print(f"  {len(replay.round.asked)} questions, {len(replay.findings)} candidates")
        for difference in replay.differences:
            print(f"  DIFFERS: {difference}")
        print("  agrees to the last bit" if replay.agrees else "  does not agree")
    return _DONE if all(replay.agrees for replay in replays) else _NEGATIVE
