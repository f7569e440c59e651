"""How an operator makes the first admin."""

import pytest
from django.core.management import CommandError, call_command

from people.models import Event, Role


def test_who_signed_up_is_made_an_admin_by_address_in_any_case_and_the_log_says_so(cast, capsys):
    call_command("set_role", cast.ana.email.upper(), "admin")
    cast.ana.refresh_from_db()
    assert (cast.ana.role, cast.ana.is_staff) == (Role.ADMIN, True)
    assert Event.objects.get(verb="user.role_set").actor is None
    assert "Ana: admin" in capsys.readouterr().out


@pytest.mark.parametrize(("email", "role"), [("nobody@cast.example", "admin"), ("ana@cast.example", "king")])
def test_an_unknown_person_or_role_is_asked_wrongly_and_changes_nothing(cast, email, role):
    assert cast.ana.role == Role.WORKER
    with pytest.raises(CommandError, match=r"Nobody has signed up|invalid choice: 'king'"):
        call_command("set_role", email, role)
    cast.ana.refresh_from_db()
    assert cast.ana.role == Role.WORKER
