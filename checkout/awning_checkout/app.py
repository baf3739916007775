"""The Flask application: its parts are put together here, and nowhere else."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, render_template, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from awning.errors import AwningError
from awning_checkout import routes
from awning_checkout.errors import STATUS
from awning_checkout.services import Services, give, services
from awning_checkout.shops import Shop
from awning_checkout.speaking import shop_spoken

BODY_MAX = 1_000_000
"""Bytes; Stripe's largest events are far below."""


def create_app(parts: Services) -> Flask:
    """Make the application."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = BODY_MAX
    give(app, parts)
    app.register_blueprint(routes.blueprint)
    app.register_error_handler(AwningError, _problem)
    app.register_error_handler(HTTPException, _http_problem)
    app.after_request(_headers)
    return app


def _problem(problem: AwningError) -> tuple[str, int]:
    """An error of ours as a page in the shop's face; details go to the log, not to the customer."""
    status = next((code for kind, code in STATUS.items() if isinstance(problem, kind)), 500)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        current_app.logger.error("%s", problem)
    return _problem_page(status), status


def _http_problem(problem: HTTPException) -> tuple[str, int]:
    status = problem.code or 500
    return _problem_page(status), status


def _problem_page(status: int) -> str:
    slug = (request.view_args or {}).get("reseller", "")
    shop = _shop(slug)
    if shop is None:
        return f"<!doctype html><title>{status}</title><p>{HTTPStatus(status).phrase}.</p>"
    say = shop.wording.gettext
    return shop.page(say("Something went wrong"), render_template("problem.html", shop=shop, _=say, status=status))


def _shop(slug: str) -> Shop | None:
    """The shop in the language of the request, or in its first where whatever went wrong hides that."""
    with suppress(AwningError, HTTPException, SQLAlchemyError):
        return shop_spoken(slug)
    with suppress(AwningError):
        return services().shops.shop(slug)
    return None


def _headers(response: Response) -> Response:
    """Nothing is framed, sniffed, cached or loaded but the shop's own files."""
    shop = _shop_origin()
    policy = {
        "default-src": "'none'",
        "style-src": f"'self' {shop}",
        "script-src": shop or "'none'",
        "img-src": f"'self' {shop} data:",
        "font-src": shop or "'none'",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        # After an order is placed the form's answer leads to the payment page, and browsers hold that against it.
        "form-action": f"'self' {shop} {services().settings.stripe_api or 'https://checkout.stripe.com'}",
    }
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    response.headers["Cache-Control"] = "no-store"
    # A page of somebody's cart, order or search is for nobody else to find.
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # The order page's address is its key: it must not travel to other hosts.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _shop_origin() -> str:
    """Scheme and host of the shop whose page this is, or nothing."""
    try:
        parts = urlsplit(services().shops.shop((request.view_args or {}).get("reseller", "")).url)
    except AwningError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"
