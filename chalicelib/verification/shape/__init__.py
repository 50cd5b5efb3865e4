"""The one shape that the issuer's page has, down to the byte: objects, drawing, fonts; all else is refused."""
