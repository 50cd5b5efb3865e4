"""A result alone and a holder's copy: what is said of them, and that neither passes for anything else."""

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from pycose.messages import Sign1Message

from chalicelib.certificates import copy_code, cose, qr, result_code
from chalicelib.certificates.claimed_name import claimed_name
from chalicelib.certificates.code_kinds import CodeKind, kind_of
from chalicelib.certificates.errors import UnreadableCode
from chalicelib.verification.errors import NotGenuine
from chalicelib.verification.models import Demands, Report, Standing, Verdict
from chalicelib.verification.other_codes import require_result
from chalicelib.verification.verify_file import verify_file
from tests.attack.workshop import ORIGIN, Workshop, content, photograph
from tests.unit.certificates.make_other_vectors import copy, result
from tests.unit.certificates.test_cose_independent import key_of
from tests.unit.verification.conftest import Judge, names
from tests.unit.verification.test_browser_module import browser
from tests.unit.verification.test_codes import REASON_OF
from tests.unit.verification.test_pages import Embassy, embassy
from tests.unit.verification.test_status import INDEX, token

assert embassy
FOLDER = Path(__file__).parents[3] / "docs/formats/vectors"
FORMS: dict[str, Any] = {"result-code": result_code, "copy-code": copy_code}
KINDS = {"result-code": CodeKind.RESULT, "copy-code": CodeKind.COPY}
VECTORS = {name: json.loads((FOLDER / f"{name}.json").read_text()) for name in FORMS}
TODAY = datetime.now(UTC).date()
GOOD = [(name, vector) for name in FORMS for vector in VECTORS[name]["good"]]
BAD = [(name, vector) for name in FORMS for vector in VECTORS[name]["bad"]]


def read(digits: str, kind: CodeKind) -> Any:
    """What a reader of one kind makes of digits, or the fault's name."""
    payload = qr.from_digits(digits)
    form = {CodeKind.RESULT: result_code, CodeKind.COPY: copy_code}.get(kind_of(payload), qr)
    try:
        code = form.disassemble(payload)
    except UnreadableCode as unreadable:
        return unreadable.fault
    if kind_of(payload) is not kind:
        return "another-kind"
    return code


def ids(case: tuple[str, dict[str, str]]) -> str:
    return f"{case[0]}: {case[1]['name']}"


@pytest.mark.parametrize("case", GOOD, ids=ids)
def test_good_vectors_read_back_here_and_elsewhere(case: tuple[str, Any]) -> None:
    name, vector = case
    code = read(vector["digits"], KINDS[name])
    assert code.claims.holder == vector["claims"]["holder"]
    assert FORMS[name].encode_claims(code.claims).hex() == vector["claims_hex"]
    assert code.signed.to_be_signed.hex() == vector["sig_structure_hex"]
    message = Sign1Message.from_cose_obj(_parts(vector), allow_unknown_attributes=True)
    message.key = key_of(bytes.fromhex(VECTORS[name]["public_key_hex"]))
    assert message.verify_signature()


def _parts(vector: dict[str, str]) -> list[object]:
    import cbor2  # noqa: PLC0415 - the message is untagged, so pycose is given its four parts

    return list(cbor2.loads(bytes.fromhex(vector["payload_hex"])))


@pytest.mark.parametrize("case", BAD, ids=ids)
def test_bad_vectors_are_refused_by_their_name(case: tuple[str, Any]) -> None:
    name, vector = case
    found = read(vector["digits"], KINDS[name])
    if vector["fault"] in {"bad-signature", "unknown-key"}:
        public_key = bytes.fromhex(VECTORS[name]["public_key_hex"])
        assert not cose.verifies(found.signed.to_be_signed, found.signed.signature, public_key)
    else:
        assert found == vector["fault"]


def test_a_result_says_to_whom_and_never_genuine(issuer: Workshop, judge: Judge) -> None:
    found = judge(_url(issuer.other_payload(result_code, result(issued_on=TODAY), "qr")))
    assert found.verdict is Verdict.RESULT_ONLY
    assert names(found) == ["result-only", "status-not-checked"]
    assert [fact.label for fact in found.facts] == [
        "Issued to the name",
        "Outcome",
        "Date of issue",
        "Issued by",
    ]


def test_a_copy_says_for_whom_and_never_genuine(issuer: Workshop, judge: Judge) -> None:
    found = judge(_copy(issuer))
    assert found.verdict is Verdict.COPY
    assert [fact.value for fact in found.facts][:2] == ["Acme Ltd", "visa"]
    assert names(found)[0] == "copy-only"


@pytest.mark.parametrize(("days", "verdict"), [(2, Verdict.COPY), (0, Verdict.COPY), (-2, Verdict.EXPIRED)])
def test_an_expired_copy_says_so(issuer: Workshop, judge: Judge, days: int, verdict: Verdict) -> None:
    found = judge(_copy(issuer, expires_on=TODAY + timedelta(days=days)))
    assert found.verdict is verdict
    assert ("copy-expired" in names(found)) is (verdict is Verdict.EXPIRED)
    assert found.facts


@pytest.mark.parametrize("revoked", [(), (INDEX,)])
def test_both_stand_and_fall_with_the_status_list(issuer: Workshop, revoked: tuple[int, ...]) -> None:
    listed = token(issuer, revoked)
    for code, alone in (
        (
            _url(issuer.other_payload(result_code, result(issued_on=TODAY, status_index=INDEX), "qr")),
            "result-only",
        ),
        (_copy(issuer, status_index=INDEX), "copy"),
    ):
        found = verify_file("f", code, issuer.trust, Demands(), datetime.now(UTC), status=listed)
        assert found.verdict.value == ("revoked" if revoked else alone)
        assert found.current is (Standing.REVOKED if revoked else Standing.GOOD)


@pytest.mark.parametrize("form", FORMS)
def test_every_byte_counts(issuer: Workshop, judge: Judge, form: str) -> None:
    payload = _payload(issuer, form)
    for place in range(len(payload)):
        changed = bytearray(payload)
        changed[place] ^= 1 << (place % 8)
        found = judge(qr.to_digits(bytes(changed)).encode())
        assert found.verdict in {Verdict.ALTERED, Verdict.UNTRUSTED, Verdict.NOT_A_CERTIFICATE}, place
        assert not found.facts


def _typed(issuer: Workshop, use: str, typ: str | None) -> bytes:
    return cose.protected_header(cose.key_id(issuer.spkis[use]), {cose.TYPE: typ} if typ else None)


def _url(payload: bytes) -> bytes:
    return qr.to_url(ORIGIN, payload).encode()


def _copy(issuer: Workshop, **other: object) -> bytes:
    facts: dict[str, object] = {
        "made_on": TODAY,
        "expires_on": TODAY + timedelta(days=30),
        "issued_on": TODAY,
    }
    return _url(issuer.other_payload(copy_code, copy(**{**facts, **other}), "copy"))


def _payload(issuer: Workshop, form: str) -> bytes:
    if form == "result-code":
        return issuer.other_payload(result_code, result(issued_on=TODAY), "qr")
    return issuer.other_payload(copy_code, copy(made_on=TODAY, expires_on=TODAY), "copy")


def _transplanted(issuer: Workshop, *, back: bool = False) -> bytes:
    small, large = _payload(issuer, "result-code"), issuer.payload(issuer.recipe().claims)
    result_parts, code_parts = cose.disassemble(small), cose.disassemble(large)
    if back:
        return cose.assemble(code_parts.protected, code_parts.payload, result_parts.signature)
    return cose.assemble(result_parts.protected, result_parts.payload, code_parts.signature)


def _moved_on(issuer: Workshop) -> bytes:
    parts = cose.disassemble(_payload(issuer, "copy-code"))
    later = copy_code.encode_claims(copy(made_on=TODAY, expires_on=TODAY + timedelta(days=300)))
    return cose.assemble(parts.protected, later, parts.signature)


SWAPS: dict[str, Callable[[Workshop], bytes]] = {
    "a result's claims under a certificate's header": lambda i: i.other_payload(
        result_code, result(issued_on=TODAY), "qr", _typed(i, "qr", None)
    ),
    "a certificate's claims under a result's header": lambda i: i.other_payload(
        qr, i.recipe().claims, "qr", _typed(i, "qr", "probity-result")
    ),
    "a certificate's claims by the copies' key": lambda i: i.other_payload(
        qr, i.recipe().claims, "copy", _typed(i, "copy", None)
    ),
    "a result by the copies' key": lambda i: i.other_payload(result_code, result(issued_on=TODAY), "copy"),
    "a copy by the certificates' key": lambda i: i.other_payload(copy_code, copy(made_on=TODAY), "qr"),
    "a copy under a certificate's header": lambda i: i.other_payload(
        copy_code, copy(made_on=TODAY), "copy", _typed(i, "copy", None)
    ),
    "a copy under a result's header": lambda i: i.other_payload(
        copy_code, copy(made_on=TODAY), "copy", _typed(i, "copy", "probity-result")
    ),
    "a certificate's signature under a result's header": _transplanted,
    "a result's signature under a certificate's claims": lambda i: _transplanted(i, back=True),
    "a changed recipient": lambda i: _payload(i, "copy-code").replace(b"Acme Ltd", b"Apex Ltd"),
    "a later last day": _moved_on,
}


@pytest.mark.parametrize("swap", SWAPS)
def test_no_code_is_passed_off_as_another(issuer: Workshop, judge: Judge, swap: str) -> None:
    found = judge(_url(SWAPS[swap](issuer)))
    assert found.verdict in {Verdict.ALTERED, Verdict.UNTRUSTED, Verdict.NOT_A_CERTIFICATE}
    assert not found.facts


def test_a_stranger_s_codes_are_nobody_s(issuer: Workshop, stranger: Workshop, judge: Judge) -> None:
    for form in FORMS:
        assert names(judge(_url(_payload(stranger, form)))) == ["qr-key-unknown"]


def test_a_photograph_of_both_squares_is_of_the_certificate(issuer: Workshop) -> None:
    from chalicelib.verification.codes import only_code  # noqa: PLC0415 - beside what it is about

    small = _url(issuer.other_payload(result_code, result(issued_on=TODAY), "qr")).decode()
    assert kind_of(qr.read_text(only_code([small, issuer.url()]))) is CodeKind.CERTIFICATE
    found = verify_file("f", photograph(small), issuer.trust, Demands(), datetime.now(UTC))
    assert found.verdict is Verdict.RESULT_ONLY


def _with_result(issuer: Workshop, judge: Judge, *, wished: bool, **other: object) -> Report:
    """The verdict on a sealed certificate whose page bears a result-only code with these claims."""
    said = content(result_code=wished)
    facts = {"issued_on": said.issued_on, "holder": claimed_name(said.holder.name)}
    payload = issuer.other_payload(result_code, result(**{**facts, **other}), "qr")
    plain = issuer.recipe()
    claims = plain.claims.model_copy(update={"content_digest": said.digest[:16]})
    return judge(issuer.make(issuer.recipe(content=said, claims=claims, result=payload)))


def test_a_pdf_with_both_codes_is_genuine(issuer: Workshop, judge: Judge) -> None:
    assert _with_result(issuer, judge, wished=True).verdict is Verdict.GENUINE


@pytest.mark.parametrize(
    "other",
    [{"holder": "Amelia Jane Hargrove"}, {"outcome": qr.OutcomeCode.TRACE}],
)
def test_a_pdf_whose_result_is_another_s_is_refused(
    issuer: Workshop, judge: Judge, other: dict[str, Any]
) -> None:
    assert names(_with_result(issuer, judge, wished=True, **other)) == ["result-code-wrong"]


@pytest.mark.parametrize(("wished", "found"), [(True, 0), (False, 1), (True, 2)])
def test_a_square_too_many_or_too_few_is_refused(issuer: Workshop, wished: bool, found: int) -> None:
    said = content(result_code=wished)
    texts = [_url(_payload(issuer, "result-code")).decode()] * found
    with pytest.raises(NotGenuine) as refusal:
        require_result(texts, said, issuer.trust, datetime.now(UTC), datetime.now(UTC))
    assert refusal.value.reason.name == "result-code-wrong"


def test_the_browser_reads_the_vectors_alike() -> None:
    for name in FORMS:
        good, bad = VECTORS[name]["good"], VECTORS[name]["bad"]
        texts = [v["url"] for v in good] + [v["digits"] for v in bad]
        found = browser(_keys(name), texts, "2026-12-01T00:00:00Z")
        for vector, answer in zip(good, found, strict=False):
            assert answer["verdict"] == {"result-code": "result-only", "copy-code": "copy"}[name], vector[
                "name"
            ]
            assert vector["claims"]["holder"] in [value for _, value in answer["facts"]]
        named = REASON_OF | {"bad-signature": "qr-signature-wrong", "unknown-key": "qr-key-unknown"}
        for vector, answer in zip(bad, found[len(good) :], strict=True):
            if vector["fault"] == "another-kind":
                assert answer["verdict"] == "genuine"  # it is a certificate's, and read as one
            else:
                assert (answer["verdict"], answer["reasons"]) != ("genuine", []), vector["name"]
                assert answer["reasons"] == [named[vector["fault"]]], vector["name"]
                assert answer["facts"] is None


def _keys(name: str) -> dict[str, Any]:
    key = {
        "kid": VECTORS[name]["kid"],
        "issuer": 1,
        "alg": "ES256",
        "public_key": base64.b64encode(bytes.fromhex(VECTORS[name]["public_key_hex"])).decode(),
        "not_before": "2026-01-01T00:00:00Z",
        "not_after": "2036-01-01T00:00:00Z",
    }
    return {
        "format": "probity-trust/2",
        "issuers": [],
        "keys": [key | {"use": use} for use in ("qr", "copy")],
    }


def test_browser_and_python_agree(issuer: Workshop, judge: Judge) -> None:
    texts = [
        _url(_payload(issuer, "result-code")),
        _copy(issuer),
        _copy(issuer, expires_on=TODAY - timedelta(days=3)),
        *(_url(swap(issuer)) for swap in SWAPS.values()),
    ]
    found = browser(json.loads(issuer.trust_json.read_text()), [text.decode() for text in texts])
    for text, theirs in zip(texts, found, strict=True):
        ours = judge(text)
        assert theirs["verdict"] == ours.verdict.value
        expected = [name for name in names(ours) if not name.startswith("status-")]
        assert theirs["reasons"] == expected
        assert (theirs["facts"] or []) == [[fact.label, fact.value] for fact in ours.facts]


@pytest.mark.parametrize("form", FORMS)
def test_the_page_about_a_picture_never_says_genuine(issuer: Workshop, embassy: Embassy, form: str) -> None:
    answer = embassy.upload(photograph(_url(_payload(issuer, form)).decode()), "code.png")
    said = re.sub(r"\s+", " ", answer["body"].partition("<main")[2])
    assert answer["statusCode"] == HTTPStatus.OK
    assert "Amelia Jane Hargreaves" in said
    assert "Genuine" not in said
    assert "Everything matches" not in said
