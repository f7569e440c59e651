"""Signing up, logging in, passwords, language, settings and notices, page by page."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from people import actions
from people.models import User
from tests.cast import NOON, PASSWORD
from tests.http import queries_of

SECRET = "four boxes of tea"


def sign_up(client, **changes):
    form = {"name": "Mina", "email": "mina@cast.example", "password1": SECRET} | changes
    return client.post(reverse("account_signup"), form)


def log_in(client, email, password, **rest):
    return client.post(reverse("account_login"), {"login": email, "password": password} | rest)


def me(client) -> str | None:
    """Who is signed in, by the session."""
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk).name if pk else None


# Signing up


def test_signing_up_keeps_the_name_signs_in_and_makes_a_worker(client, db):
    answer = sign_up(client, email="Mina@Cast.Example")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    user = User.objects.get(email__iexact="mina@cast.example")
    assert (user.name, user.role, user.language, user.time_zone) == ("Mina", "worker", "en", "Asia/Seoul")
    assert me(client) == "Mina"
    assert mail.outbox[0].to == [user.email]  # to confirm the address


@pytest.mark.parametrize("how", ["header", "cookie"])
def test_signing_up_on_a_korean_page_keeps_the_language(client, db, how):
    if how == "header":
        client.post(reverse("account_signup"), headers={"accept-language": "ko-KR,ko;q=0.9"})
        answer = client.post(
            reverse("account_signup"),
            {"name": "민아", "email": "mina@cast.example", "password1": SECRET},
            headers={"accept-language": "ko-KR,ko;q=0.9"},
        )
    else:
        client.post(reverse("set_language"), {"language": "ko"})
        answer = sign_up(client, name="민아")
    assert answer.status_code == 302
    assert (User.objects.get().name, User.objects.get().language) == ("민아", "ko")
    assert '<html lang="ko"' in client.get("/").content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"email": "nowhere"},
        {"email": "ANA@cast.example"},
        {"password1": "short"},
        {"password1": "password"},
        {"password1": ""},
    ],
)
def test_a_sign_up_that_makes_no_sense_is_refused_and_makes_nobody(cast, client, changes):
    assert cast.ana
    answer = sign_up(client, **changes)
    assert User.objects.count() == 1
    assert me(client) is None
    assert answer.status_code == 302 or answer.context["form"].errors


def test_nobody_signs_up_as_an_admin(client, db):
    sign_up(client, role="admin", is_staff="1", is_active="")
    assert User.objects.get().role == "worker"


# Logging in


@pytest.mark.parametrize("email", ["ana@cast.example", "ANA@Cast.Example"])
def test_logging_in_by_the_address_in_any_case(cast, client, email):
    assert cast.ana
    assert log_in(client, email, PASSWORD)["Location"] == "/"
    assert me(client) == "Ana"


def test_a_wrong_password_and_an_unknown_address_are_told_alike(cast, client):
    assert cast.ana
    told = []
    for email, password in (("ana@cast.example", "nonsense"), ("nobody@cast.example", PASSWORD)):
        answer = log_in(client, email, password)
        assert answer.status_code == 200
        told.append(answer.context["form"].non_field_errors())
    assert told[0] == told[1]
    assert "not correct" in str(told[0])
    assert me(client) is None


def test_a_closed_account_does_not_log_in(cast, client):
    cast.ana.is_active = False
    cast.ana.save()
    log_in(client, "ana@cast.example", PASSWORD)
    assert me(client) is None


def test_after_logging_in_one_goes_on_where_one_was_but_never_to_another_site(cast, client):
    assert cast.ana
    assert log_in(client, "ana@cast.example", PASSWORD, next="/money/")["Location"] == "/money/"
    client.logout()
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        assert "evil" not in log_in(client, "ana@cast.example", PASSWORD, next=elsewhere).get("Location", "")
        client.logout()


def test_logging_out_needs_more_than_a_link(cast, client):
    client.force_login(cast.ana)
    client.get(reverse("account_logout"))
    assert me(client) == "Ana"
    assert client.post(reverse("account_logout"))["Location"] == "/"
    assert me(client) is None


# Passwords


def test_a_forgotten_password_is_set_anew_by_a_mail(cast, client):
    assert cast.ana
    client.post(reverse("account_reset_password"), {"email": "ANA@cast.example"})
    (letter,) = mail.outbox
    assert letter.to == ["ana@cast.example"]
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", letter.body)[1]
    form = client.get(link, follow=True).redirect_chain[0][0]
    client.post(form, {"password1": "another four boxes", "password2": "another four boxes"})
    assert log_in(client, "ana@cast.example", "another four boxes").status_code == 302
    client.logout()
    assert log_in(client, "ana@cast.example", PASSWORD).status_code == 200
    assert "password1" not in client.get(link, follow=True).content.decode()  # used once


def test_whether_an_address_is_known_is_not_told(cast, client):
    assert cast.ana
    known = client.post(reverse("account_reset_password"), {"email": "ana@cast.example"})
    unknown = client.post(reverse("account_reset_password"), {"email": "nobody@cast.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


# Language


def test_a_visitors_language_is_kept_in_a_cookie(client, db):
    answer = client.post(reverse("set_language"), {"language": "ko", "next": "/account/login/"})
    assert answer["Location"] == "/account/login/"
    assert '<html lang="ko"' in client.get("/account/login/").content.decode()


def test_a_signed_in_persons_language_is_kept_with_the_person(cast, client):
    client.force_login(cast.ana)
    client.post(reverse("set_language"), {"language": "ko"})
    cast.ana.refresh_from_db()
    assert cast.ana.language == "ko"
    client.cookies.clear()
    client.force_login(cast.ana)
    assert '<html lang="ko"' in client.get(reverse("people:settings")).content.decode()


@pytest.mark.parametrize("language", ["tlh", "", "de", "ko' OR 1"])
def test_a_language_that_is_not_spoken_here_changes_nothing(cast, client, language):
    client.force_login(cast.ana)
    client.post(reverse("set_language"), {"language": language})
    cast.ana.refresh_from_db()
    assert cast.ana.language == "en"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_a_language_switch_leads_to_no_other_site(client, db, elsewhere):
    answer = client.post(reverse("set_language"), {"language": "ko", "next": elsewhere}, headers={"referer": elsewhere})
    assert "evil" not in answer["Location"]


# Settings


def test_settings_are_shown_and_kept(cast, client):
    client.force_login(cast.ana)
    page = reverse("people:settings")
    assert "Asia/Seoul" in client.get(page).content.decode()
    form = {"name": "Ana Kim", "language": "ko", "time_zone": "Europe/Paris"}
    assert client.post(page, form)["Location"] == page
    cast.ana.refresh_from_db()
    assert (cast.ana.name, cast.ana.language, cast.ana.time_zone) == ("Ana Kim", "ko", "Europe/Paris")
    assert cast.ana.hears_of_projects is False


def test_settings_that_make_no_sense_change_nothing(cast, client):
    client.force_login(cast.ana)
    form = {"name": "", "language": "ko", "time_zone": "Asia/Atlantis", "role": "admin"}
    answer = client.post(reverse("people:settings"), form)
    assert set(answer.context["form"].errors) == {"name", "time_zone"}
    cast.ana.refresh_from_db()
    assert (cast.ana.name, cast.ana.language, cast.ana.role) == ("Ana", "en", "worker")


# Notices


def tell(user, image="a.jpg"):
    data = {"project": "Cats", "image": image}
    actions.notify(users=[user], kind="submission_returned", path="/work/7/label/", at=NOON, **data)


def test_notices_are_listed_newest_first_and_marked_as_read(cast, client):
    tell(cast.ana, "old.jpg")
    tell(cast.ana, "new.jpg")
    tell(cast.ben, "bens.jpg")
    client.force_login(cast.ana)
    page = reverse("people:notices")
    html = client.get(page).content.decode()
    assert html.index("new.jpg") < html.index("old.jpg")
    assert 'href="/work/7/label/"' in html
    assert "bens.jpg" not in html
    assert client.get(page).context["unread_notices"] == 2
    assert client.post(page)["Location"] == page
    assert client.get(page).context["unread_notices"] == 0
    assert cast.ben.notices.get().read_at is None


def test_notices_cost_the_same_queries_for_one_and_for_twenty(cast, client):
    tell(cast.ana)
    client.force_login(cast.ana)
    page = reverse("people:notices")
    client.get(page)
    for_one = queries_of(client.get, page)
    for _turn in range(19):
        tell(cast.ana)
    assert queries_of(client.get, page) == for_one
    assert client.get(page).content.decode().count("Please mend") == 20


def test_many_notices_have_pages(cast, client):
    for n in range(31):
        tell(cast.ana, f"{n:02}.jpg")
    client.force_login(cast.ana)
    page = reverse("people:notices")
    assert "00.jpg" not in client.get(page).content.decode()
    assert "00.jpg" in client.get(f"{page}?page=2").content.decode()
    assert client.get(f"{page}?page=nonsense").status_code == 200
