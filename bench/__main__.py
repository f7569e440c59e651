"""Every script of this folder, one after the other. Ends with 1 if a figure is worse than its limit."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    scripts = sorted(file.stem for file in HERE.glob("*.py") if not file.stem.startswith("_"))
    command = [sys.executable, "-m"]
    codes = [subprocess.run([*command, f"bench.{script}"], check=False).returncode for script in scripts]  # noqa: S603
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
