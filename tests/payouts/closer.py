"""Closes October 2026, in bands of one worker: what `tests.dying` kills on its way."""

from datetime import datetime

from tests.dying import serve

BY = datetime.fromisoformat("2026-11-02T09:00:00+09:00")


def close() -> None:
    from payouts.actions import close_period, issuing

    issuing.BAND = 1
    close_period(by=None, period="2026-10", now=BY)


if __name__ == "__main__":
    serve(close)
