"""Writes about work, a file a verb: propose, take, draw, hand in, give back.

Rows are locked in the order assignment, task, budget.
"""

from labeling.actions.drawing import save_draft
from labeling.actions.handing_in import submit
from labeling.actions.leases import RETURN_LEASE, expire_leases, release
from labeling.actions.moving import conclude, lock, settle_reservation
from labeling.actions.proposing import propose_boxes
from labeling.actions.taking import claim, reclaim

__all__ = [
    "RETURN_LEASE",
    "claim",
    "conclude",
    "expire_leases",
    "lock",
    "propose_boxes",
    "reclaim",
    "release",
    "save_draft",
    "settle_reservation",
    "submit",
]
