"""What `make package` left in build/: the same rules on Chalice's own result."""

import json
from typing import Any

import pytest
import yaml

from infra import checks
from infra.checks import artefact
from infra.checks.reading import actions, functions, of_type, role_of, statements
from infra.join import joined
from infra.package import ROOT

PACKAGE, LAYERS = ROOT / "build" / "package", ROOT / "build" / "layers"

pytestmark = pytest.mark.skipif(not PACKAGE.is_dir(), reason="`make package` makes what these tests read")


@pytest.fixture(scope="module")
def packaged() -> dict[str, Any]:
    """The template that would be deployed."""
    template: dict[str, Any] = yaml.safe_load((PACKAGE / "sam.yaml").read_text())
    return template


def test_every_rule_holds(packaged: dict[str, Any]) -> None:
    assert checks.problems(packaged) == []


def test_code_and_template_name_the_same_functions(packaged: dict[str, Any]) -> None:
    assert artefact.merge_problems(packaged, joined("prod")) == []


def test_the_zip_holds_templates_and_code() -> None:
    assert artefact.zip_holds_what_it_needs(PACKAGE / "deployment.zip", ROOT) == []


def test_every_function_fits(packaged: dict[str, Any]) -> None:
    assert artefact.sizes_fit(packaged, PACKAGE, LAYERS) == []


def test_every_role_writes_its_own_log(packaged: dict[str, Any]) -> None:
    roles = of_type(packaged, "AWS::IAM::Role")
    for name, function in functions(packaged).items():
        (inline,) = roles[role_of(function)]["Policies"]
        (statement,) = statements(inline["PolicyDocument"])
        group = packaged["Resources"][f"{name}Log"]["Properties"]["LogGroupName"]["Fn::Sub"].rpartition("/")[
            2
        ]
        assert actions(statement) == ["logs:CreateLogStream", "logs:PutLogEvents"]
        assert f"/{group}:*" in json.dumps(statement["Resource"])
