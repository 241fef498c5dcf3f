#!/usr/bin/python3
"""Counts what `emotion predict` finds in photographs: as they are, turned, changed, and without a face.

    scripts/reference/detectors.py --emotion scripts/emotion --photos FOLDER [--detector NAME ...] [--plain FOLDER]
        [--keep FOLDER]

--photos: a folder with detect/ (photographs, truth.json) and expressions/ (portraits, index.json).
--plain: more images without a face. --keep: where the images that it makes are left, instead of a temporary folder.
--sets: only these. --option: further options of predict.

Needs Debian's python3-opencv.
"""
import argparse
import json
import math
import subprocess
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

TURNS = [0, 15, 20, 30, 45, 60, 90]
MAX_SIDE = 640


def iou(a, b):
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0
    return w * h / (a[2] * a[3] + b[2] * b[3] - w * h)


def is_at(found, truth):
    """IoU of 0.3 or more, the centre of what was found in the truth."""
    x, y = found[0] + found[2] / 2, found[1] + found[3] / 2
    inside = truth[0] <= x <= truth[0] + truth[2] and truth[1] <= y <= truth[1] + truth[3]
    return inside and iou(found, truth) >= 0.3


def portraits(folder):
    """(name, image of at most 640 pixels, box, label, whether it is clear) of each portrait."""
    index = json.loads((folder / "index.json").read_text())["images"]
    for name, entry in sorted(index.items()):
        image = cv2.imread(str(folder / name))
        scale = min(1, MAX_SIDE / max(image.shape[:2]))
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        box = [v * scale for v in entry["face_haar"]]
        yield name.replace("/", "-").rsplit(".", 1)[0], image, box, entry["label"], entry["clarity"] == "clear"


def turned(image, box, degrees):
    """The image turned clockwise on a canvas that holds all of it, and an upright box at the face."""
    height, width = image.shape[:2]
    side = int(math.hypot(width, height))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1)
    matrix[:, 2] += [(side - width) / 2, (side - height) / 2]
    result = cv2.warpAffine(image, matrix, (side, side), flags=cv2.INTER_LINEAR, borderValue=(60, 60, 60))
    x, y = matrix @ [box[0] + box[2] / 2, box[1] + box[3] / 2, 1]
    return result, [x - box[2] / 2, y - box[3] / 2, box[2], box[3]]


def part(box, left, top, right, bottom):
    x, y, w, h = box
    return [int(x + left * w), int(y + top * h)], [int(x + right * w), int(y + bottom * h)]


def mask(image, box):
    return cv2.rectangle(image.copy(), *part(box, 0.1, 0.58, 0.9, 1.05), (200, 170, 140), cv2.FILLED)


def sunglasses(image, box):
    return cv2.rectangle(image.copy(), *part(box, 0.12, 0.28, 0.88, 0.5), (20, 20, 20), cv2.FILLED)


def half(image, box):
    return cv2.rectangle(image.copy(), *part(box, 0.5, -0.2, 1.2, 1.2), (90, 110, 90), cv2.FILLED)


def dark(image, box):
    noise = np.random.default_rng(1).normal(0, 6, image.shape)
    return np.clip(image * 0.15 + noise, 0, 255).astype(np.uint8)


def blur(image, box):
    return cv2.GaussianBlur(image, (0, 0), box[2] / 12)


CHANGES = {"mask": mask, "sunglasses": sunglasses, "half": half, "dark": dark, "blur": blur}
SMALL = 24


def cuts(images):
    """Squares without a face out of (image, boxes), and drawn patterns."""
    random = np.random.default_rng(7)
    for image, boxes in images:
        height, width = image.shape[:2]
        taken = 0
        for _ in range(60):
            side = int(random.uniform(0.2, 0.7) * min(width, height))
            x, y = int(random.integers(0, width - side + 1)), int(random.integers(0, height - side + 1))
            grown = [[b[0] - b[2] * 0.3, b[1] - b[3] * 0.3, b[2] * 1.6, b[3] * 1.6] for b in boxes]
            if side >= 60 and taken < 8 and all(iou([x, y, side, side], b) == 0 for b in grown):
                taken += 1
                yield image[y : y + side, x : x + side]
    for i in range(40):
        canvas = np.full((400, 400, 3), random.integers(0, 255, 3), np.uint8)
        if i % 4 == 0:
            for line in range(20):
                text = "".join(chr(c) for c in random.integers(65, 122, 30))
                cv2.putText(canvas, text, (5, 20 * line + 15), i % 8, 0.6, (0, 0, 0), 1)
        elif i % 4 == 1:
            for _ in range(60):
                center = tuple(int(v) for v in random.integers(0, 400, 2))
                color = tuple(int(v) for v in random.integers(0, 255, 3))
                cv2.circle(canvas, center, int(random.integers(5, 60)), color, cv2.FILLED)
        elif i % 4 == 2:
            canvas = cv2.GaussianBlur(random.integers(0, 255, (400, 400, 3)).astype(np.uint8), (0, 0), 1 + i)
            canvas = cv2.normalize(canvas, None, 0, 255, cv2.NORM_MINMAX)
        else:
            period = int(random.integers(4, 60))
            canvas[np.add.outer(np.arange(400), np.arange(400) * (i % 3)) % period < period // 2] = 255
        yield canvas


class Sets:
    """The images of each set as files, with (box, label, class) of their faces."""

    def __init__(self, folder):
        self.folder = folder
        self.truth = {}

    def add(self, name, file, image, faces):
        path = self.folder / name / f"{file}.png"
        if name not in self.truth:
            self.truth[name] = {}
            path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            cv2.imwrite(str(path), image, [cv2.IMWRITE_PNG_COMPRESSION, 1])
        self.truth[name][path.name] = faces


def make_sets(photos, plain, folder):
    sets = Sets(folder)
    cut_from = []
    truth = json.loads((photos / "detect" / "truth.json").read_text())["images"]
    sets.truth["photographs"] = {n: [(f["box"], None, f["class"]) for f in i["faces"]] for n, i in truth.items()}
    for name, entry in truth.items():
        image = cv2.imread(str(photos / "detect" / name))
        if "exif" not in name and image.shape[1] > 100:
            cut_from.append((image, [f["box"] for f in entry["faces"]]))
    for i, (name, image, box, label, clear) in enumerate(portraits(photos / "expressions")):
        kind = "clear" if clear else "moderate"
        for degrees in TURNS:
            leaning, place = turned(image, box, degrees if i % 2 else -degrees)
            sets.add(f"turned {degrees}", name, leaning, [(place, label, kind)])
        for change, make in CHANGES.items():
            sets.add(change, name, make(image, box), [(box, label, kind)])
        scale = SMALL / box[2]
        small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        canvas = np.full((480, 640, 3), 127, np.uint8)
        height, width = min(480, small.shape[0]), min(640, small.shape[1])
        canvas[:height, :width] = small[:height, :width]
        sets.add("small", name, canvas, [([v * scale for v in box], label, kind)])
        cut_from.append((image, [box]))
    for i, cut in enumerate(cuts(cut_from)):
        sets.add("cuts", f"{i:04}", cut, [])
    if plain:
        for file in sorted(plain.iterdir()):
            sets.add("plain", file.stem, cv2.imread(str(file)), [])
    return sets


def predict(emotion, detector, folder, options):
    command = [emotion, "predict", "--quiet", "--format", "json", "--detector", detector, *options, str(folder)]
    start = time.perf_counter()
    run = subprocess.run(command, stdout=subprocess.PIPE, check=False, text=True)
    if run.returncode not in (0, 4):
        raise SystemExit(f"{command} ended with {run.returncode}")
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    return {Path(a["image"]).name: a.get("faces", []) for a in answers}, time.perf_counter() - start


def box_of(face):
    return [face["box"][key] for key in ("x", "y", "width", "height")]


def count(truth, answers):
    """For each class of face: how many, found, with the right emotion; and the boxes that are no face."""
    counts, false = {}, []
    for name, faces in truth.items():
        found = answers.get(name, [])
        for box, label, kind in faces:
            here = [f for f in found if is_at(box_of(f), box)]
            row = counts.setdefault(kind, [0, 0, 0])
            row[0] += 1
            row[1] += bool(here)
            row[2] += bool(here) and label == max(here, key=lambda f: iou(box_of(f), box))["emotion"]
        for face in found:
            if not any(is_at(box_of(face), box) for box, _, _ in faces):
                false.append((name, box_of(face), face.get("score")))
    return counts, false


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emotion", default="scripts/emotion")
    parser.add_argument("--photos", required=True, type=Path)
    parser.add_argument("--plain", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--detector", nargs="+", default=["haar", "blazeface"])
    parser.add_argument("--sets", nargs="+")
    parser.add_argument("--option", action="append", default=[])
    parser.add_argument("--verbose", action="store_true", help="prints each false alarm")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.keep or Path(temporary)
        sets = make_sets(args.photos, args.plain, folder)
        for name, truth in sets.truth.items():
            if args.sets and name not in args.sets:
                continue
            for detector in args.detector:
                options = args.option + (["--min-face", "20"] if name == "small" else [])
                place = args.photos / "detect" if name == "photographs" else folder / name
                answers, seconds = predict(args.emotion, detector, place, options)
                counts, false = count(truth, answers)
                rows = ", ".join(f"{kind} {n}: {found} found, {right} right" for kind, (n, found, right) in counts.items())
                print(f"{name} ({len(truth)}), {detector}: {rows or 'no faces'}; false alarms {len(false)}; {seconds:.1f} s")
                if args.verbose:
                    for alarm in false:
                        print("   ", *alarm)


if __name__ == "__main__":
    main()
