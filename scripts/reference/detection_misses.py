#!/usr/bin/python3
"""Compares the faces that `emotion predict` finds with labelled boxes, and draws what was missed.

    scripts/reference/detection_misses.py --emotion bin/emotion --photos FOLDER [--out FOLDER] [-- OPTION...]

FOLDER holds pictures and truth.json: for each picture, faces with a box [x, y, width, height] and a class (easy,
medium, hard). A face counts as found where a box overlaps it by 0.3 (intersection over union) with its centre inside.
Each picture with a missed face or a false alarm is copied to --out, with found faces green, missed ones red and false
alarms orange. Needs Debian's python3-opencv.
"""
import argparse
import json
import subprocess
from pathlib import Path

import cv2

GREEN, RED, ORANGE = (80, 180, 0), (0, 0, 230), (0, 140, 255)


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    both = max(0, width) * max(0, height)
    return both / (a[2] * a[3] + b[2] * b[3] - both)


def matches(found, truth):
    x, y = found[0] + found[2] / 2, found[1] + found[3] / 2
    inside = truth[0] <= x <= truth[0] + truth[2] and truth[1] <= y <= truth[1] + truth[3]
    return inside and overlap(found, truth) >= 0.3


def search(emotion, pictures, options):
    command = [emotion, "predict", "--quiet", "--format", "json", *options, *map(str, pictures)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    for picture, line in zip(pictures, lines):
        boxes = [face["box"] for face in json.loads(line)["faces"]]
        yield picture, [[b["x"], b["y"], b["width"], b["height"]] for b in boxes]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emotion", required=True)
    parser.add_argument("--photos", required=True, type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("options", nargs="*", help="passed to emotion predict")
    arguments = parser.parse_args()
    truth = json.loads((arguments.photos / "truth.json").read_text())["images"]
    counts, alarms = {}, 0
    for picture, boxes in search(arguments.emotion, [arguments.photos / name for name in truth], arguments.options):
        faces = truth[picture.name]["faces"]
        missed = [f for f in faces if not any(matches(b, f["box"]) for b in boxes)]
        false = [b for b in boxes if not any(matches(b, f["box"]) for f in faces)]
        for face in faces:
            found, of = counts.get(face["class"], (0, 0))
            counts[face["class"]] = (found + (face not in missed), of + 1)
        alarms += len(false)
        if missed or false:
            what = ", ".join(f"{f['class']} at {f['box']}" for f in missed) or "none"
            print(f"{picture.name}: missed {what}; false alarms {false or 'none'}")
            if arguments.out:
                arguments.out.mkdir(parents=True, exist_ok=True)
                image = cv2.imread(str(picture))
                drawn = [(b, GREEN) for b in boxes if b not in false]
                drawn += [(f["box"], RED) for f in missed] + [(b, ORANGE) for b in false]
                for (x, y, w, h), colour in drawn:
                    cv2.rectangle(image, (x, y), (x + w, y + h), colour, max(2, image.shape[1] // 400))
                cv2.imwrite(str(arguments.out / (picture.stem + ".png")), image)
    print(", ".join(f"{kind}: {found} of {of}" for kind, (found, of) in sorted(counts.items())), f"; {alarms} false alarms")


if __name__ == "__main__":
    main()
