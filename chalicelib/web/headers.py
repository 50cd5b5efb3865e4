"""The security headers that every answer carries, whoever made it."""

from collections.abc import Callable

from chalice.app import Request, Response

from chalicelib.platform.settings import settings
from chalicelib.web.sessions import SiteName, origin_of

SITES: tuple[SiteName, ...] = ("apply", "staff", "verify")

_EVERYWHERE = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not `no-referrer`: with that, browsers send `Origin: null` with our own forms, and we check the origin.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_FEATURES = (
    "accelerometer",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "payment",
    "usb",
)


def permissions_policy(site: SiteName | None) -> str:
    """No page may use a device, but for the verify page, which looks for a certificate's code through the camera."""
    own = {"camera": "self"} if site == "verify" else {}
    return ", ".join(f"{feature}=({own.get(feature, '')})" for feature in _FEATURES)


def site_of(request: Request | None) -> SiteName | None:
    """The site whose origin the request's `Host` names."""
    host = str(request.headers.get("host", "")).lower() if request else ""
    return next((site for site in SITES if host == origin_of(site).partition("://")[2].lower()), None)


def content_security_policy(site: SiteName | None) -> str:
    """Nothing inline and nothing from elsewhere but files that applicants post and photos in the staff's pages.

    The verify page may compile WebAssembly, which reads QR codes where the browser can't.
    """
    upload = f" {settings().upload_origin}" if site == "apply" else ""
    inside = " data:" if site == "staff" else ""
    compiled = " 'wasm-unsafe-eval'" if site == "verify" else ""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src 'self'{compiled}",
            "style-src 'self'",
            f"img-src 'self'{inside}",
            "font-src 'self'",
            f"connect-src 'self'{upload}",
            f"form-action 'self'{upload}",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def security_headers(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Chalice middleware: adds the headers, and `no-store` where a page did not say otherwise."""
    response = get_response(request)
    given = {name.lower() for name in response.headers}
    site = site_of(request)
    ours = {
        **_EVERYWHERE,
        "Content-Security-Policy": content_security_policy(site),
        "Permissions-Policy": permissions_policy(site),
        "Cache-Control": "no-store",
    }
    response.headers.update({name: value for name, value in ours.items() if name.lower() not in given})
    return response
