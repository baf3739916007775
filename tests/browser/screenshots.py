"""Makes the picture of the README: both sample shops side by side, as a browser shows them.

Run it with ``make screenshots``; it writes ``themes/shops.png``.
"""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from awning.building import build_project, import_project

REPOSITORY = Path(__file__).parents[2]
PICTURE = REPOSITORY / "themes" / "shops.png"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SHEET = """<!doctype html><style>
body {{ margin: 0; padding: 40px; display: grid; grid-template-columns: 1fr 1fr; gap: 32px; background: #dfe3e8; }}
img {{ width: 100%; border-radius: 10px; box-shadow: 0 12px 40px rgb(0 0 0 / .22); }}
</style>{images}"""


class Quiet(SimpleHTTPRequestHandler):
    """A shop's files; requests are not news."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def main() -> None:
    """Build both shops in a scratch folder, photograph their home pages, and put them side by side."""
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        project = Path(scratch)
        for folder in ("config", "content"):
            shutil.copytree(REPOSITORY / folder, project / folder)
        import_project(project)
        shops = build_project(project, output=project / "output", quiet=True).shops
        chromium = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        pictures = [photograph(browser, project / "output" / shop.slug) for shop in shops]
        images = "".join(f'<img src="data:image/png;base64,{base64.b64encode(each).decode()}">' for each in pictures)
        page = browser.new_page(viewport={"width": 1600, "height": 600})
        page.set_content(SHEET.format(images=images), wait_until="load")
        page.screenshot(path=PICTURE, full_page=True)
        browser.close()
    print(f"{PICTURE.relative_to(REPOSITORY)}: {PICTURE.stat().st_size // 1024} KB")


def photograph(browser: Browser, folder: Path) -> bytes:
    """The top of a shop's home page."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1280, "height": 1500})
    page.goto(f"http://127.0.0.1:{server.server_port}/", wait_until="networkidle")
    picture = page.screenshot()
    page.close()
    server.shutdown()
    server.server_close()
    return picture


if __name__ == "__main__":
    main()
