// Why a code is refused, in words. The names and sentences are those of chalicelib/verification/reasons.py
// (a test compares them); those after "only-code-checked" are the browser's own.

export const REASONS = {
  "qr-not-digits": "A certificate's code is made of digits only, and this is not.",
  "qr-wrong-length": "Digits are missing from this code, or there are too many.",
  "qr-not-canonical": "The code is not written as we write it: it was changed.",
  "qr-not-ours": "This is not the code of a police certificate, or it is badly damaged.",
  "qr-wrong-claims": "The code does not hold a certificate's facts: it was changed.",
  "qr-signature-wrong": "The signature on the code does not match its facts: they were changed or invented.",
  "qr-key-unknown": "The code was signed by a key that is not on the issuer's list.",
  "qr-key-not-valid-then": "The code's issue date lies outside the time in which its key was in use.",
  "key-compromised": "The key that signed this was stolen or lost, so anybody may have made it. Ask the holder for a new one.",
  "issued-in-future": "The certificate says that it was issued in the future.",
  "status-revoked": "The issuer withdrew this certificate, or issued another one in its place.",
  "status-good": "The issuer's status list shows no withdrawal as of the time when the list was made.",
  "status-too-old": "The status list at hand is too old: it is not known whether the certificate was withdrawn since.",
  "status-list-wrong":
    "The status list at hand is damaged or not the issuer's, so it is not known whether the certificate stands.",
  "status-other-list": "The status list at hand is for other certificates, so it is not known whether this one stands.",
  "status-not-checked": "It was not checked whether the certificate was withdrawn or replaced since its issue.",
  "only-code-checked": "Only the QR code's signed facts were checked: compare each with the passport and the paper.",
  "log-covers": "The public log, as its witnesses saw it, reaches beyond this certificate's place. That it stands there, only the PDF proves.",
  "log-not-reached": "The public log's newest state at hand ends before this certificate's place, so it was not compared.",
  "log-not-checked": "The public log was not compared.",
  "log-place-missing": "The issuer's public log ends before the place that this code names: no such certificate was entered there.",
  "keys-old": "The issuer's keys at hand are old: whether one was stolen since is not known. Fetch the newest lists.",
  "result-only":
    "The issuer gave a certificate with this result to this name on this day. The code does not say who holds this paper.",
  "copy-only":
    "The issuer made this copy of a certificate for the recipient and the purpose named here, and for nobody else. It is not the certificate.",
  "copy-expired": "The day until which this copy may be used has passed. Ask the holder for a new one.",
  "keys-not-loaded": "The issuer's keys could not be loaded, so nothing was checked. Try again when you are online.",
  "browser-too-old": "This browser can't check signatures, so nothing was checked. Use a newer one.",
  "no-qr-code": "No QR code of a police certificate could be read in this picture.",
  "several-qr-codes": "There is more than one certificate's QR code in this picture; show one.",
  "unreadable-picture": "The picture is damaged, or too large to look at.",
  "not-checked": "Something went wrong in this browser, so nothing was checked. Reload the page and try again.",
};

export const HEADINGS = {
  altered: "Do not accept this certificate",
  untrusted: "Do not accept this certificate",
  "not-a-certificate": "This is not a certificate's code",
  revoked: "Do not accept this certificate",
  "result-only": "A result, and no proof of who holds it",
  copy: "A copy for one recipient",
  expired: "This copy is out of date",
  unknown: "Not checked",
};

export const ADVICE = {
  altered:
    "Somebody may have changed it, or the code was not read whole. Scan it once more in good light. If this comes again, " +
    "keep a copy and ask the holder for a new certificate.",
  untrusted: "It was not made by this office. Keep a copy, and do not give the person the benefit of the doubt.",
  "not-a-certificate": "Scan the square on the certificate, or type the digits after the # sign again.",
  revoked: "It was issued by this office, but it does not stand any more. Ask the holder for the certificate that took its place.",
  "result-only":
    "There is nothing in it to compare with a passport: anybody of this name may show it. If you need to know that it is " +
    "the person before you, ask for the whole certificate and scan its larger square.",
  copy:
    "If you are not the recipient named here, it is not for you. Compare name, date of birth and passport number with the " +
    "passport, and everything with the paper.",
  expired: "Do not rely on it. What stands below was right when the copy was made.",
  unknown: "",
};
