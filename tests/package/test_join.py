"""Joining: contradictions are refused, stages differ by data only, and what comes out is plain CloudFormation."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from infra.join import HERE, JoinError, joined, stage_values


def _folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


def test_the_same_id_in_two_files_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, a="Resources: {Q: {Type: A}}", b="Resources: {Q: {Type: B}}")
    with pytest.raises(JoinError, match="Q is already defined"):
        joined("local", folder)


def test_the_same_id_twice_in_one_file_is_refused(tmp_path: Path) -> None:
    folder = _folder(tmp_path, a="Resources:\n  Q: {Type: A}\n  Q: {Type: B}\n")
    with pytest.raises(JoinError, match="'Q'"):
        joined("local", folder)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("Resorces: {}", "unknown section 'Resorces'"),
        ("Resources: {Q: {Type: A, Properties: {X: !Stage Nothing}}}", "no value 'Nothing'"),
    ],
)
def test_a_slip_is_refused(tmp_path: Path, text: str, match: str) -> None:
    with pytest.raises(JoinError, match=match):
        joined("local", _folder(tmp_path, a=text))


def test_an_unknown_stage_is_refused() -> None:
    with pytest.raises(JoinError, match="no stage 'staging'"):
        joined("staging")


def test_short_forms_become_long_ones_and_anchors_copies(tmp_path: Path) -> None:
    text = """
Anchors: {Shared: &shared {K: !GetAtt A.B.C}}
Resources:
  Q: {Type: A, Properties: {R: !Ref Z, S: !Sub "${Z}", M: *shared}}
  P: {Type: A, OnlyIn: [prod], Properties: {M: *shared}}
  O: {Type: A, OnlyIn: [local], Properties: {M: *shared}}
"""
    resources = joined("local", _folder(tmp_path, a=text))["Resources"]
    assert set(resources) == {"Q", "O"}
    assert resources["Q"]["Properties"]["M"] == {"K": {"Fn::GetAtt": ["A", "B.C"]}}
    assert resources["Q"]["Properties"]["R"] == {"Ref": "Z"}
    assert resources["Q"]["Properties"]["M"] is not resources["O"]["Properties"]["M"]
    assert "OnlyIn" not in resources["O"]


def test_every_stage_sets_the_same_values() -> None:
    assert stage_values("local").keys() == stage_values("test").keys() == stage_values("prod").keys()


def test_every_stage_value_is_used() -> None:
    text = "".join(path.read_text() for path in HERE.glob("*.yaml"))
    assert [name for name in stage_values("prod") if f"!Stage {name}" not in text] == []


def test_redelivery_takes_seconds_on_the_embedded_stack(local: dict[str, Any]) -> None:
    queues = {n: r["Properties"] for n, r in local["Resources"].items() if r["Type"] == "AWS::SQS::Queue"}
    assert all(q["VisibilityTimeout"] <= 6 for q in queues.values() if "RedrivePolicy" in q)


def test_yaml_that_is_written_has_no_aliases(tmp_path: Path) -> None:
    from infra.join import written  # noqa: PLC0415 - the only test that writes

    path = written("prod", tmp_path / "resources.yaml")
    tokens = {type(token) for token in yaml.scan(path.read_text())}
    assert yaml.AliasToken not in tokens
    assert yaml.safe_load(path.read_text()) == joined("prod")


def test_files_of_a_stage_are_all_joined(tmp_path: Path) -> None:
    for path in HERE.glob("*.yaml"):
        shutil.copy(path, tmp_path)
    assert joined("prod", tmp_path) == joined("prod")
