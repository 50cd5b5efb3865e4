"""The seal of a certificate: PAdES baseline B-LTA, from the finished page to the file that leaves the office."""

from chalicelib.certificates.sealing.checking import require_sound
from chalicelib.certificates.sealing.sealer import Sealer
from chalicelib.certificates.sealing.signatures import public_key

__all__ = ["Sealer", "public_key", "require_sound"]
