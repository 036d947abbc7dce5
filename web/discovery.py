"""What programs read to find their way here: crawlers, browsers, reference managers."""

from flask import Blueprint
from werkzeug.wrappers import Response

discovery = Blueprint("discovery", __name__)


@discovery.get("/robots.txt")
def robots() -> Response:
    """What crawlers should leave alone: every combination of filters is a page of its own."""
    lines = ("User-agent: *", "Disallow: /search", "Disallow: /export/", "Disallow: /api/")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
