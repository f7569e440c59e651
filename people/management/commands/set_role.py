"""Make somebody who signed up a client or an admin: python manage.py set_role EMAIL ROLE."""

from people import actions, commands
from people.errors import Refused
from people.models import Role, User


class Command(commands.Command):
    help = "Make somebody a worker, a client or an admin: the way to the first admin."

    def add_options(self, parser):
        parser.add_argument("email", help="the address they signed up with")
        parser.add_argument("role", choices=Role.values)

    def run(self, options):
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise Refused("unknown_person", f"Nobody has signed up with {options['email']}.")
        actions.set_role(user=user, role=Role(options["role"]), by=None)
        self.say(f"{user}: {user.role}")
        return {"email": user.email, "role": user.role}, 0
