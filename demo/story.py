"""The story that the demo tells, through the public actions alone, each at its own time. No row is written here."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

from django.apps import apps
from django.db import connection

from demo import bank, hands, photos
from demo.offers import OFFERS, Offer
from demo.people import create_people
from demo.plan import (
    PRESENT,
    SEOUL,
    Fate,
    Months,
    Piece,
    closing_at,
    month_of_work,
    months_of,
    payment_at,
    pick,
    present_work,
    workdays,
)
from demo.scenes import Event, Scene, Stage
from labeling import actions as labeling
from labeling.queries import tasks_open_to
from payouts import actions as payouts
from payouts.actions.accounts import confirmation_token
from payouts.paydays import next_banking_day
from payouts.periods import starts_at
from people.actions import read_notices
from people.models import User
from projects import actions as projects
from projects import imports
from projects.money import MICRO
from review import actions as review

Say = Callable[[str], None]

# Ten percent on top of the pay, for the platform.
FEE_BP = 1_000
# Who draws for each project besides worker@demo.example.
COMPANY = {"animals": ["emma", "junho"], "coins": ["seoyun", "junho"], "galaxies": ["lucas", "emma"]}
# On so many pictures boxes are proposed.
PROPOSED = 6
# What does not go straight in the closed month: (project, whose, how many pieces of theirs before it) to its fate.
MISHAPS = {
    ("animals", "worker", 6): Fate.MENDED,
    ("animals", "junho", 2): Fate.MENDED,
    ("animals", "emma", 4): Fate.REFUSED,
    ("coins", "worker", 9): Fate.REFUSED,
    ("coins", "seoyun", 3): Fate.MENDED,
    ("coins", "junho", 1): Fate.OVERDUE,
    ("galaxies", "lucas", 2): Fate.MENDED,
}
# Where everybody's won goes: holder, Korean bank, number.
ACCOUNTS = {
    "worker": ("Haneul Kim", "088", "110-284-551020"),
    "reviewer": ("Daniel Okafor", "081", "620-910284-33107"),
    "junho": ("이준호", "004", "457802-04-118235"),
    "seoyun": ("박서윤", "090", "3333-07-4410982"),
    "emma": ("Emma Rossi", "020", "1002-851-339204"),
    "lucas": ("Lucas Meyer", "011", "302-0917-4462-01"),
    "reviewer2": ("최민지", "092", "1000-2207-3184"),
}
# The other bank of the one who moves.
MOVED_TO = ("최민지", "088", "110-517-903346")


def tell(now: datetime, say: Say = lambda text: None) -> None:
    """Fill an empty database with what happened until `now`."""
    now = now.astimezone(SEOUL).replace(second=0, microsecond=0)
    months = months_of(now)
    say("people and projects")
    people = create_people()
    stages = [_open_project(offer, people, months) for offer in OFFERS]
    scenes = [Scene(piece, stage, people, now) for stage in stages for piece in pieces_of(stage, months, now)]
    events = [event for scene in scenes for event in scene.events()]
    events += _office(months, people, stages, now)
    events += _accounts(months, people, now)
    _play(sorted((event for event in events if event[0] <= now), key=lambda event: event[0]), say)
    for stage in stages:
        if stage.offer.key == "coins":
            _propose(stage, people["newcomer"], now)
    say("thumbnails")
    projects.make_thumbnails(limit=1000)
    review.free_unappealed(now=now)
    review.measure_pace(now=now)


def _open_project(offer: Offer, people: dict[str, User], months: Months) -> Stage:
    client, at = people["client"], starts_at(months.paid, SEOUL) + timedelta(hours=8)
    project = projects.create_project(
        by=client,
        name=offer.name,
        currency="KRW",
        labels=offer.label_rows,
        now=at,
        summary=offer.summary,
        guide=offer.guide,
        review_price_micro=5 * MICRO,
        pay_day=offer.pay_day,
        review_hours=offer.review_hours,
        lease_minutes=2 * 24 * 60,
        max_boxes=40,
    )
    projects.set_fee(by=people["admin"], project=project, fee_bp=FEE_BP, now=at)
    taken = offer.take(offer.images)
    files = [(photo.name, BytesIO(photo.data)) for photo in taken]
    report = imports.add_images(by=client, project=project, files=files, now=at)
    example = photos.example(taken[0], offer.colors)
    projects.add_guide_picture(by=client, project=project, name="good.jpg", data=example, now=at)
    for key in ("reviewer", "reviewer2"):
        projects.seat_reviewer(by=client, project=project, user=people[key], now=at)
    _fund(people, project, offer.deposits[0], "first", at + timedelta(minutes=30))
    project.refresh_from_db()
    project = projects.open_project(by=client, project=project, now=at + timedelta(hours=1))
    labels = {label.name: label.pk for label in project.labels.all()}
    return Stage(offer, project, taken, [image.pk for image in report.created], labels)


def _propose(stage: Stage, newcomer: User, now: datetime) -> None:
    """A detector has looked at the pictures that a newcomer is given next."""
    tasks = tasks_open_to(newcomer, stage.project)[:PROPOSED]
    photos = [stage.photos[stage.image_ids.index(task.image_id)] for task in tasks]
    images = [{"name": photo.name, "boxes": hands.proposed(photo)} for photo in photos]
    given = {"source": "coin-finder 0.3", "images": images}
    labeling.propose_boxes(by=stage.project.client, project=stage.project, proposals=given, now=now)


def _fund(people: dict[str, User], project, won: int, reference: str, at: datetime) -> None:
    """The client announces a transfer; it arrives twenty minutes later, and an admin confirms it."""
    announced = payouts.announce_funding(by=people["client"], project=project, amount=won * MICRO, now=at)
    payouts.confirm_funding(
        by=people["admin"],
        funding=announced,
        amount=won * MICRO,
        bank_reference=f"MIRA-{at:%Y%m%d}-{project.pk}-{reference}",
        now=at + timedelta(minutes=20),
    )


def pieces_of(stage: Stage, months: Months, now: datetime) -> list[Piece]:
    """Everything that is drawn for one project, in the order of its pictures."""
    offer, counts = stage.offer, [len(photo.areas) for photo in stage.photos]
    month = partial(month_of_work, offer.key, hour=offer.hour, counts=counts, review_hours=offer.review_hours)
    pieces = month(days=workdays(months.paid, 2, 25), first=0, hands=past_hands(offer, counts))
    if months.between:
        company = COMPANY[offer.key]
        hands = [(company[n % 2], Fate.APPROVED) for n in range(offer.between)]
        pieces += month(days=workdays(months.between, 5, 12), first=len(pieces), hands=hands)
    pieces += present_work(offer.key, now=now, first=len(pieces), hands=offer.present, counts=counts)
    return pieces


def past_hands(offer: Offer, counts: list[int]) -> list[tuple[str, Fate]]:
    """Who drew which picture of the closed month: worker@ exactly as many boxes as the statements tell."""
    order = sorted(range(offer.past), key=lambda n: (n % 4 == 3, n))
    own = pick(counts, offer.target, order)
    company, done, hands = COMPANY[offer.key], {}, []
    for index in range(offer.past):
        worker = "worker" if index in own else company[index % 8 // 4]
        fate = MISHAPS.get((offer.key, worker, done.get(worker, 0)), Fate.APPROVED)
        done[worker] = done.get(worker, 0) + 1
        hands.append((worker, fate))
    return hands


def _office(months: Months, people: dict[str, User], stages: list[Stage], now: datetime) -> Iterator[Event]:
    """What admins and the client do: more money on the 18th, months closed, statements paid on their days."""
    topped_up = starts_at(months.paid, SEOUL) + timedelta(days=17, hours=11)
    for stage in stages:
        yield topped_up, partial(_fund, people, stage.project, stage.offer.deposits[1], "second", topped_up)
    for period in filter(None, (months.paid, months.between)):
        closed = min(closing_at(period), now)
        yield closed, partial(payouts.close_past_periods, now=closed)
        for pay_day in (10, 20):
            at = payment_at(period, pay_day)
            yield at, partial(_pay, people, at)
            if (evening := at + timedelta(hours=9)) < now - PRESENT:  # what came since is news to a visitor
                yield evening, partial(_read_all, people, evening)


def _accounts(months: Months, people: dict[str, User], now: datetime) -> Iterator[Event]:
    """Everybody who works says where the money goes. One moves to another bank shortly before the last pay day."""
    started = starts_at(months.paid, SEOUL) + timedelta(days=3, hours=13)
    for number, (key, account) in enumerate(ACCOUNTS.items()):
        at = started + timedelta(minutes=20 * number)
        yield at, partial(_enter_account, people, key, account, at)
    if not months.between:
        payday = payment_at(months.paid, 20)
        changed, late = payday - timedelta(days=2), payday + timedelta(hours=4)
        yield changed, partial(_change_account, people, changed)
        yield late, partial(_confirm_account, people, "reviewer2", late)
        run = max(late + timedelta(hours=2), now - timedelta(hours=3))  # left for a visitor to approve
        pay_on = next_banking_day(run.date())
        yield run, partial(payouts.run_payout, by=people["admin"], currency="KRW", pay_on=pay_on, now=run)


def _enter_account(people: dict[str, User], key: str, account: tuple[str, str, str], at: datetime) -> None:
    _save_account(people[key], account, at)
    _confirm_account(people, key, at + timedelta(minutes=6))


def _save_account(worker: User, account: tuple[str, str, str], at: datetime) -> None:
    holder, bank_code, number = account
    payouts.save_bank_account(
        by=worker, currency="KRW", country="KR", holder=holder, bank_code=bank_code, number=number, now=at
    )


def _change_account(people: dict[str, User], at: datetime) -> None:
    _save_account(people["reviewer2"], MOVED_TO, at)


def _confirm_account(people: dict[str, User], key: str, at: datetime) -> None:
    """The worker opens the mailed link, and the bank names the holder to the admin."""
    account = people[key].bank_accounts.get(replaced_at=None)
    payouts.confirm_bank_account(by=people[key], token=confirmation_token(account), now=at)
    holder = ACCOUNTS[key][0]
    payouts.check_bank_account(by=people["admin"], account=account, holder=holder, now=at + timedelta(minutes=30))


def _pay(people: dict[str, User], at: datetime) -> None:
    """A pay day: one admin prepares, the other approves, the bank carries out and tells so in the afternoon."""
    admin, steps = people["admin"], [at + timedelta(minutes=minutes) for minutes in (0, 40, 55, 420)]
    run = payouts.run_payout(by=admin, currency="KRW", pay_on=at.date(), now=steps[0])
    payouts.approve_payout(by=people["admin2"], run=run, now=steps[1])
    orders = payouts.send_payout(by=admin, run=run, now=steps[2])
    told = bank.statement(orders.data, at.date())
    payouts.reconcile(by=admin, name=f"statement-{at:%Y%m%d}.csv", data=told, now=steps[3])


def _read_all(people: dict[str, User], at: datetime) -> None:
    for person in people.values():
        read_notices(by=person, now=at)


def _play(events: list[Event], say: Say) -> None:
    """Let the events happen in the order of their times; every evening the books are brought up to date."""
    evening = None
    for number, (at, happen) in enumerate(events):
        if at.date() != evening:
            payouts.accrue()
            evening = at.date()
        if number in (50, 150, 450):
            _measure_tables()
        if number % 50 == 0:
            say(f"{at:%d %B}: {number} of {len(events)} events")
        happen()
    payouts.accrue()


def _measure_tables() -> None:
    """The story is one transaction, whose rows autovacuum does not see: PostgreSQL would plan for empty tables."""
    models = [model for app in ("labeling", "review", "payouts") for model in apps.get_app_config(app).get_models()]
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in models)}")
