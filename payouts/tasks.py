from celery import shared_task

from payouts import actions


@shared_task
def accrue():
    actions.accrue()


@shared_task
def close_past_periods():
    actions.close_past_periods()
