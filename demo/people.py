"""The people of the demo. Those with a login have the same password; the others only work."""

from demo.logins import EMAILS, PASSWORD
from people.actions import create_user
from people.models import Role, User

# key, role, name, language of the pages
PEOPLE = [
    ("worker", Role.WORKER, "Haneul Kim", "en"),
    ("newcomer", Role.WORKER, "Noa Lindqvist", "en"),
    ("reviewer", Role.WORKER, "Daniel Okafor", "en"),
    ("client", Role.CLIENT, "Yuna Jang, Mira Vision", "en"),
    ("admin", Role.ADMIN, "Ada Byun", "en"),
    ("admin2", Role.ADMIN, "Ben Hartley", "en"),
    ("junho", Role.WORKER, "이준호", "ko"),
    ("seoyun", Role.WORKER, "박서윤", "ko"),
    ("emma", Role.WORKER, "Emma Rossi", "en"),
    ("lucas", Role.WORKER, "Lucas Meyer", "en"),
    ("reviewer2", Role.WORKER, "최민지", "ko"),
]


def create_people() -> dict[str, User]:
    """Everybody, by key."""
    people = {}
    for key, role, name, language in PEOPLE:
        email = f"{key}@demo.example"
        password = PASSWORD if email in EMAILS else None
        people[key] = create_user(email=email, password=password, name=name, role=role, language=language)
    return people
