"""Judges, objects, settles and lets deadlines pass, a few pieces each time: what `tests.dying` kills on its way."""

from datetime import datetime, timedelta

from tests.dying import serve

AT = datetime.fromisoformat("2026-10-12T13:00:00+09:00")
DEADLINES = AT + timedelta(days=30)


def judge(reviewer: str, other: str, project: str, turn: str) -> None:
    """The four things in an order that `turn` says, so that each is often the first."""
    from labeling.actions import expire_leases
    from labeling.models import Submission
    from people.models import User
    from review import actions
    from review.models import Appeal, BoxVerdict

    rita, raul = User.objects.get(pk=reviewer), User.objects.get(pk=other)
    pieces = Submission.objects.filter(assignment__project=project).order_by("-pk")

    def decide():
        for submission in pieces.filter(assignment__state="submitted")[:2]:
            refused = [{"id": submission.boxes.first().pk, "approved": False, "reason": "too loose"}]
            actions.decide(by=rita, submission=submission, decision="approved", boxes=refused, now=AT)

    def appeal():
        unasked = BoxVerdict.objects.filter(approved=False, verdict__submission__appeal=None)
        for submission in pieces.filter(pk__in=unasked.values("verdict__submission"))[:1]:
            actions.appeal(by=submission.assignment.worker, submission=submission, reason="It fits.", now=AT)

    def settle():
        for open_appeal in Appeal.objects.filter(verdict=None).order_by("pk")[:1]:
            actions.decide_appeal(by=raul, appeal=open_appeal, now=AT)

    def pass_deadlines():
        actions.approve_overdue(now=DEADLINES, limit=1)
        expire_leases(now=DEADLINES, limit=1)

    steps = [decide, appeal, settle, pass_deadlines]
    first = int(turn) % len(steps)
    for step in steps[first:] + steps[:first]:
        step()


if __name__ == "__main__":
    serve(judge)
