"""Headers that keep pages private and scripts ours (OWASP ASVS 5.0: 3.4)."""

from flask import Flask, Response, current_app, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

FEATURES = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def init_app(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    # Not no-referrer: over HTTPS the guard against forgery compares the referrer's host.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", FEATURES)
    said = response.cache_control
    # Flask says "no-cache" of every file, with which anybody between us and the reader may keep it.
    if request.endpoint != "static" and not (said.public or said.private):
        headers["Cache-Control"] = "private, no-store"
    if current_app.config["HTTPS"]:
        # This host only: what else lives on the domain is not ours to decide about.
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
