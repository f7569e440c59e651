from celery import shared_task

from labeling import actions


@shared_task
def expire_leases():
    actions.expire_leases()
