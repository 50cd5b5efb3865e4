"""Building: zips depend on content alone, layers add only what the base lacks, bad packages are refused."""

import os
import time
import zipfile
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from infra import wheels, zips
from infra.checks import artefact
from infra.package import LAYERS, ROOT

LOCK = "# made by\na==1.0 \\\n    --hash=sha256:00\n    # via b\nb==2.0 ; os_name == 'nt' \\\n    --hash=sha256:01\n"


def test_a_lock_is_read_by_package(tmp_path: Path) -> None:
    path = tmp_path / "lock.txt"
    path.write_text(LOCK)
    lock = wheels.read_lock(path)
    assert list(lock) == ["a", "b"]
    assert lock["b"] == "b==2.0 ; os_name == 'nt' \\\n    --hash=sha256:01\n"


def test_a_layer_adds_what_the_base_lacks() -> None:
    assert wheels.without({"a": "a==1 \\\n", "c": "c==1 \\\n"}, {"a": "a==1 \\\n"}) == {"c": "c==1 \\\n"}


def test_two_versions_of_one_package_are_refused() -> None:
    with pytest.raises(wheels.InstallError, match="a is locked at two versions"):
        wheels.without({"a": "a==1 \\\n"}, {"a": "a==2 \\\n"})


def test_the_layers_of_the_project_agree_with_its_base() -> None:
    base = wheels.read_lock(ROOT / "requirements.txt")
    added = [wheels.without(wheels.read_lock(ROOT / f"infra/layers/{name}.txt"), base) for name in LAYERS]
    assert all(added)
    for one, other in combinations(added, 2):
        assert set(one).isdisjoint(other)


def test_what_does_not_match_its_hash_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(wheels.InstallError):
        wheels.install({"iso3166": "iso3166==3.0.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"}, tmp_path)


def test_a_zip_depends_on_content_alone(tmp_path: Path) -> None:
    for folder, names in (("one", ["a", "b/c", "d"]), ("two", ["d", "b/c", "a"])):
        for name in names:
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name)
            os.utime(path, (time.time() - 9, time.time() - 9))
            path.chmod(0o600 if folder == "one" else 0o755)
    one = zips.zip_folder(tmp_path / "one", tmp_path / "1.zip", "python/")
    two = zips.zip_folder(tmp_path / "two", tmp_path / "2.zip", "python/")
    assert one.read_bytes() == two.read_bytes()
    assert zips.normalise(one, tmp_path / "3.zip").read_bytes() == one.read_bytes()
    assert zips.unzipped_bytes(one) == len("ab/cd")


def test_a_library_that_lambda_cannot_load_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old.so").write_bytes(b"\x7fELF\0GLIBC_2.26\0GLIBCXX_3.4.24\0")
    assert artefact.libraries_load_on_lambda(tmp_path) == []
    (tmp_path / "new.so.1").write_bytes(b"\x7fELF\0GLIBC_2.28\0")
    assert artefact.libraries_load_on_lambda(tmp_path) == ["new.so.1: needs GLIBC 2.28"]


def test_a_zip_without_templates_or_with_strays_is_refused(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").touch()
    with zipfile.ZipFile(tmp_path / "deployment.zip", "w") as made:
        for name in ("app.py", "chalice/app.py", "retention.json", "infra/join.py", "certifi/cacert.pem"):
            made.writestr(name, "")
    found = artefact.zip_holds_what_it_needs(tmp_path / "deployment.zip", tmp_path)
    assert found == [
        "deployment.zip: templates/page.html is missing",
        "deployment.zip: infra/join.py does not belong there",
    ]


def test_a_function_that_is_too_large_is_refused(
    prod: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("deployment.zip", "pdf.zip", "issuer.zip", "reading.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as made:
            made.writestr("x", "x" * 10)
    assert artefact.sizes_fit(prod, tmp_path, tmp_path) == []
    monkeypatch.setattr(artefact, "LIMIT", 30)
    with_two_layers = ("OnIntake", "OnIssue", "OnReports", "OnCopies")
    assert sorted(artefact.sizes_fit(prod, tmp_path, tmp_path)) == sorted(
        f"{name}: 30 bytes unzipped, Lambda takes 30" for name in with_two_layers
    )


def test_app_and_template_must_name_the_same_functions(prod: dict[str, Any]) -> None:
    packaged = {"Resources": {name: resource.copy() for name, resource in prod["Resources"].items()}}
    for resource in packaged["Resources"].values():
        resource["Properties"] = resource["Properties"] | {"CodeUri": "x", "Runtime": "python3.11"}
    assert artefact.merge_problems(packaged, prod) == []
    packaged["Resources"]["OnNew"] = packaged["Resources"]["OnMail"]
    del packaged["Resources"]["OnSweep"]["Properties"]["CodeUri"]
    packaged["Resources"]["OnIntake"]["Properties"]["Runtime"] = "python3.12"
    packaged["Resources"]["OnChecks"]["Properties"]["Environment"] = {
        "X": "arn:aws:sqs:eu-west-2:000000000000:x"
    }
    found = "\n".join(artefact.merge_problems(packaged, prod))
    for words in ("OnNew: app.py", "OnSweep: infra", "OnIntake: runs", "OnChecks: a placeholder"):
        assert words in found
