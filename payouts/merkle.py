"""The root that a closed period is published with: a Merkle tree as in RFC 6962, section 2.1. Pure."""

from collections.abc import Sequence
from hashlib import sha256


class Tree:
    """The Merkle tree over `leaves`: its `root`, and the way from each leaf up to it.

    A level's odd last node moves up as it is, which gives the tree of the RFC: its split at the largest power of two
    below the size leaves a right side that is hashed the same way by itself. Holds two hashes a leaf.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.levels = [[sha256(b"\x00" + leaf).digest() for leaf in leaves]]
        while len(self.levels[-1]) > 1:
            self.levels.append(_level_above(self.levels[-1]))

    @property
    def root(self) -> bytes:
        """The Merkle tree hash, 32 bytes; that of no leaves is the hash of nothing."""
        return self.levels[-1][0] if self.levels[0] else sha256(b"").digest()

    def path(self, index: int) -> list[bytes]:
        """The audit path of leaf `index` (section 2.1.1): the neighbours that lead from it to the root, lowest first.

        Raises IndexError where there is no such leaf.
        """
        if not 0 <= index < len(self.levels[0]):
            raise IndexError(f"there is no leaf {index} among {len(self.levels[0])}")
        ways = ((level, index >> height ^ 1) for height, level in enumerate(self.levels[:-1]))
        return [level[neighbour] for level, neighbour in ways if neighbour < len(level)]


def _level_above(level: list[bytes]) -> list[bytes]:
    pairs = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
    return pairs + level[len(pairs) * 2 :]


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of `leaves`, 32 bytes; that of no leaves is the hash of nothing."""
    return Tree(leaves).root


def inclusion_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of one leaf; for many of the same tree, make a `Tree` once."""
    return Tree(leaves).path(index)


def root_from_path(leaf: bytes, index: int, *, size: int, path: Sequence[bytes]) -> bytes:
    """The root that `path` gives for leaf `index` of a tree of `size` leaves (RFC 9162, section 2.1.3.2).

    Raises ValueError where no tree of that size has such a leaf or such a path. Whether the root is the published one
    is for the caller to compare.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    node, last, used = sha256(b"\x00" + leaf).digest(), size - 1, 0
    while last:
        if index % 2 or index < last:
            if used == len(path):
                raise ValueError(f"a path of {used} hashes is too short")
            pair = path[used] + node if index % 2 else node + path[used]
            node, used = sha256(b"\x01" + pair).digest(), used + 1
        index, last = index // 2, last // 2
    if used < len(path):
        raise ValueError(f"a path of {len(path)} hashes is too long: {used} lead to the root")
    return node
