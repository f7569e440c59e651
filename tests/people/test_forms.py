"""Signing up, and changing one's own settings: what is taken and what is not."""

import pytest
from django.utils import translation

from people.forms import SettingsForm, SignupForm

GOOD = {"name": "Ana", "language": "ko", "time_zone": "Asia/Seoul", "hears_of_projects": "on"}


@pytest.mark.parametrize(("active", "kept"), [("ko", "ko"), ("ko-kr", "ko"), ("en", "en"), ("en-gb", "en")])
def test_sign_up_keeps_the_name_and_the_language_of_the_page(cast, active, kept):
    form = SignupForm({"name": "Ana Lee"})
    assert form.is_valid()
    with translation.override(active):
        form.signup(None, cast.ana)
    cast.ana.refresh_from_db()
    assert (cast.ana.name, cast.ana.language) == ("Ana Lee", kept)


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_statement_needs_a_name_that_fits(name):
    assert list(SignupForm({"name": name}).errors) == ["name"]


def test_settings_are_taken(cast):
    form = SettingsForm(GOOD, instance=cast.ana)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == GOOD | {"hears_of_projects": True}


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "tlh"), ("time_zone", "Asia/Atlantis"), ("time_zone", "../../etc/passwd"), ("name", "")],
)
def test_settings_that_make_no_sense_are_named(cast, field, value):
    assert list(SettingsForm(GOOD | {field: value}, instance=cast.ana).errors) == [field]


def test_nobody_makes_themselves_an_admin_by_a_form(cast):
    form = SettingsForm(GOOD | {"role": "admin", "is_active": "", "email": "x@cast.example"}, instance=cast.ana)
    assert form.is_valid()
    assert set(form.cleaned_data) == set(GOOD)
