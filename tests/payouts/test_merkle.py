"""The Merkle tree hash, beside the vectors of the certificate-transparency reference implementation."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.merkle import root

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
