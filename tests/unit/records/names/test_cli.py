"""`names build` and `names search`, as people and programs use them."""

import json

import pytest

from chalicelib.__main__ import main
from chalicelib.records.names.embedded import layout
from infra.local.population.people import application_of, people, record_of

PEOPLE = list(people(30, 9))


@pytest.fixture
def files(tmp_path):
    records, queries = tmp_path / "records.jsonl", tmp_path / "queries.jsonl"
    records.write_text("".join(json.dumps(record_of(p, 9)) + "\n" for p in PEOPLE))
    queries.write_text("".join(json.dumps(application_of(p)) + "\n" for p in PEOPLE[:5]))
    return records, queries, tmp_path / "index"


def _build(files):
    return main(["names", "build", "--records", str(files[0]), "--index", str(files[2]), "--processes", "1"])


def _search(files, *more):
    return main(["names", "search", "--index", str(files[2]), "--queries", str(files[1]), *more])


def test_build_prints_what_the_answers_depend_on(files, capsys):
    assert _build(files) == 0
    printed = capsys.readouterr().out
    assert "N 30" in printed
    assert "model " in printed
    assert "bands possible from" in printed


def test_search_gives_a_line_a_query_with_weights_that_add_up(files, capsys):
    _build(files)
    capsys.readouterr()
    assert _search(files, "--top", "50", "--json") == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["query_id"] for line in lines] == [f"Q-{p.number:08d}" for p in PEOPLE[:5]]
    for line, person in zip(lines, PEOPLE[:5], strict=True):
        assert line["candidates"][0]["record_id"] == f"SYN-{person.number:08d}"
        for candidate in line["candidates"]:
            assert candidate["band"] in {"none", "possible", "strong"}
            assert sum(w["bits"] for w in candidate["weights"]) == candidate["score"]
            assert candidate["weights"][0]["field"] == "prior"
            assert all(set(w) == {"field", "level", "bits", "text"} for w in candidate["weights"])


def test_search_in_words_tells_why(files, capsys):
    _build(files)
    assert _search(files) == 0
    assert "the birth date is the same" in capsys.readouterr().out


def test_a_malformed_line_is_told_with_its_number_and_the_rest_goes_on(files, capsys):
    files[0].write_text("{nonsense\n" + files[0].read_text())
    assert _build(files) == 1
    assert "line 1: it is not JSON" in capsys.readouterr().err
    files[1].write_text("[]\n\n" + files[1].read_text())
    assert _search(files, "--json") == 1
    captured = capsys.readouterr()
    assert "line 1: it is not a JSON object" in captured.err
    assert len(captured.out.splitlines()) == 5


def test_unknown_and_missing_fields_do_not_matter(files, capsys):
    _build(files)
    files[1].write_text('{"id": 7, "shoe_size": 43, "names": null, "sex": null, "birth_dates": [null]}\n')
    capsys.readouterr()
    assert _search(files, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["query_id"], found["band"], found["complete"]) == ("7", "possible", False)


def test_an_index_of_another_version_is_refused(files, capsys):
    _build(files)
    manifest = files[2] / layout.MANIFEST
    manifest.write_text(manifest.read_text().replace(f'"format": {layout.FORMAT}', '"format": 99'))
    assert _search(files) == 2
    assert "has format 99" in capsys.readouterr().err


@pytest.mark.parametrize("which", [0, 1])
def test_a_file_that_is_not_there_is_told(files, capsys, which):
    if which:
        _build(files)
    files[which].unlink()
    assert (_search(files) if which else _build(files)) == 2
    assert "No such file" in capsys.readouterr().err


def test_no_candidates_is_no_number(files):
    with pytest.raises(SystemExit) as stopped:
        _search(files, "--top", "0")
    assert stopped.value.code == 2
