"""Answers made small on their way to readers: the only door to Flask-Compress.

Compression tells, by the length of an answer, whether two parts of it are alike (the BREACH attack):
who can make a reader's browser ask for addresses of their choice and see the lengths can guess at a
secret in the page. Pages for readers hold none; those of the desk, and all pages of who is signed in,
do, and web.access lets nothing compress them.
"""

from flask import Flask, Request, g, request
from flask.wrappers import Response
from flask_compress import Compress, DictCache

_TYPES = (
    "application/atom+xml",
    "application/javascript",
    "application/json",
    "application/ld+json",
    "application/opensearchdescription+xml",
    "application/problem+json",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
    "application/x-suggestions+json",
    "application/xml",
    "image/svg+xml",
    "text/css",
    "text/csv",
    "text/html",
    "text/javascript",
    "text/plain",
    "text/x-bibtex",
    "text/xml",
)
_KINDS = ("br", "zstd", "gzip")
_ASSETS = "static"


def compress(app: Flask) -> None:
    """Let an app answer compressed, in the way each browser prefers.

    Register it before whatever makes ETags: answers are compressed last.
    """
    app.config.update(
        COMPRESS_REGISTER=False,
        COMPRESS_MIMETYPES=_TYPES,
        COMPRESS_ALGORITHM=_KINDS,
        COMPRESS_ALGORITHM_STREAMING=_KINDS,
        COMPRESS_BR_LEVEL=5,  # a page in less than a millisecond; 9 takes ten times as long for 1% less
        COMPRESS_ZSTD_LEVEL=6,
        COMPRESS_LEVEL=6,
        COMPRESS_EVALUATE_CONDITIONAL_REQUEST=False,
    )
    answers = Compress(app)
    app.config.update(COMPRESS_CACHE_KEY=_name, COMPRESS_CACHE_BACKEND=DictCache)
    assets = Compress(app)

    def after(answer: Response) -> Response:
        asset = request.endpoint == _ASSETS and answer.status_code == 200
        if asset:
            _as_one_file(answer)
        # A part of an answer (206) is cut from it as it is. Flask-Compress takes "br;q=0" for a wish.
        if answer.status_code == 206 or not request.accept_encodings.best_match(_KINDS):
            answer.vary.add("Accept-Encoding")
            return answer
        made: Response = (assets if asset else answers).after_request(answer)
        return made

    app.after_request(after)


def _as_one_file(asset: Response) -> None:
    """A file in memory, under one name whatever form it is sent in."""
    g.asset, _ = asset.get_etag()
    asset.set_etag(g.asset, weak=True)
    asset.direct_passthrough = False
    asset.make_sequence()


def _name(asked: Request) -> str:
    # Not with its query: anybody can make one up.
    return f"{asked.path} {g.asset}"
