"""Batches: each file and each row has one answer, whatever comes twice, late, broken, or from somebody else."""

import csv
import io
import json
from datetime import timedelta

import pytest
from freezegun import freeze_time

from chalicelib.certificates import qr
from chalicelib.certificates.paper import Paper
from chalicelib.kernel.changes import AlreadyDone, Once
from chalicelib.platform import clock
from chalicelib.verification.bulk import jws
from chalicelib.verification.bulk.errors import BatchClosed, NoBatch, NoReport, NotReadable, PartTaken
from chalicelib.verification.bulk.models import MOST_FILES, BatchKind, BatchState
from chalicelib.verification.bulk.rows import Row
from chalicelib.verification.errors import ComeBackLater
from chalicelib.verification.models import Report, Standing, Verdict
from chalicelib.verification.reasons import reason

FORMULA = '=HYPERLINK("http://evil.example","x").pdf'


@pytest.fixture
def caller(mission):
    return mission.caller()


@pytest.fixture
def batches(mission):
    return mission.desk.batches


@pytest.fixture
def batch_id(batches, caller):
    return batches.open(caller, BatchKind.FILES, "March")


@pytest.fixture
def codes_id(batches, caller):
    return batches.open(caller, BatchKind.CODES, "Codes")


def kept(mission, batch_id) -> list:
    return list(mission.desk.batches.lines.all(batch_id))


def test_files_are_answered_and_nothing_of_them_is_kept(mission, batches, caller, batch_id, certificate):
    good = batches.add_file(caller, batch_id, 1, "good.pdf", certificate)
    bad = batches.add_file(caller, batch_id, 2, "bad.pdf", certificate[:-300])
    none = batches.add_file(caller, batch_id, 3, "x.pdf", b"")
    assert [one.line.verdict for one in (good, bad, none)] == [
        Verdict.GENUINE, Verdict.ALTERED, Verdict.NOT_A_CERTIFICATE,
    ]  # fmt: skip
    assert "Amelia" in str(good.report.facts)
    assert all(
        "Amelia" not in str(row) and "HARGREAVES" not in str(row).upper()
        for row in mission.items.rows.values()
    )


def test_a_file_sent_again_has_its_first_answer_and_counts_once(
    mission, batches, caller, batch_id, certificate
):
    first = batches.add_file(caller, batch_id, 1, "good.pdf", certificate)
    again = batches.add_file(caller, batch_id, 1, "another name.pdf", certificate)
    assert again.line == first.line
    assert len(kept(mission, batch_id)) == 1
    with pytest.raises(PartTaken):
        batches.add_file(caller, batch_id, 1, "good.pdf", b"something else")


def test_nobody_else_has_the_batch(mission, batches, batch_id, certificate):
    other = mission.caller(mission.key(mission.account("Another mission")))
    for ask in (
        lambda: batches.get(other, batch_id),
        lambda: batches.add_file(other, batch_id, 1, "x", certificate),
        lambda: batches.finish(other, batch_id),
        lambda: batches.report(other, batch_id, "json"),
        lambda: batches.get(other, "01NOSUCHBATCH"),
    ):
        with pytest.raises(NoBatch) as refused:
            ask()
        assert refused.value.message == NoBatch().message
    assert batches.of(other) == []


@pytest.mark.parametrize("part", [0, MOST_FILES + 1])
def test_parts_are_numbered_within_bounds(batches, caller, batch_id, part):
    with pytest.raises(NotReadable):
        batches.add_file(caller, batch_id, part, "x.pdf", b"%PDF-")


def test_a_batch_of_files_takes_no_codes(batches, caller, batch_id, codes_id):
    with pytest.raises(NotReadable):
        batches.add_rows(caller, batch_id, 1, [Row(code="1")])
    with pytest.raises(NotReadable):
        batches.add_file(caller, codes_id, 1, "x.pdf", b"%PDF-")


def test_an_empty_batch_has_no_report(batches, caller, batch_id):
    with pytest.raises(NotReadable):
        batches.finish(caller, batch_id)


def test_after_its_end_nothing_is_added_but_a_repeated_part_has_its_answer(
    mission, batches, caller, batch_id
):
    line = batches.add_file(caller, batch_id, 1, "x.pdf", b"none").line
    batches.finish(caller, batch_id)
    batches.finish(caller, batch_id)
    assert len(mission.events()) == 1
    assert batches.add_file(caller, batch_id, 1, "x.pdf", b"none").line == line
    with pytest.raises(BatchClosed):
        batches.add_file(caller, batch_id, 2, "y.pdf", b"none")


def test_a_batch_is_begun_once(batches, caller):
    once = Once("open", "a", "b")
    first = batches.open(caller, BatchKind.FILES, "", once=once)
    with pytest.raises(AlreadyDone) as done:
        batches.open(caller, BatchKind.FILES, "", once=once)
    assert done.value.result == {"id": first}


def test_a_list_of_squares_is_judged_row_by_row(mission, issuer, batches, caller, codes_id):
    digits = qr.to_digits(issuer.payload(issuer.recipe().claims))
    wrong = digits[:200] + ("1" if digits[200] != "1" else "2") + digits[201:]
    rows = [
        Row(code=text) for text in (digits, issuer.url(), wrong, "4.2E+429", "javascript:alert(1)", "", "77")
    ]
    lines = [one.line for one in batches.add_rows(caller, codes_id, 1, rows)]
    assert [line.verdict for line in lines][:2] == [Verdict.GENUINE] * 2
    assert all(line.verdict is not Verdict.GENUINE for line in lines[2:])
    assert lines[3].reasons == ("code-rounded",)
    assert [line.row for line in lines] == [1, 2, 3, 4, 5, 6, 7]


def test_a_number_alone_reveals_nothing_and_wrong_guesses_are_told_apart_in_no_way(
    mission, batches, caller, codes_id, monkeypatch
):
    monkeypatch.setattr(
        "chalicelib.verification.bulk.checks.read_short_code", lambda typed: typed.strip() or None
    )
    paper = Paper("7K3M9Q2T4XWB0", 1990, "1821")
    mission.register[paper] = Report(file="", verdict=Verdict.GENUINE, reasons=(reason("status-good"),))
    rows = [
        Row(code=paper.number, birth_year="1990", passport_end="1821"),
        Row(code=paper.number),
        Row(code=paper.number, birth_year="1991", passport_end="1821"),
        Row(code=paper.number, birth_year="1990", passport_end="1822"),
        Row(code="unknown", birth_year="1990", passport_end="1821"),
        Row(code=paper.number, birth_year="90", passport_end="1821"),
        Row(code=paper.number, birth_year="1990"),
    ]
    lines = [one.line for one in batches.add_rows(caller, codes_id, 1, rows)]
    assert lines[0].verdict is Verdict.GENUINE
    assert lines[1].reasons == ("row-not-complete",)
    assert len({(line.verdict, line.current, line.status_as_of, line.reasons) for line in lines[2:]}) == 1
    assert {source for _, source in mission.asked} == {f"account-{caller.account_id}"}


def test_when_misses_are_too_many_the_rest_is_not_looked_up_and_says_so(mission, batches, caller, codes_id):
    def shut(*_: object) -> None:
        raise ComeBackLater(clock.now())

    mission.checks.described = shut
    rows = [Row(code="7K3M-9Q2T-4XWB-C", birth_year="1990", passport_end="1821")]
    (line,) = [one.line for one in batches.add_rows(caller, codes_id, 1, rows)]
    assert line.reasons in {("not-looked-up",), ("no-such-certificate",)}
    assert line.current is Standing.UNKNOWN


def test_names_come_back_harmless(mission, batches, caller, batch_id):
    names = [
        FORMULA,
        "a\u202efdp.exe",
        "../../etc/passwd",
        "n" * 500,
        "\x00\x1b[31m",
        "",
        "<script>alert(1)</script>",
    ]
    for part, name in enumerate(names, start=1):
        batches.add_file(caller, batch_id, part, name, f"file {part}".encode())
    batches.finish(caller, batch_id)
    mission.deliver()
    table, kind = mission.desk.report(caller, batch_id, "csv")
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert kind == "text/csv"
    assert len(rows) == 1 + len(names)
    assert all(value[:1] not in set("=+-@\t\r") for row in rows for value in row if value)
    assert rows[1][1] == f"'{FORMULA}"
    assert "\u202e" not in table.decode()


def test_the_report_is_written_once_whoever_asks_how_often(mission, batches, caller, batch_id, certificate):
    batches.add_file(caller, batch_id, 1, "good.pdf", certificate)
    batches.add_file(caller, batch_id, 2, "bad.pdf", certificate + b"%")
    with pytest.raises(NoReport):
        batches.report(caller, batch_id, "json")
    batches.finish(caller, batch_id)
    mission.deliver(times=2)
    stored = batches.get(caller, batch_id).state
    assert stored.state is BatchState.REPORTED
    assert {name: len(versions) for name, versions in mission.files.versions.items()} == {
        f"reports/{batch_id}.json": 1, f"reports/{batch_id}.pdf": 1,
    }  # fmt: skip
    said = json.loads(jws.read(batches.report(caller, batch_id, "json")).payload)
    assert said["verdicts"] == {"altered": 1, "genuine": 1}
    assert [check["name"] for check in said["checks"]] == ["good.pdf", "bad.pdf"]
    assert set(said["reasons"]) == {name for check in said["checks"] for name in check["reasons"]}
    assert all(said["reasons"].values())


@pytest.mark.parametrize("at", ["json", "pdf", "save"])
def test_a_crash_anywhere_leaves_one_report_and_both_files_say_the_same(
    mission, caller, batch_id, at, monkeypatch
):
    batches = mission.desk.batches
    batches.add_file(caller, batch_id, 1, "x.pdf", b"none")
    batches.finish(caller, batch_id)
    with monkeypatch.context() as patched:
        if at == "save":
            mission.items.refuse_next = OSError("power")
        else:
            put = mission.files.put_once

            def fail(key: str, *arguments: object, **more: object) -> str:
                made = put(key, *arguments, **more)
                if key.endswith(at):
                    raise OSError("power")
                return made

            patched.setattr(mission.files, "put_once", fail)
        with pytest.raises(OSError, match="power"):
            mission.deliver()
    mission.deliver(times=2)
    assert batches.get(caller, batch_id).state.state is BatchState.REPORTED
    assert all(len(versions) == 1 for versions in mission.files.versions.values())
    signed = batches.report(caller, batch_id, "json")
    assert signed in _attached(batches.report(caller, batch_id, "pdf"))


def _attached(pdf: bytes) -> list[bytes]:
    import pikepdf  # noqa: PLC0415 - one test's

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [one.get_file().read_bytes() for one in opened.attachments.values()]


def test_lines_expire_and_a_report_that_is_gone_says_so(mission, batches, caller, batch_id):
    batches.add_file(caller, batch_id, 1, "x.pdf", b"none")
    (row,) = [row for key, row in mission.items.rows.items() if key.pk.startswith("check_lines#")]
    assert row["ttl"] <= (clock.now() + timedelta(days=7, minutes=1)).timestamp()
    batches.finish(caller, batch_id)
    mission.deliver()
    mission.files.versions.clear()
    with pytest.raises(NoReport):
        batches.report(caller, batch_id, "pdf")
    batches.lines.forget(batch_id)
    assert kept(mission, batch_id) == []


def test_lists_are_read_again_after_a_minute(mission, batches, caller, batch_id, certificate):
    with freeze_time(clock.now()) as time:
        batches.add_file(caller, batch_id, 1, "a.pdf", certificate)
        before = mission.public.read
        batches.add_file(caller, batch_id, 2, "b.pdf", certificate + b" ")
        assert mission.public.read - before <= 1  # a status list that is not there is asked for each time
        time.tick(timedelta(seconds=61))
        batches.add_file(caller, batch_id, 3, "c.pdf", certificate + b"  ")


def test_the_newest_batches_come_first_however_many_there_are(batches, caller):
    made = [batches.open(caller, BatchKind.FILES, str(number)) for number in range(120)]
    assert [stored.id for stored in batches.of(caller)] == made[::-1]
