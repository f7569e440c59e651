from celery import shared_task

from projects import actions


@shared_task
def make_thumbnails():
    actions.make_thumbnails()
