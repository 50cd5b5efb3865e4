"""The issuer's public folder in its bucket."""

from dataclasses import dataclass

from chalicelib.platform.objects import ObjectMissing, Objects
from chalicelib.verification.errors import NotPublished


@dataclass(frozen=True)
class PublicBucket:
    """`PublicFiles` over the platform's objects."""

    objects: Objects

    def read(self, name: str) -> bytes:
        """The newest version of a published file; raises `NotPublished`."""
        try:
            return self.objects.get(name)
        except ObjectMissing as missing:
            raise NotPublished from missing
