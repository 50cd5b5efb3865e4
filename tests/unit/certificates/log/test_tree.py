"""The tree and its tiles against the definitions, and proofs that prove only what they should."""

import json
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.certificates.log import tree
from chalicelib.certificates.log.tiles import Edge, Tile, Tiles
from tests.unit.certificates.log import make_vectors, naive

# The leaves and roots of the test vectors that Certificate Transparency implementations share.
CT_ENTRIES = [
    bytes.fromhex(entry) for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")
]
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
}
VECTORS = json.loads(make_vectors.FILE.read_text())
LEAVES = make_vectors.leaves(make_vectors.LARGE)

sizes = st.integers(1, 1100)


def grown(size: int, steps: tuple[int, ...] = ()) -> tuple[Edge, dict[Tile, bytes]]:
    """A tree of so many of the vectors' leaves, appended in steps that end at those sizes; every tile made."""
    edge, made = Edge(), {}
    for end in (*sorted(steps), size):
        edge, new = edge.extended(LEAVES[edge.size : end])
        made |= new
    return edge, made


def test_the_empty_tree():
    assert Edge().root == sha256(b"").digest() == tree.EMPTY


@pytest.mark.parametrize("size", CT_ROOTS)
def test_roots_of_certificate_transparency(size):
    edge, _ = Edge().extended([sha256(b"\x00" + entry).digest() for entry in CT_ENTRIES[:size]])
    assert edge.root.hex() == CT_ROOTS[size]


def test_the_published_vectors_are_what_the_definitions_give():
    assert json.loads(json.dumps(make_vectors.vectors())) == VECTORS


@pytest.mark.parametrize("size", make_vectors.SIZES)
def test_published_roots(size):
    assert grown(size)[0].root.hex() == VECTORS["roots_hex"][str(size)]


@pytest.mark.parametrize("size", VECTORS["tiles_sha256"])
def test_published_tiles(size):
    wanted = VECTORS["tiles_sha256"][size]
    assert {tile.path: sha256(body).hexdigest() for tile, body in grown(int(size))[1].items()} == wanted


def test_tiles_of_seventy_thousand_as_the_specification_counts_them():
    tiles = list(grown(70_000)[1])
    assert sum(tile.level == 0 and tile.width == 256 for tile in tiles) == 273
    assert {tile for tile in tiles if tile.width < 256} == {Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)}


def test_paths_of_tiles():
    assert Tile(0, 1_234_067).path == "tile/0/x001/x234/067"
    assert Tile(5, 7, 9).path == "tile/5/007.p/9"
    assert Tile(1, 1_000, 255).path == "tile/1/x001/000.p/255"


@pytest.mark.parametrize("proof", VECTORS["inclusion"], ids=lambda p: f"{p['index']} of {p['size']}")
def test_published_inclusion_proofs(proof):
    path = [bytes.fromhex(value) for value in proof["path_hex"]]
    tiles = Tiles(proof["size"], grown(proof["size"])[1].__getitem__)
    assert tiles.inclusion(proof["index"]) == path
    root = bytes.fromhex(VECTORS["roots_hex"][str(proof["size"])])
    assert tree.includes(LEAVES[proof["index"]], proof["index"], proof["size"], path, root)


@pytest.mark.parametrize("proof", VECTORS["consistency"], ids=lambda p: f"{p['old']} to {p['size']}")
def test_published_consistency_proofs(proof):
    path = [bytes.fromhex(value) for value in proof["path_hex"]]
    assert Tiles(proof["size"], grown(proof["size"])[1].__getitem__).consistency(proof["old"]) == path
    before, after = grown(proof["old"])[0].root, grown(proof["size"])[0].root
    assert tree.extends(proof["old"], before, proof["size"], after, path)


@settings(max_examples=40)
@given(sizes, st.lists(sizes, max_size=5))
def test_however_a_tree_was_grown_it_is_the_same(size, steps):
    steps = tuple(step for step in steps if step < size)
    edge, made = grown(size, steps)
    assert edge.root == naive.mth(LEAVES[:size])
    assert edge == Tiles(size, made.__getitem__).edge()
    for name, body in naive.tiles(LEAVES[:size]).items():
        assert {tile.path: value for tile, value in made.items()}[name] == body


@settings(max_examples=60)
@given(sizes, st.data())
def test_every_inclusion_proof_proves_its_leaf_and_no_other(size, data):
    place = data.draw(st.integers(0, size - 1))
    edge, made = grown(size)
    path = Tiles(size, made.__getitem__).inclusion(place)
    assert path == naive.path(place, LEAVES[:size])
    assert tree.includes(LEAVES[place], place, size, path, edge.root)
    other = data.draw(st.integers(0, size + 1))
    if other != place:
        assert not tree.includes(LEAVES[place], other, size, path, edge.root)
    assert not tree.includes(LEAVES[place + 1], place, size, path, edge.root)
    assert not tree.includes(LEAVES[place], place, size, [*path, path[0] if path else bytes(32)], edge.root)
    assert not path or not tree.includes(LEAVES[place], place, size, path[:-1], edge.root)


@settings(max_examples=60)
@given(sizes, st.data())
def test_every_consistency_proof_proves_its_step_and_no_other(size, data):
    old = data.draw(st.integers(0, size))
    edge, made = grown(size)
    path = Tiles(size, made.__getitem__).consistency(old)
    assert path == (naive.proof(old, LEAVES[:size]) if old else [])
    before = grown(old)[0].root
    assert tree.extends(old, before, size, edge.root, path)
    assert not tree.extends(old, sha256(before).digest(), size, edge.root, path)
    if 0 < old < size:
        assert not tree.extends(old, before, size, sha256(edge.root).digest(), path)
        assert not tree.extends(old, before, size, edge.root, path[:-1])
        at = data.draw(st.integers(0, len(path) - 1))
        spoiled = [*path[:at], sha256(path[at]).digest(), *path[at + 1 :]]
        assert not tree.extends(old, before, size, edge.root, spoiled)


def test_no_path_reaches_beyond_the_tree():
    assert not tree.includes(bytes(32), 1, 1, [], bytes(32))
    assert not tree.includes(bytes(32), -1, 1, [], bytes(32))
    assert not tree.includes(bytes(32), 0, 0, [], tree.EMPTY)
    assert not tree.extends(3, bytes(32), 2, bytes(32), [bytes(32)])
    assert not tree.extends(0, bytes(32), 2, bytes(32), [])
