"""How every step of `test_any_order` is made: the platform's action beside the model of `model.py`.

A step may crash at any of its statements and is then done again, as a person or Celery would; its answer may get lost,
so that it is asked for again at once; and every step that was made may be asked for again much later. All of one run
happens in a transaction that is rolled back at its end; the platform's own transactions are savepoints in it.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db import connection, models, transaction
from hypothesis import event
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from labeling import actions as labeling
from payouts import actions as payouts
from people.errors import Refused
from projects import actions as projects
from projects.models import Project
from projects.money import MICRO
from review import actions as review
from tests.cast import LABELS, NOON, SEOUL, Cast
from tests.payouts.crashes import Crashed, crash_at
from tests.payouts.model import Books, Piece

NEVER = 10**6
ANSWER_LOST = 0
# Most actions have ten or twenty statements, a closing a hundred.
crash_points = st.one_of(st.just(NEVER), st.just(ANSWER_LOST), st.integers(1, 15), st.integers(1, 100))

# What may be said to whoever asks again for what was done already; all else answers as it did the first time.
REFUSED_AGAIN = {
    labeling.claim: {"hands_full", "no_budget", "not_open"},
    labeling.release: {"wrong_state"},
    review.appeal: {"already_appealed"},
    review.decide_appeal: {"already_decided"},
    projects.update_project: {"closed"},
    projects.close_project: {"wrong_status"},
    payouts.fund_project: {"closed"},
    payouts.run_payout: {"nothing_to_pay", "bad_day"},
    payouts.approve_payout: {"approved", "cancelled"},
    payouts.refund_project: {"nothing_free"},
}

# A number for each of our tables that is another one as soon as a row of it is. That an admin has read a file of orders
# is the only thing that is recorded each time.
ROWS_SQL = " UNION ALL ".join(
    f"SELECT '{table}', sum(hashtextextended(t::text, 0)) FROM {table} t"
    + (" WHERE verb <> 'payout.file_read'" if table == "people_event" else "")
    for app in ("people", "projects", "labeling", "review", "payouts")
    for table in sorted(model._meta.db_table for model in apps.get_app_config(app).get_models(True))
)


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS_SQL)
        return dict(cursor.fetchall())


@dataclass(frozen=True)
class Step:
    """What was asked for and answered. `again` tells the model what comes of it if it is asked for again: of most
    steps nothing does, and they have none."""

    action: Callable
    given: dict
    answer: object
    again: Callable | None

    def repeated(self, now: datetime) -> dict:
        """What it is given the next time: read anew, at the time of now; a task of nobody's is delivered as it was."""
        fresh = {
            name: type(value).objects.get(pk=value.pk) if isinstance(value, models.Model) else value
            for name, value in self.given.items()
        }
        return fresh | {"now": now} if "by" in fresh else fresh


@dataclass(frozen=True)
class Stage:
    """Who and what is there when a run begins."""

    cast: Cast
    projects: list[Project]
    won: int = 1_500


def set_stage() -> Stage:
    """Two funded projects with pay days 10 and 20, one with a fee and prices below one won."""
    cast = Cast()
    odd = [{**LABELS[0], "unit_price_micro": 40_400_000}, {**LABELS[1], "unit_price_micro": 15_300_001}]
    rules = {"max_boxes": 3, "images": 12}
    stage = Stage(cast, [cast.draft(name="Ten", **rules), cast.draft(name="Twenty", pay_day=20, labels=odd, **rules)])
    projects.set_fee(by=cast.ada, project=stage.projects[1], fee_bp=1_000, now=NOON)
    for project in stage.projects:
        for reviewer in (cast.rita, cast.raul):
            projects.seat_reviewer(by=cast.clara, project=project, user=reviewer, now=NOON)
        cast.opened(project, won=stage.won)
    for worker in (cast.ana, cast.ben, cast.rita, cast.raul):
        cast.bank_account(worker)
    cast.abel  # noqa: B018  whoever is first named in a run is gone with it
    return stage


class Machine(RuleBasedStateMachine):
    """One run."""

    def __init__(self, stage: Stage):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now = NOON
        self.cast, self.projects = stage.cast, stage.projects
        self.books = Books()
        for project in self.projects:
            self.books.fund(project.pk, project.client_id, stage.won * MICRO)
        self.pieces: dict[int, Piece] = {}
        self.steps: dict[Callable, list[Step]] = {}
        self.made = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    @property
    def month(self) -> str:
        return f"{self.now.astimezone(SEOUL):%Y-%m}"

    def project(self, number: int) -> Project:
        return Project.objects.get(pk=self.projects[number].pk)

    def number(self) -> int:
        self.made += 1
        return self.made

    def do(
        self, action: Callable, *, crash: int = NEVER, again: Callable | None = None, refused: Collection = (), **given
    ):
        """Do it, and once more where it crashed; where it is refused for one of those reasons, returns the refusal."""
        answer = self.call(action, crash=crash, **given)
        if isinstance(answer, Refused):
            assert answer.code in refused, (action, given, answer.code)
            return answer
        step = Step(action, given, answer, again)
        self.steps.setdefault(action, []).append(step)
        if crash == ANSWER_LOST and not again:  # the model has not heard of it yet: nothing may come of asking again
            self.ask_again(step)
        return answer

    def call(self, action: Callable, *, crash: int = NEVER, **given):
        try:
            with crash_at(crash or NEVER):
                return action(**given)
        except Refused as refusal:
            return refusal
        except Crashed:
            event(f"crashed: {action.__name__}")
            return self.call(action, **given)

    @precondition(lambda self: self.steps)
    @rule(picks=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=4), crash=crash_points)
    def steps_are_asked_for_again(self, picks, crash):
        """Whatever was done ever; what was done rarely as often as the rest."""
        for pick, which in picks:
            of_one_action = list(self.steps.values())[pick % len(self.steps)]
            self.ask_again(of_one_action[which % len(of_one_action)], crash)

    def ask_again(self, step: Step, crash: int = NEVER) -> None:
        """It answers as it did, or has nothing to do any more, or says why not; and nothing has changed."""
        event(f"asked again: {step.action.__name__}")
        before = rows()
        answer = self.call(step.action, crash=crash, **step.repeated(self.now))
        if isinstance(answer, Refused):
            assert answer.code in REFUSED_AGAIN.get(step.action, ()), (step, answer.code)
        if step.again:
            step.again(answer)
            return
        if not isinstance(answer, Refused):
            assert answer == step.answer or not answer, (step, answer)
        after = rows()
        assert after == before, (step, [table for table in after if after[table] != before[table]])
