"""Notes, verifier keys, cosignatures, proofs and policies against the C2SP texts and against changed bytes."""

import contextlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.certificates.log.notes import Kind, Note, Proof, VerifierKey, read_stamps, write_proof
from chalicelib.certificates.log.policy import Policy
from tests.unit.certificates.log import make_vectors, naive

VECTORS = json.loads(make_vectors.FILE.read_text())
LOG, WITNESS = VerifierKey.read(VECTORS["log_vkey"]), VerifierKey.read(VECTORS["witness_vkey"])
COSIGNED = VECTORS["cosigned_checkpoint"]
# The example of c2sp.org/signed-note, which is a note but no checkpoint.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_LINE = (
    "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72"
    "IneyaQM=\n"
)


def test_the_example_of_the_signed_note_specification_verifies():
    key = VerifierKey.read(EXAMPLE_KEY)
    assert str(key) == EXAMPLE_KEY
    note = Note.read(COSIGNED)._replace(
        text="This is an example message.\n", stamps=read_stamps(EXAMPLE_LINE)
    )
    assert key.signed(note)
    with pytest.raises(ValueError, match="does not verify"):
        key.signed(note._replace(text="This is an example message!\n"))


def test_published_checkpoints():
    note = Note.read(COSIGNED)
    assert (str(note), note.checkpoint.text) == (COSIGNED, note.text)
    assert (note.checkpoint.origin, note.checkpoint.size) == (make_vectors.ORIGIN, 600)
    assert note.checkpoint.root.hex() == VECTORS["roots_hex"]["600"]
    assert LOG.signed(note)
    assert WITNESS.signed(note)
    assert not WITNESS.signed(Note.read(VECTORS["checkpoint"]))
    assert (LOG.kind, WITNESS.kind) == (Kind.LOG, Kind.COSIGNATURE)


def test_published_proof():
    proof = Proof.read(VECTORS["tlog_proof_of_leaf_300"])
    assert write_proof(proof.place, proof.path, str(proof.note)) == VECTORS["tlog_proof_of_leaf_300"]
    assert (proof.place, list(proof.path)) == (300, naive.path(300, make_vectors.leaves(600)))


def test_a_checkpoint_of_the_cosignature_specification_is_read():
    text = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGz"
        "Gku9nTo+zyWE+xeMcTOAYQ8=\n"
        "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
        "qhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    note = Note.read(text)
    assert (note.checkpoint.size, len(note.stamps)) == (20_852_163, 2)


def test_extra_data_of_a_proof_is_passed_over():
    extra = VECTORS["tlog_proof_of_leaf_300"].replace("@v1\n", "@v1\nextra c2FsdA==\n")
    assert Proof.read(extra) == Proof.read(VECTORS["tlog_proof_of_leaf_300"])


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "one line",
        COSIGNED.replace("\n600\n", "\n0600\n"),
        COSIGNED.replace("\n600\n", "\n-600\n"),
        COSIGNED.replace("\u2014", "-"),
        COSIGNED.removesuffix("\n"),
        COSIGNED + "\n",
        COSIGNED.replace("\n\n", "\n"),
        COSIGNED.replace("\n", "\r\n"),
        COSIGNED + "\u2014 a b c\n",
        VECTORS["checkpoint"].partition("\u2014")[0],
        COSIGNED + "\u2014 x.example AAAA\n" * 40,
    ],
)
def test_what_is_no_checkpoint(broken):
    with pytest.raises(ValueError):
        Note.read(broken)


@given(st.integers(0, len(COSIGNED) - 1), st.characters(max_codepoint=0x2100))
def test_no_changed_letter_is_signed_as_before(at, letter):
    changed = COSIGNED[:at] + letter + COSIGNED[at + 1 :]
    if changed == COSIGNED:
        return
    try:
        note = Note.read(changed)
        assert not (LOG.signed(note) and WITNESS.signed(note))
    except ValueError:
        pass


@given(st.integers(0, len(VECTORS["tlog_proof_of_leaf_300"]) - 1), st.characters(max_codepoint=0x2100))
def test_reading_a_changed_proof_never_raises_anything_else(at, letter):
    text = VECTORS["tlog_proof_of_leaf_300"]
    with contextlib.suppress(ValueError):
        Proof.read(text[:at] + letter + text[at + 1 :])


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "a+b",
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY[:-2] + "==",
        "a+00000000+",
        "a+ +AQ==",
    ],
)
def test_what_is_no_verifier_key(vkey):
    with pytest.raises(ValueError):
        VerifierKey.read(vkey)


def test_a_cosignature_without_a_time_or_with_another_is_refused():
    witness, text = make_vectors.key("witness"), Note.read(COSIGNED).text
    for line in (
        naive.witness_line(make_vectors.WITNESS, witness, text, 0),
        naive.witness_line(make_vectors.WITNESS, witness, text, 1 << 63),
        naive.witness_line(make_vectors.WITNESS, witness, text.replace("600", "601"), 5),
    ):
        with pytest.raises(ValueError, match="does not verify"):
            WITNESS.signed(Note.read(VECTORS["checkpoint"] + line))


# Policies


KEYS = {name: Ed25519PrivateKey.generate() for name in ("a", "b", "c", "d")}
LISTED = "".join(f"witness {name} {naive.vkey(name + '.example', 4, key)}\n" for name, key in KEYS.items())


def seen_by(*names: str) -> Note:
    text = Note.read(COSIGNED).text
    lines = "".join(naive.witness_line(f"{name}.example", KEYS[name], text, 7) for name in names)
    return Note.read(VECTORS["checkpoint"] + lines)


@pytest.mark.parametrize(
    ("rule", "met", "unmet"),
    [
        ("quorum none", ["", "ab"], []),
        ("quorum a", ["a", "ab"], ["", "bcd"]),
        ("group g 2 a b c\nquorum g", ["ab", "bc", "abc"], ["", "a", "ad"]),
        ("group g all a b\nquorum g", ["ab"], ["a", "bc"]),
        ("group g any a b\nquorum g", ["a", "b"], ["cd"]),
        ("group g any a b\ngroup h 1 c d\ngroup both all g h\nquorum both", ["ac", "bd"], ["ab", "cd", "a"]),
    ],
)
def test_quorums(rule, met, unmet):
    policy = Policy.read(f"# made up\n\n{LISTED}{rule}\n")
    assert all(policy.met_by(seen_by(*names)) for names in met)
    assert not any(policy.met_by(seen_by(*names)) for names in unmet)


def test_a_policy_passes_over_logs_and_keeps_addresses():
    text = f"log {VECTORS['log_vkey']}\nwitness w\t{VECTORS['witness_vkey']}  https://w.example\nquorum w"
    (listed,) = Policy.read(text).witnesses
    assert (listed.name, listed.key, listed.url) == ("w", WITNESS, "https://w.example")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        LISTED,
        "quorum a",
        "quorum none\nquorum none",
        f"{LISTED}group g 5 a b c d\nquorum g",
        f"{LISTED}group g 0 a\nquorum g",
        f"{LISTED}group g 1 a a\nquorum g",
        f"{LISTED}group g 1 a\ngroup h 1 a\nquorum g",
        f"{LISTED}group g 1 e\nquorum g",
        f"{LISTED}group a 1 b\nquorum a",
        f"{LISTED}group none 1 b\nquorum none",
        f"{LISTED}group g two b c\nquorum g",
        f"{LISTED}{LISTED}quorum a",
        f"witness a {VECTORS['log_vkey']}\nquorum a",
        "witness a nonsense\nquorum a",
        f"{LISTED}quorum a b",
    ],
)
def test_what_is_no_policy(wrong):
    with pytest.raises(ValueError):
        Policy.read(wrong)
