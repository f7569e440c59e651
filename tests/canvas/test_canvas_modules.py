"""The tests of the canvas modules are JavaScript; the Node that comes with Playwright runs them."""

import subprocess
from pathlib import Path

import playwright

HERE = Path(__file__).resolve().parent
NODE = Path(playwright.__file__).parent / "driver" / "node"


def test_canvas_modules():
    files = sorted(HERE.glob("*.test.mjs"))
    assert files
    run = subprocess.run(  # noqa: S603
        [NODE, "--test", *files], cwd=HERE.parent.parent, capture_output=True, text=True, check=False, timeout=300
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
