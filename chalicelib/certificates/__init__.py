"""Certificates: from a frozen order to a sealed PDF whose QR code, log leaf and register agree."""
