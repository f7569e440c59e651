"""The most memory that a tab held at any moment.

The system keeps such a mark for each process, but Chromium sets it back whenever it counts memory for itself: so the
mark is read again and again, and the largest reading stands.
"""

import threading
from pathlib import Path

EVERY_S = 0.05


class Peak:
    """Watches all tabs of this machine's Chromium while it is entered. `value` is in bytes.

    Raises RuntimeError where no tab was seen: it reads /proc, which only Linux has.
    """

    def __init__(self):
        self.value = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, exception, *_details):
        self._over.set()
        self._thread.join()
        if not self.value and not exception:
            raise RuntimeError("no tab of Chromium was seen in /proc: its memory is not known")

    def _watch(self):
        while not self._over.wait(EVERY_S):
            self.value = max([self.value, *_marks()])


def _marks() -> list[int]:
    """The largest resident set of each tab since its mark was last set back, in bytes."""
    marks = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                marks.append(int((process / "status").read_text().split("VmHWM:")[1].split()[0]) * 1024)
        except (OSError, IndexError):  # it ended meanwhile
            continue
    return marks
