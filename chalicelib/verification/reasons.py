"""Every reason that verification can give: its name, the verdict that it brings, and a sentence for people.

The page of the browser says the same sentences (`web/static/verify/reasons.js`); a test holds the two together.
"""

from typing import NamedTuple

from chalicelib.verification.models import Reason, Verdict


class Ground(NamedTuple):
    """What a reason's name stands for."""

    verdict: Verdict
    sentence: str


_NOT = Verdict.NOT_A_CERTIFICATE
_ALTERED = Verdict.ALTERED
_UNTRUSTED = Verdict.UNTRUSTED

GROUNDS: dict[str, Ground] = {
    # Reading
    "unreadable-file": Ground(_NOT, "The file could not be opened or read."),
    "too-large": Ground(_NOT, "The file is larger than any certificate, so it was not opened."),
    "empty-file": Ground(_NOT, "The file is empty."),
    "unknown-format": Ground(
        _NOT, "This is not a PDF, a PNG or JPEG picture, or the text of a certificate's QR code."
    ),
    "unreadable-picture": Ground(_NOT, "The picture is damaged, or too large to look at."),
    "no-qr-code": Ground(_NOT, "No QR code of a police certificate could be read in this picture."),
    "several-qr-codes": Ground(
        _NOT, "There is more than one certificate's QR code in this picture; show one."
    ),
    # The QR code
    "qr-not-digits": Ground(_NOT, "A certificate's code is made of digits only, and this is not."),
    "qr-wrong-length": Ground(_NOT, "Digits are missing from this code, or there are too many."),
    "qr-not-canonical": Ground(_ALTERED, "The code is not written as we write it: it was changed."),
    "qr-not-ours": Ground(_NOT, "This is not the code of a police certificate, or it is badly damaged."),
    "qr-wrong-claims": Ground(_ALTERED, "The code does not hold a certificate's facts: it was changed."),
    "qr-signature-wrong": Ground(
        _ALTERED, "The signature on the code does not match its facts: they were changed or invented."
    ),
    "qr-key-unknown": Ground(_UNTRUSTED, "The code was signed by a key that is not on the issuer's list."),
    "qr-key-not-valid-then": Ground(
        _UNTRUSTED, "The code's issue date lies outside the time in which its key was in use."
    ),
    "key-compromised": Ground(
        _UNTRUSTED,
        "The key that signed this was stolen or lost, so anybody may have made it. Ask the holder for a new one.",
    ),
    "key-list-not-trusted": Ground(
        _UNTRUSTED, "The list of the issuer's keys does not lead back to the root certificate that you trust."
    ),
    "issued-in-future": Ground(_ALTERED, "The certificate says that it was issued in the future."),
    # The PDF's seal
    "no-seal": Ground(_NOT, "This PDF carries no seal, so nothing in it can be proved."),
    "more-than-one-seal": Ground(
        _ALTERED, "The PDF carries more than one seal; a police certificate carries exactly one."
    ),
    "seal-does-not-cover-file": Ground(
        _ALTERED, "The seal does not cover the whole file: something was added or cut after it was sealed."
    ),
    "content-changed": Ground(_ALTERED, "The file was changed after it was sealed."),
    "seal-damaged": Ground(_ALTERED, "The seal itself is damaged or was changed."),
    "seal-wrong-kind": Ground(_ALTERED, "The seal is not of the kind that the issuer uses."),
    "seal-allows-changes": Ground(
        _ALTERED, "The seal would allow later changes; a police certificate's seal allows none."
    ),
    "unexpected-revisions": Ground(
        _ALTERED, "The file was saved more often than the issuer saves it: something was added."
    ),
    "structure-damaged": Ground(_ALTERED, "The PDF's inner structure is not as the issuer writes it."),
    "font-not-ours": Ground(
        _ALTERED, "A font in the PDF is not the certificate's own: letters may not be what they look like."
    ),
    "drawing-not-ours": Ground(
        _ALTERED, "The page is not drawn as the issuer draws it: something may be hidden, covered or added."
    ),
    "chain-not-trusted": Ground(
        _UNTRUSTED, "The seal was not made by the issuer: it does not lead back to the root certificate."
    ),
    "timestamp-missing": Ground(_ALTERED, "The seal carries no time stamp, so its time cannot be proved."),
    "timestamp-wrong": Ground(_ALTERED, "The time stamp does not belong to this seal."),
    "timestamp-not-trusted": Ground(_UNTRUSTED, "The time stamp was not made by a service that is trusted."),
    "archive-stamp-missing": Ground(
        _ALTERED,
        "The time stamp over the whole file is missing: what is left may not be all that was sealed.",
    ),
    "archive-stamp-wrong": Ground(
        _ALTERED, "The time stamp over the whole file does not belong to this file."
    ),
    "archive-stamp-not-trusted": Ground(
        _UNTRUSTED, "The time stamp over the whole file was not made by a service that is trusted."
    ),
    "validation-data-wrong": Ground(
        _ALTERED, "The file does not prove that the seal's certificates were good when it was sealed."
    ),
    # The PDF's meaning
    "attachment-missing": Ground(_ALTERED, "The certificate's data file is missing from the PDF."),
    "attachment-malformed": Ground(_ALTERED, "The certificate's data file cannot be read."),
    "qr-missing": Ground(_ALTERED, "No QR code can be read on the page."),
    "qr-and-pdf-disagree": Ground(_ALTERED, "The QR code on the page does not belong to this certificate."),
    "text-and-content-disagree": Ground(
        _ALTERED, "The words on the page are not those of the certificate's signed content."
    ),
    "photograph-wrong": Ground(_ALTERED, "The photograph is not the one that the certificate was made with."),
    "seal-and-qr-times-disagree": Ground(
        _ALTERED, "The day of the seal and the day of issue on the certificate are too far apart."
    ),
    "log-key-unknown": Ground(
        _UNTRUSTED, "The proof from the public log was signed by a key that is not on the issuer's list."
    ),
    "log-entry-wrong": Ground(
        _ALTERED, "The proof that the certificate stands in the public log does not fit the certificate."
    ),
    "log-not-witnessed": Ground(
        _UNTRUSTED, "No witness whom the issuer names has vouched for the public log behind this certificate."
    ),
    "second-signature-wrong": Ground(
        _ALTERED, "The certificate's second signature, against quantum computers, does not fit its content."
    ),
    "second-signature-key-unknown": Ground(
        _UNTRUSTED, "The certificate's second signature was made by a key that is not on the issuer's list."
    ),
    "result-code-wrong": Ground(
        _ALTERED,
        "The smaller code on the page, which shows only the result, does not belong to this certificate.",
    ),
    # Codes that are no certificate's
    "result-only": Ground(
        Verdict.RESULT_ONLY,
        "The issuer gave a certificate with this result to this name on this day. The code does not say who "
        "holds this paper.",
    ),
    "copy-only": Ground(
        Verdict.COPY,
        "The issuer made this copy of a certificate for the recipient and the purpose named here, and for nobody "
        "else. It is not the certificate.",
    ),
    "copy-expired": Ground(
        Verdict.EXPIRED, "The day until which this copy may be used has passed. Ask the holder for a new one."
    ),
    "copy-and-code-disagree": Ground(
        _ALTERED, "The copy's code, its data file and the words on its pages do not say the same."
    ),
    # Trust and standing
    "no-trust-given": Ground(
        _UNTRUSTED, "No root certificate to trust was given: name the issuer's with --trust."
    ),
    "key-list-older": Ground(
        _UNTRUSTED, "The list of the issuer's keys is older than one seen before: get the newest one."
    ),
    "state-unreadable": Ground(_UNTRUSTED, "What was remembered of earlier checks could not be read."),
    "trust-unreadable": Ground(_UNTRUSTED, "The root certificate or key list to trust could not be read."),
    "status-required": Ground(
        _UNTRUSTED, "You asked for a known status, and no fresh status list is here, so it is refused."
    ),
    "older-than-allowed": Ground(
        Verdict.EXPIRED, "The certificate is genuine but older than the age that you allow."
    ),
    "status-revoked": Ground(
        Verdict.REVOKED, "The issuer withdrew this certificate, or issued another one in its place."
    ),
    # The register itself, asked by number
    "register-withdrawn": Ground(Verdict.REVOKED, "The issuer withdrew this certificate."),
    "register-replaced": Ground(
        Verdict.REVOKED,
        "The issuer withdrew this certificate and issued a newer one in its place. Ask the holder for that one.",
    ),
    "register-current": Ground(
        Verdict.GENUINE,
        "The issuer's register was asked just now: the certificate was issued, and was not withdrawn or replaced.",
    ),
    "paper-not-checked": Ground(
        Verdict.GENUINE,
        "The paper itself was not checked: a false paper can carry a real number, so compare each fact.",
    ),
    # Said of a sound certificate
    "status-good": Ground(
        Verdict.GENUINE, "The issuer's status list shows no withdrawal as of the time when the list was made."
    ),
    "status-too-old": Ground(
        Verdict.GENUINE,
        "The status list at hand is too old: it is not known whether the certificate was withdrawn since.",
    ),
    "status-list-wrong": Ground(
        Verdict.GENUINE,
        "The status list at hand is damaged or not the issuer's, so it is not known whether the certificate stands.",
    ),
    "status-other-list": Ground(
        Verdict.GENUINE,
        "The status list at hand is for other certificates, so it is not known whether this one stands.",
    ),
    "status-list-older": Ground(
        Verdict.GENUINE,
        "The status list at hand is older than one seen before, so it is not used: get the newest one.",
    ),
    "key-list-not-signed": Ground(
        Verdict.GENUINE,
        "The list of the issuer's keys is not signed as a whole, so it may leave out that a key was stolen: use "
        "trust.cose.",
    ),
    "status-not-checked": Ground(
        Verdict.GENUINE,
        "It was not checked whether the certificate was withdrawn or replaced since its issue.",
    ),
    "only-code-checked": Ground(
        Verdict.GENUINE,
        "Only the QR code's signed facts were checked: compare each with the passport and the paper.",
    ),
}

ADVICE: dict[Verdict, str] = {
    Verdict.ALTERED: "Keep a copy of the file, and ask the holder for the file as the issuer sent it.",
    Verdict.UNTRUSTED: "Keep a copy of the file. It does not prove anything about the person.",
    Verdict.REVOKED: "It was issued by this office, but it does not stand any more. Ask for the one in its place.",
    Verdict.RESULT_ONLY: "There is nothing in it to compare with a passport: anybody of this name may show it. If "
    "you need to know that it is the person before you, ask for the whole certificate and scan its larger square.",
    Verdict.COPY: "If you are not the recipient named here, it is not for you. Compare name, date of birth and "
    "passport number with the passport, and everything with the paper.",
    Verdict.NOT_A_CERTIFICATE: "Send the PDF as the holder got it from the issuer, not a scan or a print of it.",
    Verdict.EXPIRED: "It was genuine when it was issued, and you accept none that old. Ask the holder for a new one.",
}
"""What to do next, in plain words, about a file that is not simply genuine."""


def reason(name: str) -> Reason:
    """The reason of that name with its sentence. Raises `KeyError` for a name that is not in the table."""
    return Reason(name=name, sentence=GROUNDS[name].sentence)
