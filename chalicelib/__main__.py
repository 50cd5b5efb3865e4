"""The command line, `python -m chalicelib VERB ...`: it finds the room that knows the verb and hands over.

Exit codes everywhere: 0 done, 1 negative verdict or bad lines, 2 usage.
"""

import sys
from collections.abc import Sequence


def _verify(arguments: Sequence[str]) -> int:
    from chalicelib.verification.cli import main  # noqa: PLC0415 - each verb pays for itself alone

    return main(arguments)


def _audit(arguments: Sequence[str]) -> int:
    from chalicelib.bootstrap import services  # noqa: PLC0415 - as above
    from chalicelib.platform.cli import main  # noqa: PLC0415 - as above

    return main(arguments, lambda: services().segments)


def _names(arguments: Sequence[str]) -> int:
    from chalicelib.records.cli import main  # noqa: PLC0415 - as above

    return main(arguments)


def _records(arguments: Sequence[str]) -> int:
    from chalicelib.bootstrap import services  # noqa: PLC0415 - as above
    from chalicelib.records.replaying.cli import main  # noqa: PLC0415 - as above

    return main(arguments, lambda: services().records)


def _disclose(arguments: Sequence[str]) -> int:
    from chalicelib.disclosure.cli import main  # noqa: PLC0415 - as above

    return main(arguments)


def _log(arguments: Sequence[str]) -> int:
    from chalicelib.bootstrap import services  # noqa: PLC0415 - as above
    from chalicelib.certificates.cli import main  # noqa: PLC0415 - as above

    return main(arguments, lambda: services().log_monitor, lambda: services().statements)


def _verify_report(arguments: Sequence[str]) -> int:
    from chalicelib.verification.bulk.cli import main  # noqa: PLC0415 - as above

    return main(arguments)


def _intake(arguments: Sequence[str]) -> int:
    from chalicelib.documents.cli import main  # noqa: PLC0415 - as above

    return main(arguments)


VERBS = {
    "verify": (_verify, "say whether certificates are genuine"),
    "verify-report": (_verify_report, "say whether reports on checks are as they were written"),
    "disclose": (_disclose, "say what a certificate may say about a record"),
    "intake": (_intake, "say what would become of an applicant's files"),
    "audit": (_audit, "check the audit trail"),
    "log": (_log, "hold the public log against the register, publish in it"),
    "names": (_names, "build and search a names index"),
    "records": (_records, "work an old answer of the police records out again"),
}
_USAGE = 2


def main(argv: Sequence[str]) -> int:
    """Runs the verb's own `main`; its exit code. Unknown or missing verbs are usage errors."""
    if argv and argv[0] in VERBS:
        run, _ = VERBS[argv[0]]
        return run(argv[1:])
    asked_for_help = bool(argv) and argv[0] in {"-h", "--help"}
    print(_usage(), file=sys.stdout if asked_for_help else sys.stderr)
    return 0 if asked_for_help else _USAGE


def _usage() -> str:
    verbs = "\n".join(f"  {verb:10} {meaning}" for verb, (_, meaning) in VERBS.items())
    return (
        f"usage: python -m chalicelib VERB ...\n\nverbs:\n{verbs}\n\nEach verb explains itself with --help."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
