"""Corrections: a line that a person books for a worker, with its reason. What boxes earned is never taken back."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from payouts import queries
from payouts.access import check_admin
from payouts.ledger import Account, LedgerConflict, Posting, Transfer, post
from payouts.models import Adjustment, Entry, Line, LineKind
from people.actions import notify, record
from people.errors import Refused
from people.models import Role, User
from projects import budget
from projects.models import Project

MAX_KEY = 60


@transaction.atomic
def adjust(
    *,
    by: User,
    worker: User,
    currency: str,
    pay_day: int,
    amount: int,
    reason: str,
    key: str,
    project: Project | None = None,
    corrects: Line | None = None,
    now: datetime | None = None,
) -> Adjustment:
    """Book `amount` micro, signed as the worker sees it, with the reason that they read on their next statement.

    Above zero it is an addition: out of the free budget of `project` or, without one, paid by the platform. Below
    zero it takes back what is left of an addition, the line `corrects`, and goes where that came from; what boxes
    earned is never taken back. `key` names the attempt: the same again gives the first adjustment.
    """
    check_admin(by)
    now = now or timezone.now()
    reason = reason.strip()
    _check(worker=worker, amount=amount, reason=reason, key=key, pay_day=pay_day)
    # All of one worker's adjustments wait for each other, so that an addition is not taken back twice.
    User.objects.select_for_update(no_key=True).get(pk=worker.pk)
    if corrects:
        corrects = _check_corrected(corrects, worker=worker, currency=currency)
    story = Adjustment(
        worker=worker,
        project=project if amount > 0 or corrects is None else corrects.project,
        amount_micro=amount,
        currency=currency,
        reason=reason,
        corrects=corrects,
        made_by=by,
        made_at=now,
    )
    known = Adjustment.objects.filter(entry__key=_entry_key(key)).first()
    if known:
        return _same(known, story)
    transfer = _addition(story, pay_day) if amount > 0 else _deduction(story)
    mended = corrects.entry_id if corrects else None
    try:
        post([Posting(_entry_key(key), now, (transfer,), corrects=mended, story=_sealed_words(story))])
    except LedgerConflict as error:  # at this moment, for another worker
        raise _key_used() from error
    story.entry = Entry.objects.get(key=_entry_key(key))
    story.save(force_insert=True)
    _tell(story, by=by, now=now)
    _move_budget(transfer)
    return story


def _check(*, worker: User, amount: int, reason: str, key: str, pay_day: int) -> None:
    wrong = {}
    if not amount:
        wrong["amount"] = _("Give an amount.")
    if not reason or len(reason) > Adjustment._meta.get_field("reason").max_length:
        wrong["reason"] = _("Give a reason of at most 500 characters: the worker reads it.")
    if not key or len(key) > MAX_KEY:
        wrong["key"] = _("Give a key of at most 60 characters.")
    if not 1 <= pay_day <= 28:
        wrong["pay_day"] = _("A pay day is between 1 and 28.")
    if worker.role != Role.WORKER:
        wrong["worker"] = _("Only a worker has statements.")
    if wrong:
        raise Refused("invalid", next(iter(wrong.values())), fields=wrong)


def _check_corrected(line: Line, *, worker: User, currency: str) -> Line:
    """The line as it stands on the books; Refused where it is not one of this worker's in this currency."""
    found = queries.earning_lines(worker).select_related("debit", "project").filter(pk=line.pk, currency=currency)
    if line := found.first():
        return line
    text = _("That is no line of this worker in this currency.")
    raise Refused("not_this_worker", text, fields={"corrects": text})


def _entry_key(key: str) -> str:
    return f"adjustment:{key}"


def _sealed_words(story: Adjustment) -> str:
    """All that an adjustment says, as its entry is sealed with it; `verification` puts it together again."""
    told = (story.worker_id, story.project_id or 0, story.amount_micro, story.currency, story.corrects_id or 0)
    return "|".join(["adjustment-v1", *map(str, told), str(story.made_by_id), story.reason])


def _same(known: Adjustment, asked: Adjustment) -> Adjustment:
    names = ("worker_id", "project_id", "amount_micro", "currency", "reason", "corrects_id")
    if any(getattr(known, name) != getattr(asked, name) for name in names):
        raise _key_used()
    return known


def _key_used() -> Refused:
    return Refused("key_used", _("Another adjustment was made with this key."), status=409)


def _addition(story: Adjustment, pay_day: int) -> Transfer:
    """From the project's escrow or, without a project, from the platform's fees, to the worker."""
    if story.project and story.project.currency != story.currency:
        text = _("This project pays in another currency.")
        raise Refused("other_currency", text, fields={"project": text})
    if story.project and story.corrects and story.corrects.project_id != story.project_id:
        text = _("A project pays for its own lines only.")
        raise Refused("other_project", text, fields={"project": text})
    source = Account("escrow", story.project.pk) if story.project else Account("fee")
    return _transfer(LineKind.BONUS, source, Account("worker", story.worker_id), story, pay_day)


def _deduction(story: Adjustment) -> Transfer:
    """Back to where the addition came from, at most what is left of it."""
    line = story.corrects
    if line is None or line.kind != LineKind.BONUS:
        raise Refused("earned_stays", _("What boxes earned is never taken back: only an addition can be."), status=409)
    left = queries.left_of(line)
    if -story.amount_micro > left:
        text = _("Of this addition no more than what is left of it can be taken off.")
        raise Refused("more_than_left", text, status=409, fields={"amount": text})
    target = Account(line.debit.kind, line.debit.owner_id)
    return _transfer(LineKind.DEDUCTION, Account("worker", story.worker_id), target, story, line.pay_day)


def _transfer(kind: LineKind, debit: Account, credit: Account, story: Adjustment, pay_day: int) -> Transfer:
    return Transfer(
        kind,
        debit,
        credit,
        abs(story.amount_micro),
        story.currency,
        worker=story.worker_id,
        project=story.project_id,
        pay_day=pay_day,
    )


def _move_budget(transfer: Transfer) -> None:
    """What a project pays comes out of what is free there, and what comes back is free again."""
    if transfer.debit.kind == "escrow":
        budget.reserve(project_id=transfer.debit.owner, amount=transfer.amount)
        budget.spend(project_id=transfer.debit.owner, amount=transfer.amount)
    elif transfer.credit.kind == "escrow":
        budget.unspend(project_id=transfer.credit.owner, amount=transfer.amount)


def _tell(story: Adjustment, *, by: User, now: datetime) -> None:
    line = story.entry.lines.get()
    record(
        verb="adjustment.made",
        subject=story,
        by=by,
        at=now,
        worker=story.worker_id,
        amount_micro=story.amount_micro,
        currency=story.currency,
        project=story.project_id,
        corrects=story.corrects_id,
        reason=story.reason,
    )
    notify(
        users=[story.worker],
        kind="adjustment_made",
        path=reverse("payouts:line", args=[line.pk]),
        at=now,
        amount_micro=story.amount_micro,
        currency=story.currency,
        reason=story.reason,
    )
