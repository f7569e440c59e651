from celery import shared_task

from review import actions


@shared_task
def approve_overdue():
    actions.approve_overdue()


@shared_task
def free_unappealed():
    actions.free_unappealed()


@shared_task
def measure_pace():
    actions.measure_pace()
