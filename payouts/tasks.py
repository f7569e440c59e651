from celery import shared_task

from payouts import actions, verification


@shared_task
def accrue():
    actions.accrue()


@shared_task
def close_past_periods():
    actions.close_past_periods()


@shared_task
def note_late_deposits():
    actions.note_late_deposits()


@shared_task
def warn_of_budgets():
    actions.warn_of_budgets()


@shared_task
def refund_closed_projects():
    actions.refund_closed_projects()


@shared_task
def sweep_books():
    verification.sweep_books()
