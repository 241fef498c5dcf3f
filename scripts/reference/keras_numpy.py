"""A Keras model's answers by NumPy alone, to compare emotion's import of it with.

    python3 keras_numpy.py MODEL.h5 FOLDER RANGE CLASS,CLASS,... >answers.csv

Knows the layers of Keras 2 models like mini-XCEPTION, channels last. FOLDER holds images of faces,
grey or to be made grey, at any depth; the ids in the answers are paths from FOLDER on, so that
`emotion import --check FOLDER/answers.csv` finds them. Needs NumPy, h5py and Pillow (Debian:
python3-h5py python3-pil). Written from Keras's documentation, not from emotion's code.
"""
import json
import pathlib
import sys

import h5py
import numpy as np
from PIL import Image

RANGES = {"0..1": (1 / 255, 0), "-1..1": (1 / 127.5, -1), "0..255": (1, 0)}


def windows(x, size, stride, same, fill):
    """[n, h, w, c] as [n, h', w', size, size, c], padded as TensorFlow does."""
    if same:
        pads = []
        for length in x.shape[1:3]:
            total = max((-(-length // stride) - 1) * stride + size - length, 0)
            pads.append((total // 2, total - total // 2))
        x = np.pad(x, [(0, 0), *pads, (0, 0)], constant_values=fill)
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))
    return view[:, ::stride, ::stride].transpose(0, 1, 2, 4, 5, 3)


def convolve(x, kernel, stride, same):
    return np.tensordot(windows(x, kernel.shape[0], stride, same, 0), kernel, axes=3)


def depthwise(x, kernel, stride, same):
    patches = windows(x, kernel.shape[0], stride, same, 0)
    y = np.einsum("nhwrsc,rscm->nhwcm", patches, kernel, optimize=True)
    return y.reshape(*y.shape[:3], -1)


def activate(x, name):
    if name == "relu":
        return np.maximum(x, 0)
    if name == "softmax":
        e = np.exp(x - x.max(axis=-1, keepdims=True))
        return e / e.sum(axis=-1, keepdims=True)
    assert name == "linear", name
    return x


def layer(kind, config, weights, inputs):
    x = inputs[0]
    same = config.get("padding") == "same"
    stride = (config.get("strides") or config.get("pool_size") or [1])[0]
    if kind in ("Conv2D", "SeparableConv2D"):
        if kind == "Conv2D":
            x = convolve(x, weights[0], stride, same)
        else:
            x = convolve(depthwise(x, weights[0], stride, same), weights[1], 1, True)
        if config["use_bias"]:
            x = x + weights[-1]
        return activate(x, config["activation"])
    if kind == "BatchNormalization":
        gamma, beta, mean, variance = weights
        return (x - mean) / np.sqrt(variance + config["epsilon"]) * gamma + beta
    if kind == "Activation":
        return activate(x, config["activation"])
    if kind == "MaxPooling2D":
        return windows(x, config["pool_size"][0], stride, same, -np.inf).max(axis=(3, 4))
    if kind == "GlobalAveragePooling2D":
        return x.mean(axis=(1, 2))
    if kind == "Add":
        return sum(inputs)
    raise SystemExit(f"no {kind} here")


def main():
    model, folder, span, classes = sys.argv[1], pathlib.Path(sys.argv[2]), *sys.argv[3:5]
    with h5py.File(model) as file:
        config = json.loads(file.attrs["model_config"])["config"]
        weights = {
            name: [np.asarray(group[w], np.float64) for w in group.attrs["weight_names"]]
            for name, group in file["model_weights"].items()
        }
    factor, offset = RANGES[span]
    side = config["layers"][0]["config"]["batch_input_shape"][1]
    files = sorted(p for p in folder.rglob("*") if p.suffix in (".jpg", ".png"))
    print("id", *classes.split(","), sep=",")
    for start in range(0, len(files), 64):
        batch = files[start : start + 64]
        faces = []
        for file in batch:
            face = Image.open(file).convert("L")
            if face.size != (side, side):
                face = face.resize((side, side), Image.BILINEAR)
            faces.append(np.asarray(face, np.float64)[..., None])
        values = {}
        for entry in config["layers"]:
            name, kind = entry["name"], entry["class_name"]
            if kind == "InputLayer":
                values[name] = np.stack(faces) * factor + offset
            else:
                inputs = [values[i[0]] for i in entry["inbound_nodes"][0]]
                values[name] = layer(kind, entry["config"], weights[name], inputs)
        for file, row in zip(batch, values[config["output_layers"][0][0]]):
            print(file.relative_to(folder), *(f"{p:.9g}" for p in row), sep=",")


if __name__ == "__main__":
    main()
