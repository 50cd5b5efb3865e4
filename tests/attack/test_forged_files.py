"""What anybody can do to a sealed file without a key: none of it is called genuine, and each refusal is named."""

import random  # noqa: TID251 - a repeatable choice, no secret
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from chalicelib.verification.models import Report, Verdict
from tests.attack.forgeries import FORGERIES
from tests.attack.places import seal_place
from tests.attack.workshop import names

Judge = Callable[..., Report]

EXPECTED = {
    "append_bytes": "seal-does-not-cover-file",
    "append_one_newline": "seal-does-not-cover-file",
    "prepend_bytes": "seal-does-not-cover-file",
    "cut_the_end": "seal-does-not-cover-file",
    "append_empty_revision": "seal-does-not-cover-file",
    "replace_page": "seal-does-not-cover-file",
    "replace_page_without_trailer": "seal-does-not-cover-file",
    "shadow_annotation": "seal-does-not-cover-file",
    "sneaky_seal": "seal-does-not-cover-file",
    "replace_page_and_copy_seal": "more-than-one-seal",
    "remove_seal": "no-seal",
    "first_revision_only": "no-seal",
    "lower_case_seal": "seal-damaged",
    "words_in_the_padding": "seal-damaged",
    "wrapped_object": "seal-damaged",
    "without_timestamp": "timestamp-missing",
    "another_unsigned_attribute": "seal-wrong-kind",
    "certificate_twice": "seal-wrong-kind",
    "remove_archive_stamp": "archive-stamp-missing",
    "seal_turned_round": "seal-damaged",
    "archive_stamp_turned_round": "archive-stamp-wrong",
    "archive_stamp_with_an_algorithm_spelt_otherwise": "archive-stamp-wrong",
    "archive_stamp_without_its_authority": "archive-stamp-not-trusted",
    "unsigned_attribute_in_the_archive_stamp": "archive-stamp-wrong",
    "words_after_the_archive_stamp": "archive-stamp-wrong",
    "archive_stamp_in_other_letters": "seal-damaged",
    "archive_stamp_over_a_part": "seal-does-not-cover-file",
    "other_evidence": "content-changed",
    "edited_font": "content-changed",
    "edited_colour": "content-changed",
}
"""Where the name itself matters; the others may be refused by whichever check meets them first."""


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_a_forged_file_is_refused(judge: Judge, certificate: bytes, forgery: str) -> None:
    forged = FORGERIES[forgery](certificate)
    assert forged != certificate
    found = judge(forged)
    assert found.verdict in {Verdict.ALTERED, Verdict.NOT_A_CERTIFICATE, Verdict.UNTRUSTED}
    assert len(found.reasons) == 1
    assert found.reasons[0].name == EXPECTED.get(forgery, found.reasons[0].name)


def test_flipped_bytes_anywhere_are_refused(judge: Judge, certificate: bytes) -> None:
    """Every 1,009th byte of the file, every 11th of both signatures: one bit each."""
    dice = random.Random(20261123)  # noqa: S311 - as above
    places = [*range(0, len(certificate), 1009)]
    for last in (False, True):
        places += range(*seal_place(certificate, last=last), 11)
    for place in places:
        changed = bytearray(certificate)
        changed[place] ^= 1 << dice.randrange(8)
        found = judge(bytes(changed))
        assert found.verdict is not Verdict.GENUINE, place
        assert names(found), place


def test_cut_files_are_refused(judge: Judge, certificate: bytes) -> None:
    for length in range(0, len(certificate), len(certificate) // 40):
        assert judge(certificate[:length]).verdict is not Verdict.GENUINE


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="poppler-utils is not installed")
def test_poppler_agrees_about_the_genuine_one(certificate: bytes, tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificate)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
