"""Forgeries of the signatures themselves: byte ranges, digits and containers, with nobody's key."""

import re

from asn1crypto import cms, core
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from chalicelib.certificates.sealing import container
from chalicelib.kernel.der import element, element_length
from chalicelib.verification import cms as read_cms
from tests.attack.places import change_seal, numbers, set_range

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_CONTENTS = re.compile(rb"/Contents <([0-9A-F]+)>")
_RANGE = re.compile(rb"/ByteRange \[[0-9 ]+\]")


def empty_seal(pdf: bytes) -> bytes:
    """Universal signature forgery: `/Contents` full of zeros."""
    return _CONTENTS.sub(lambda found: b"/Contents <" + b"0" * len(found[1]) + b">", pdf)


def null_seal(pdf: bytes) -> bytes:
    """Universal signature forgery: no `/Contents` at all, length kept."""
    return _CONTENTS.sub(lambda found: b"/Contents null".ljust(len(found[0])), pdf)


def no_byteset_range(pdf: bytes) -> bytes:
    """Universal signature forgery: no byte range, length kept."""
    return _RANGE.sub(lambda found: b"/ByteRange null".ljust(len(found[0])), pdf)


def negative_byteset_range(pdf: bytes) -> bytes:
    return set_range(pdf, b"0 -10 10 20")


def empty_byteset_range(pdf: bytes) -> bytes:
    return set_range(pdf, b"0 0 0 0")


def fivenumbers(pdf: bytes) -> bytes:
    start, end, rest = numbers(pdf)
    return set_range(pdf, b"0 %d %d %d 0" % (start, end, rest))


def byte_range_overlaps(pdf: bytes) -> bytes:
    """The second part begins inside the first; the lengths still add up to the file."""
    start, end, rest = numbers(pdf)
    return set_range(pdf, b"0 %d %d %d" % (end + 10, start, rest))


def wider_gap(pdf: bytes) -> bytes:
    """Signature wrapping: the gap takes in bytes before the hexadecimal."""
    start, end, rest = numbers(pdf)
    return set_range(pdf, b"0 %d %d %d" % (start - 12, end, rest))


def wrapped_object(pdf: bytes) -> bytes:
    """Signature wrapping: an object of the forger's lies in the gap, where the digest doesn't look."""
    start, _, _ = numbers(pdf)
    forged = b"> /Forged (yes) /More <"
    return pdf[: start + 100] + forged + pdf[start + 100 + len(forged) :]


def second_byteset_range(pdf: bytes) -> bytes:
    """A decoy byte range in a comment."""
    return pdf.replace(b"%%EOF", b"%/ByteRange [0 1 2 3]\n%%EOF", 1)


def lower_case_seal(pdf: bytes) -> bytes:
    """The same seal spelt in other letters."""
    return _CONTENTS.sub(lambda found: b"/Contents <" + found[1].lower() + b">", pdf)


def words_in_the_padding(pdf: bytes) -> bytes:
    """Something hidden in the zeros after the seal."""
    end = numbers(pdf)[1]
    return pdf[: end - 9] + b"DEADBEEF" + pdf[end - 1 :]


def space_in_the_seal(pdf: bytes) -> bytes:
    """White space in the hexadecimal, which PDF parsers skip."""
    end = numbers(pdf)[1]
    return pdf[: end - 2] + b" " + pdf[end - 1 :]


def another_unsigned_attribute(pdf: bytes) -> bytes:
    """A second unsigned attribute in the CMS, which no signature covers."""

    def change(held: cms.ContentInfo) -> None:
        signer = held["content"]["signer_infos"][0]
        attributes = list(signer["unsigned_attrs"])
        extra = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.UTF8String("hidden")]})
        signer["unsigned_attrs"] = cms.CMSAttributes([*attributes, extra])

    return change_seal(pdf, change)


def further_fields(pdf: bytes) -> bytes:
    """The outermost length made larger, so that the padding becomes further fields that readers skip."""
    start = numbers(pdf)[0]
    length = int(pdf[start + 5 : start + 9], 16)
    return pdf[: start + 5] + b"%04X" % (length + 256) + pdf[start + 9 :]


def seal_turned_round(pdf: bytes) -> bytes:
    """The seal's s turned round: the signature holds as well, and the file is another one."""

    def change(held: cms.ContentInfo) -> None:
        signer = held["content"]["signer_infos"][0]
        signer["signature"] = _turned_round(signer["signature"].native)

    return change_seal(pdf, change)


def archive_stamp_turned_round(pdf: bytes) -> bytes:
    """The same with the last signature of the file, which nothing else covers."""

    def change(held: cms.ContentInfo) -> None:
        signer = held["content"]["signer_infos"][0]
        signer["signature"] = _turned_round(signer["signature"].native)

    return change_seal(pdf, change, last=True)


def unsigned_attribute_in_the_archive_stamp(pdf: bytes) -> bytes:
    """Something that nothing signs in the last container of the file."""

    def change(held: cms.ContentInfo) -> None:
        extra = cms.CMSAttribute({"type": "1.2.3.4.5", "values": [core.UTF8String("hidden")]})
        held["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([extra])

    return change_seal(pdf, change, last=True)


def authority_spelt_otherwise(pdf: bytes) -> bytes:
    """An authority's certificate whose own signature is turned round, in a container that nothing covers."""

    def change(held: cms.ContentInfo) -> None:
        listed = [choice.chosen for choice in held["content"]["certificates"]]
        for certificate in listed:
            if certificate.ca:
                certificate["signature_value"] = _turned_round(certificate["signature_value"].native)
        held["content"]["certificates"] = cms.CertificateSet(
            [cms.CertificateChoices("certificate", certificate) for certificate in listed]
        )

    return change_seal(pdf, change, last=True)


def words_after_the_archive_stamp(pdf: bytes) -> bytes:
    """Something hidden in the zeros after the last signature."""
    _, end, _ = numbers(pdf, last=True)
    return pdf[: end - 9] + b"DEADBEEF" + pdf[end - 1 :]


def archive_stamp_in_other_letters(pdf: bytes) -> bytes:
    start, end, _ = numbers(pdf, last=True)
    return pdf[:start] + pdf[start:end].lower() + pdf[end:]


def archive_stamp_with_an_algorithm_spelt_otherwise(pdf: bytes) -> bytes:
    """A NULL more or less after an algorithm's name, which no signature covers: the same stamp in other bytes."""
    start, end, _ = numbers(pdf, last=True)
    token = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    signed = container.read(token[: element_length(token)])
    digest, algorithm = read_cms._algorithms(token)
    spelt = (signed.digest_algorithm, signed.digest_algorithm + b"\x05\x00")
    other = next(each for each in (element(0x30, one) for one in spelt) if each != digest)
    written = read_cms._write_stamp(signed, other, algorithm).hex().upper().encode()
    return pdf[: start + 1] + written.ljust(end - start - 2, b"0") + pdf[end - 1 :]


def archive_stamp_without_its_authority(pdf: bytes) -> bytes:
    """The authority's certificate left out of the last container: the file's store has it as well."""

    def change(held: cms.ContentInfo) -> None:
        listed = [choice.chosen for choice in held["content"]["certificates"]]
        held["content"]["certificates"] = cms.CertificateSet(
            [cms.CertificateChoices("certificate", each) for each in listed if not each.ca]
        )

    return change_seal(pdf, change, last=True)


def archive_stamp_over_a_part(pdf: bytes) -> bytes:
    """Its byte range ends before the file does."""
    start, end, rest = numbers(pdf, last=True)
    written = b"/ByteRange [0 %d %d %d]" % (start, end, rest)
    return pdf.replace(written, (b"/ByteRange [0 %d %d %d]" % (start, end, rest - 9)).ljust(len(written)))


def seals_of_the_two_exchanged(pdf: bytes) -> bytes:
    """The time stamp's container where the seal's should be."""
    first, last = numbers(pdf), numbers(pdf, last=True)
    token = pdf[last[0] + 1 : last[1] - 1]
    room = first[1] - first[0] - 2
    return pdf[: first[0] + 1] + token.ljust(room, b"0") + pdf[first[1] - 1 :]


def without_timestamp(pdf: bytes) -> bytes:
    """The time stamp taken out: the seal's time would be what it says of itself."""

    def change(held: cms.ContentInfo) -> None:
        held["content"]["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([])

    return change_seal(pdf, change)


def certificate_twice(pdf: bytes) -> bytes:
    """A certificate too many, which no signature covers."""

    def change(held: cms.ContentInfo) -> None:
        listed = list(held["content"]["certificates"])
        held["content"]["certificates"] = cms.CertificateSet([*listed, listed[0]])

    return change_seal(pdf, change)


def _turned_round(signature: bytes) -> bytes:
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, _ORDER - s)
