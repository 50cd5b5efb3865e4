"""Joins infra/*.yaml into one CloudFormation template for a stage; `python -m infra.join` writes it."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
STAGES = "stages.yaml"
ANCHORS = "Anchors"
ONLY_IN = "OnlyIn"
SECTIONS = ("Parameters", "Resources", "Outputs", "Globals")
LONG_FORMS = {"Ref": "Ref", "Condition": "Condition", "GetAtt": "Fn::GetAtt", "Sub": "Fn::Sub"}

Template = dict[str, Any]


class JoinError(Exception):
    """The files under infra/ contradict each other; the message names the place."""


class _Loader(yaml.SafeLoader):
    """Reads the short intrinsics as their long forms, and `!Stage Name` from the stage's values."""

    stage: Template

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> Template:
        """A mapping; raises JoinError when it says one thing twice, which YAML readers let pass."""
        names = [key.value for key, _ in node.value]
        for name in names:
            if names.count(name) > 1 and name != "<<":
                raise JoinError(f"{node.start_mark}: {name!r} stands there twice")
        return super().construct_mapping(node, deep)


def _stage_value(loader: _Loader, node: yaml.ScalarNode) -> object:
    name = loader.construct_scalar(node)
    if name not in loader.stage:
        raise JoinError(f"{node.start_mark}: {STAGES} has no value {name!r} for this stage")
    return loader.stage[name]


def _intrinsic(name: str) -> Callable[[_Loader, yaml.Node], Template]:
    def construct(loader: _Loader, node: yaml.Node) -> Template:
        if isinstance(node, yaml.SequenceNode):
            return {name: loader.construct_sequence(node, deep=True)}
        value = loader.construct_scalar(node)  # type: ignore[arg-type]
        return {name: str(value).split(".", 1) if name == "Fn::GetAtt" else value}

    return construct


_Loader.add_constructor("!Stage", _stage_value)
for short, long in LONG_FORMS.items():
    _Loader.add_constructor(f"!{short}", _intrinsic(long))


def stage_values(stage: str) -> Template:
    """What `!Stage Name` stands for in this stage. Raises JoinError if there is no such stage."""
    stages: dict[str, Template] = yaml.safe_load((HERE / STAGES).read_text())
    if stage not in stages:
        raise JoinError(f"{STAGES} has no stage {stage!r}, only {', '.join(stages)}")
    return stages[stage]


def joined(stage: str, folder: Path = HERE) -> Template:
    """The whole template of a stage: long intrinsics only, no anchors, no conditions, stage values filled in.

    Raises JoinError for an unknown stage, section or `!Stage` name, and for an id that two files define.
    """
    values = stage_values(stage)
    whole: Template = {"AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31"}
    for path in sorted(folder.glob("*.yaml")):
        if path.name != STAGES:
            _add(whole, _read(path, values), path.name)
    for section in set(SECTIONS) & set(whole):
        whole[section] = _for_stage(whole[section], stage)
    return _copied(whole)


def _read(path: Path, values: Template) -> Template:
    with path.open(encoding="utf-8") as stream:
        loader = _Loader(stream)
        loader.stage = values
        document: Template = loader.get_single_data()
    document.pop(ANCHORS, None)
    return document


def _add(whole: Template, document: Template, source: str) -> None:
    for section, entries in document.items():
        if section not in SECTIONS:
            raise JoinError(f"{source}: unknown section {section!r}")
        known = whole.setdefault(section, {})
        for name, entry in entries.items():
            if name in known:
                raise JoinError(f"{source}: {name} is already defined in another file")
            known[name] = entry


def _for_stage(entries: Template, stage: str) -> Template:
    kept = {name: entry for name, entry in entries.items() if stage in entry.get(ONLY_IN, [stage])}
    return {name: {k: v for k, v in entry.items() if k != ONLY_IN} for name, entry in kept.items()}


def _copied(template: Template) -> Template:
    """Every part its own object, so that a reader may change one without changing what an anchor shared."""
    result: Template = json.loads(json.dumps(template))
    return result


class PlainDumper(yaml.SafeDumper):
    """Writes YAML without aliases, which CloudFormation does not read."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def written(stage: str, path: Path) -> Path:
    """Write the joined template of a stage as YAML; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(joined(stage), Dumper=PlainDumper, width=120), encoding="utf-8")
    return path


def main() -> None:
    """Command line: which stage, and where to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", default="prod")
    parser.add_argument("--out", type=Path, default=Path("build/resources.yaml"))
    options = parser.parse_args()
    print(written(options.stage, options.out))


if __name__ == "__main__":
    main()
