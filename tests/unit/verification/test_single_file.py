"""The page without a network: what its worker keeps, its size, and the single file that its lists determine."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest

from chalicelib.verification.routes_offline import worker_script
from chalicelib.web.static import static_body, static_family
from infra import decoder, verifier
from infra.bundle import BundleError, bundle
from infra.verifier import Lists, VerifierError, build
from tests.attack.workshop import ORIGIN, Workshop
from tests.fakes.verify_lists import Office

PAGE = ("app.css", "mark.svg", "verify/verify.css")
needs_decoder = pytest.mark.skipif(not decoder.is_there(), reason="set-up could not fetch the QR decoder")


@pytest.fixture(scope="module")
def office(issuer: Workshop) -> Office:
    return Office(issuer)


def lists(office: Office) -> Lists:
    status, checkpoint = (
        bytes.fromhex(office.status(office.now)),
        bytes.fromhex(office.checkpoint(3, office.now)),
    )
    return Lists(bytes.fromhex(office.keys(1)), {1: status}, checkpoint)


def test_the_worker_keeps_the_page_and_all_that_it_needs() -> None:
    script = worker_script("<p>the page</p>")
    version, files, later = (json.loads(line.split(" = ")[1][:-1]) for line in script.splitlines()[:3])
    assert files[0] == "/"
    assert {*static_family("verify/page.js"), *static_family("app.js")} <= set(files)
    assert len(files) == len(set(files))
    assert all(address.startswith("/static/verify.decoder.") for address in later)
    assert not set(later) & set(files)
    assert worker_script("<p>the page</p>") == script
    assert json.dumps(version) not in worker_script("<p>another page</p>")


def test_page_scripts_and_styles_are_small() -> None:
    """150 KB gzipped without the decoder is what was promised; each file as a server would send it."""
    scripts = {path for path in ("app.js", "verify/page.js") for path in _family(path)}
    total = sum(len(gzip.compress(_bytes(path))) for path in (*PAGE, *scripts))
    assert total + 12_000 < 150_000, total  # the page itself with its words in another language has less


def _family(path: str) -> set[str]:
    names = {address.split("/")[-1] for address in static_family(path)}
    return {f"verify/{name.split('.')[1]}.js" if name.startswith("verify.") else "app.js" for name in names}


def _bytes(path: str) -> bytes:
    body = static_body(path)
    return body if isinstance(body, bytes) else body.encode()


@needs_decoder
def test_the_same_lists_make_the_same_file(office: Office, issuer: Workshop) -> None:
    given = lists(office)
    made = build(ORIGIN, issuer.root_pem, given)
    assert made == build(ORIGIN, issuer.root_pem, given)
    assert made != build(ORIGIN, issuer.root_pem, Lists(given.keys))
    text = made.decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy
    for kind, tag in (("script", "<script>"), ("style", "<style>")):
        for inside in re.findall(rf"{tag}(.*?)</{kind}>", text, re.DOTALL):
            digest = verifier._base64(hashlib.sha256(inside.encode()).digest())
            assert f"sha256-{digest}" in policy[1]
    assert not re.search(r'(?:src|href)="(?!data:|#|/"|\?lang=)', text)


@needs_decoder
def test_lists_of_somebody_else_are_not_carried(office: Office, issuer: Workshop, stranger: Workshop) -> None:
    with pytest.raises(VerifierError, match="list-not-the-roots"):
        build(ORIGIN, stranger.root_pem, lists(office))
    given = lists(office)
    with pytest.raises(VerifierError, match="not the issuer's"):
        build(ORIGIN, issuer.root_pem, Lists(given.keys, {2: given.status[1]}))


@pytest.mark.parametrize(
    "text",
    [
        'import x from "./y.js";\n',
        "export default 1;\n",
        'export { a } from "./y.js";\n',
        "export let a = 1;\n",
    ],
)
def test_a_module_of_another_form_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "first.js").write_text(text)
    with pytest.raises(BundleError):
        bundle(tmp_path, "first.js")


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "first.js").write_text('import { b } from "./second.js";\nexport const a = 1;\n')
    (tmp_path / "second.js").write_text('import { a } from "./first.js";\nexport const b = 1;\n')
    with pytest.raises(BundleError, match="imports itself"):
        bundle(tmp_path, "first.js")
