"""Takes work, hands it in and gives it back, as one worker: what `tests.dying` kills on its way."""

from datetime import datetime, timedelta

from tests.dying import serve

AT = datetime.fromisoformat("2026-10-12T12:00:00+09:00")


def work(worker: str, project: str, turns: str) -> None:
    from labeling import actions
    from people.models import User
    from projects.models import Project

    by, at = User.objects.get(pk=worker), Project.objects.get(pk=project)
    box = {"label": at.labels.first().pk, "x": 1, "y": 1, "width": 9, "height": 9}
    for turn in range(int(turns)):
        for assignment in actions.claim(by=by, project=at, count=2, now=AT):
            if turn % 2:
                actions.release(by=by, assignment=assignment, now=AT)
            else:
                actions.submit(by=by, assignment=assignment, boxes=[box], now=AT + timedelta(minutes=5))


if __name__ == "__main__":
    serve(work)
