"""Pages about money as a person reads them, and the month that most of them show."""

import re

from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from payouts.models import Statement
from tests.payouts.together import closed

LINE_ROW = re.compile(r'<tr data-line-id="(\d+)"\s+data-amount="([^"]+)">')


def browser(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def page(user, name, *args, **query) -> str:
    answer = browser(user).get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    """What a person reads of a page: no tags, one space between words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def said(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def refusal(box, reason="too loose") -> dict:
    return {"id": box.pk, "approved": False, "reason": reason}


def october(cast) -> Statement:
    """750 won of Ana's in two lines, 20 of them withheld."""
    cast.approved(cats=18, ears=2)
    closed()
    return Statement.objects.get(worker=cast.ana)
