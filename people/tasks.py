from celery import shared_task

from people import actions


@shared_task
def send_mail():
    actions.send_mail()
