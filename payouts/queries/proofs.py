"""Reads about how a statement is proven: its place in the tree of its month, and the roots that are published."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from payouts.merkle import Tree
from payouts.models import Period, Statement
from payouts.queries.roots import leaf_hashes, root_before

# A tree of 162,000 statements takes 30 MB; who downloads asks for the latest month, or for the one before.
TREES_KEPT = 2


class TreeOfHashes(Tree):
    """A tree whose leaves only the database knows: it hands out their hashes."""

    def __init__(self, hashes: Iterable[bytes]) -> None:
        self.levels = [list(hashes)]
        while len(level := self.levels[-1]) > 1:
            pairs = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
            self.levels.append(pairs + level[len(pairs) * 2 :])


@dataclass(frozen=True)
class Proof:
    """The way from a statement's leaf, and from that of the root before it, to the root of the month; all in hex."""

    index: int
    size: int
    path: list[str]
    root_before: str
    path_before: list[str]
    root: str


def proof_of(statement: Statement) -> Proof | None:
    """None while the root of the month is not published."""
    period = Period.objects.filter(pk=statement.period).exclude(closed_at=None).first()
    if period is None:
        return None
    tree = _tree(period.name, period.root)
    index = _place(statement)
    return Proof(
        index=index,
        size=len(tree.levels[0]),
        path=[step.hex() for step in tree.path(index)],
        root_before=root_before(period.name),
        path_before=[step.hex() for step in tree.path(0)],
        root=period.root,
    )


@lru_cache(maxsize=TREES_KEPT)
def _tree(period: str, root: str) -> TreeOfHashes:
    """The tree of a closed month. Kept by its root too, so that one of another database is never taken for it."""
    with transaction.atomic():
        return TreeOfHashes(leaf_hashes(period))


def _place(statement: Statement) -> int:
    """How many leaves stand before a statement's: the root of the month before, and those ordered before it."""
    same_worker = Q(worker=statement.worker_id)
    before = (
        Q(worker__lt=statement.worker_id)
        | same_worker & Q(pay_day__lt=statement.pay_day)
        | same_worker & Q(pay_day=statement.pay_day, currency__lt=statement.currency)
    )
    return 1 + Statement.objects.filter(before, period=statement.period).count()


def published_roots() -> QuerySet[Period]:
    """The closed months, the latest first, with the number of `statements` and with `before`, the month before."""
    statements = Statement.objects.filter(period=OuterRef("name")).order_by().values("period")
    earlier = Period.objects.filter(name__lt=OuterRef("name")).exclude(closed_at=None).order_by("-name")
    return (
        Period.objects.exclude(closed_at=None)
        .annotate(
            statements=Subquery(statements.annotate(count=Count("id")).values("count")),
            before=Subquery(earlier.values("name")[:1]),
            root_before=Subquery(earlier.values("root")[:1]),
        )
        .order_by("-name")
    )
