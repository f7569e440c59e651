"""The pages that are measured, served from this process: our label page as production serves it, and the peers'.

No database: the real templates get a work that is made up here, and the static files are collected as for production
(names with hashes, compressed). The peers' pages hold nothing but the library and the same boxes and picture.
"""

import gzip
import json
import os
import random
import threading
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from socketserver import ThreadingMixIn
from urllib.parse import parse_qs
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from cryptography.fernet import Fernet
from PIL import Image, ImageDraw
from whitenoise import WhiteNoise

HERE = Path(__file__).resolve().parent
LABELS = [("car", "#b3541e"), ("person", "#1e7fb3"), ("dog", "#2f7d4f")]
NOWHERE = "postgresql://nobody@127.0.0.1:1/none"  # settings want an address; no page here asks the database
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8"}


class Site:
    """`site.url` while the block lasts."""

    def __init__(self, folder: Path, packages: Path):
        self.packages = packages
        self._pictures = {}
        statics = _collect_statics(folder / "static")
        app = WhiteNoise(self._answer, root=statics, prefix="static/", max_age=0)
        self._server = make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()

    def _answer(self, environ, start_response):
        path = environ["PATH_INFO"].strip("/")
        asked = {key: values[0] for key, values in parse_qs(environ["QUERY_STRING"]).items()}
        body, kind = self._body(path, asked)
        status = HTTPStatus.OK if body is not None else HTTPStatus.NOT_FOUND
        headers = [("Content-Type", kind), ("Cache-Control", "max-age=60")]
        if kind == TYPES[".html"]:  # as the middleware does it
            body, headers = gzip.compress(body, compresslevel=6), [*headers, ("Content-Encoding", "gzip")]
        start_response(f"{status} {status.phrase}", headers)
        return [body or b""]

    def _body(self, path: str, asked: dict) -> tuple[bytes | None, str]:
        width, height = int(asked.get("width", 4000)), int(asked.get("height", 3000))
        if path == "picture.jpg":
            return self._picture(width, height), "image/jpeg"
        if path == "label":
            return label_page(int(asked["boxes"]), width, height, self.url).encode(), TYPES[".html"]
        if path.startswith("piece/"):
            return json.dumps(work(path.split("/")[1], 0, width, height, self.url)).encode(), "application/json"
        if path in ("draft", "submit"):
            return json.dumps({"version": 1}).encode(), "application/json"
        if path == "boxes.json":
            return json.dumps(boxes(int(asked["boxes"]), width, height)).encode(), "application/json"
        file = (self.packages if path.startswith("node_modules/") else HERE / "_peers") / path
        if not file.is_file():
            return None, "text/plain"
        return file.read_bytes(), TYPES.get(file.suffix, "application/octet-stream")

    def _picture(self, width: int, height: int) -> bytes:
        if (width, height) not in self._pictures:
            self._pictures[width, height] = _paint_picture(width, height)
        return self._pictures[width, height]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def boxes(count: int, width: int = 4000, height: int = 3000) -> list[dict]:
    """The same boxes for everybody: all over the picture, 30 to 150 pixels a side. The first has a corner to itself."""
    chance = random.Random(7)  # noqa: S311 the same boxes at every run
    made = [{"id": None, "label": 1, "x": 40, "y": 40, "width": 160, "height": 120}]
    while len(made) < count:
        side = [chance.randint(30, 150) for _axis in "xy"]
        x, y = chance.uniform(0, width - side[0]), chance.uniform(0, height - side[1])
        if x < 500 and y < 400:
            continue  # room for the gestures
        made.append(
            {
                "id": None,
                "label": 1 + len(made) % len(LABELS),
                "x": round(x, 2),
                "y": round(y, 2),
                "width": side[0],
                "height": side[1],
            }
        )
    return made


def label_page(count: int, width: int, height: int, url: str) -> str:
    """The real page of somebody who draws, with so many boxes in the draft."""
    from django.contrib.auth.models import AnonymousUser
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    canvas = work("1", count, width, height, url)
    task = {"image": {"name": "street.jpg"}}
    context = {"canvas": canvas, "assignment": {"task": task}, "project": {"name": "Streets"}}
    return render_to_string("review/label.html", context, request)


def work(piece: str, count: int, width: int, height: int, url: str) -> dict:
    """What the canvas is told of a piece in hand. The pieces after it have no boxes, and pictures of the same size."""
    size = f"width={width}&height={height}"
    following = range(int(piece) + 1, int(piece) + 4)
    return {
        "mode": "draw",
        "lang": "en",
        "id": int(piece),
        "worker": 1,
        "round": 0,
        "image": {"url": f"{url}/picture.jpg?{size}&piece={piece}", "name": f"street-{piece}.jpg"}
        | {"width": width, "height": height},
        "labels": [
            {"id": number, "name": name, "color": color, "hotkey": str(number)}
            | {"unit_price_micro": 40_000_000, "currency": "KRW"}
            for number, (name, color) in enumerate(LABELS, 1)
        ],
        "boxes": [box | {"approved": None, "reason": ""} for box in boxes(count, width, height)],
        "reason": "",
        "version": 0,
        "max_boxes": 100_000,
        "min_side": 1,
        "expires_at": None,
        "upcoming": [
            {"id": n, "canvas_url": f"/piece/{n}?{size}", "image_url": f"{url}/picture.jpg?{size}&piece={n}"}
            for n in following
        ],
        "urls": {"draft": "/draft", "submit": "/submit", "release": "/release", "next": "/"}
        | {"page": f"/label?boxes={count}&{size}", "canvas": f"/piece/{piece}?{size}"},
    }


def _collect_statics(folder: Path) -> Path:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ |= {"PRODUCTION": "1", "SECRET_KEY": "of-the-bench", "ALLOWED_HOSTS": "*", "LOG_LEVEL": "ERROR"}
    os.environ |= {"BANK_KEYS": Fernet.generate_key().decode(), "BANK_FINGERPRINT_KEY": "of-the-bench"}
    os.environ |= {"DATABASE_URL": NOWHERE, "REDIS_URL": "redis://127.0.0.1:1/0"}
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.STATIC_ROOT = folder
    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def _paint_picture(width: int, height: int) -> bytes:
    """Soft colors with hard edges and some grain, so that it weighs and decodes like a photograph."""
    grain = Image.effect_noise((width // 4, height // 4), 60).resize((width, height))
    picture = Image.merge(
        "RGB", (grain, grain.point(lambda value: 255 - value), Image.linear_gradient("L").resize(grain.size))
    )
    draw, chance = ImageDraw.Draw(picture), random.Random(3)  # noqa: S311
    for _turn in range(200):
        x, y = chance.randint(0, width), chance.randint(0, height)
        color = tuple(chance.randint(0, 255) for _channel in "rgb")
        draw.ellipse((x, y, x + width // 20, y + height // 15), fill=color)
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()
