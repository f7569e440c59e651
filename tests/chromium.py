"""Which Chromium the browser tests use, and how it is started.

`python -m tests.chromium` prints its path, and installs one before where there is none.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A later --disable-features replaces Playwright's own, so what we need of that is here too. With RenderDocument a tab
# that is closed while it navigates, to a crash for example, may never close (microsoft/playwright#42366).
WITHOUT = ["RenderDocument", "PaintHolding", "HttpsUpgrades", "DestroyProfileOnBrowserClose", "OptimizationHints"]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(WITHOUT)}",
]


def find_chromium() -> str | None:
    """The path in CHROMIUM, or of one on the PATH; None leaves it to Playwright's own."""
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name)) and _starts(path)), None)


def _starts(path: str) -> bool:
    """Some systems have a stub on the PATH that only says how to install it."""
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    return answer.returncode == 0 and "Chrom" in answer.stdout


def playwrights_own() -> str | None:
    """Where Playwright has put its own Chromium, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def get_chromium() -> str | None:
    """Install one: from the system's packages as root, else by Playwright. What is printed meanwhile goes to stderr."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in ("apt-get update -qq", "apt-get install -y -qq --no-install-recommends chromium"):
            subprocess.run(command.split(), stdout=sys.stderr, check=False, env=environment)  # noqa: S603
        if path := find_chromium():
            return path
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    subprocess.run(command, stdout=sys.stderr, check=False)  # noqa: S603
    return playwrights_own()


def main() -> int:
    given = os.environ.get("CHROMIUM")
    if given and not shutil.which(given):
        print(f"CHROMIUM={given}: there is no such program", file=sys.stderr)
        return 2
    path = find_chromium() or playwrights_own() or get_chromium()
    if not path:
        print("No Chromium could be found or installed. Install one, or name it: CHROMIUM=/path/to/it", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
