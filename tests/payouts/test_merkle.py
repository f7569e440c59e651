"""The Merkle tree hash and its paths, beside the vectors of the certificate-transparency reference implementation."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.merkle import Tree, inclusion_path, root, root_from_path

LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# How many of the leaves above make the tree, which of them, and its path.
PATHS = [
    (1, 0, []),
    (
        8,
        0,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        8,
        5,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (3, 2, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        5,
        1,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
leaves = st.lists(st.binary(max_size=20), min_size=1, max_size=40)


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_reference_vectors(size):
    assert root(LEAVES[:size]).hex() == ROOTS[size]


def as_the_rfc_defines_it(entries: list[bytes]) -> bytes:
    """Section 2.1 word for word: split at the largest power of two below the size."""
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1 << (len(entries) - 1).bit_length() - 1
    return sha256(b"\x01" + as_the_rfc_defines_it(entries[:split]) + as_the_rfc_defines_it(entries[split:])).digest()


@given(leaves)
def test_every_size_is_hashed_as_the_rfc_defines_it(entries):
    assert root(entries) == as_the_rfc_defines_it(entries)


@given(leaves, st.data())
def test_a_changed_leaf_changes_the_root(entries, data):
    changed = list(entries)
    changed[data.draw(st.integers(0, len(entries) - 1))] += b"!"
    assert root(changed) != root(entries)


def test_neither_the_order_nor_the_number_of_leaves_is_open():
    assert root([b"a", b"b"]) != root([b"b", b"a"])
    assert root([b"a", b"b", b"b"]) != root([b"a", b"b"])


def test_an_inner_node_cannot_pass_for_a_leaf():
    pair = sha256(b"\x00a").digest() + sha256(b"\x00b").digest()
    assert root([pair]) != root([b"a", b"b"])


@pytest.mark.parametrize(("size", "index", "path"), PATHS)
def test_the_reference_paths(size, index, path):
    assert [step.hex() for step in inclusion_path(LEAVES[:size], index)] == path


def the_path_as_the_rfc_defines_it(index: int, entries: list[bytes]) -> list[bytes]:
    """Section 2.1.1 word for word."""
    if len(entries) == 1:
        return []
    split = 1 << (len(entries) - 1).bit_length() - 1
    left, right = entries[:split], entries[split:]
    if index < split:
        return [*the_path_as_the_rfc_defines_it(index, left), as_the_rfc_defines_it(right)]
    return [*the_path_as_the_rfc_defines_it(index - split, right), as_the_rfc_defines_it(left)]


@given(leaves)
def test_every_path_is_the_one_that_the_rfc_defines_and_leads_to_the_root(entries):
    tree = Tree(entries)
    for index, leaf in enumerate(entries):
        path = tree.path(index)
        assert path == the_path_as_the_rfc_defines_it(index, entries)
        assert root_from_path(leaf, index, size=len(entries), path=path) == tree.root


@given(leaves, st.data())
def test_a_path_leads_from_no_other_leaf_and_no_other_place(entries, data):
    index = data.draw(st.integers(0, len(entries) - 1))
    tree, size = Tree(entries), len(entries)
    path = tree.path(index)
    assert root_from_path(entries[index] + b"!", index, size=size, path=path) != tree.root
    if path:
        step = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:step], bytes(32), *path[step + 1 :]]
        assert root_from_path(entries[index], index, size=size, path=changed) != tree.root
        assert root_from_path(entries[index], index, size=size, path=path) != root([*entries, b"one more"])


@pytest.mark.parametrize(
    ("index", "size", "steps", "says"),
    [
        (0, 0, 0, "has no leaf 0"),
        (5, 5, 1, "has no leaf 5"),
        (-1, 5, 3, "has no leaf -1"),
        (1, 5, 2, "too short"),
        (1, 5, 4, "too long"),
        (4, 5, 3, "too long"),
        (0, 1, 1, "too long"),
    ],
)
def test_a_path_that_no_such_tree_has_is_refused(index, size, steps, says):
    with pytest.raises(ValueError, match=says):
        root_from_path(b"leaf", index, size=size, path=[bytes(32)] * steps)


@pytest.mark.parametrize("index", [-1, 3])
def test_a_leaf_that_is_not_there_has_no_path(index):
    with pytest.raises(IndexError, match=f"no leaf {index} among 3"):
        Tree([b"a", b"b", b"c"]).path(index)
