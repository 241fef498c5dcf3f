#!/usr/bin/python3
"""Counts what OpenCV's cascades find in labelled photographs, each alone and two together.

    scripts/reference/detectors.py --photos FOLDER

FOLDER is that of detection_misses.py. For each search it prints how many clear (easy) faces were found, how many boxes
are no face of any class, and the time. Of boxes of several cascades that overlap by more than 0.3 the largest is kept
(non-maximum suppression). Needs Debian's python3-opencv and opencv-data.
"""
import argparse
import json
import time
from pathlib import Path

import cv2
from detection_misses import matches, overlap

CASCADES = Path("/usr/share/opencv4")
CASCADE = {
    "default": "haarcascades/haarcascade_frontalface_default.xml",
    "alt": "haarcascades/haarcascade_frontalface_alt.xml",
    "alt2": "haarcascades/haarcascade_frontalface_alt2.xml",
    "LBP": "lbpcascades/lbpcascade_frontalface_improved.xml",
}
SEARCHES = [  # cascades, step between sizes, neighbours
    (["default"], 1.1, 3),
    (["default"], 1.1, 5),
    (["default"], 1.1, 8),
    (["default"], 1.05, 6),
    (["default"], 1.2, 3),
    (["alt"], 1.1, 3),
    (["alt"], 1.1, 5),
    (["alt2"], 1.1, 3),
    (["alt2"], 1.1, 5),
    (["alt2"], 1.05, 5),
    (["LBP"], 1.1, 3),
    (["LBP"], 1.1, 5),
    (["default", "alt2"], 1.1, 5),
    (["alt", "alt2"], 1.1, 5),
    (["alt2", "LBP"], 1.1, 5),
]


def search(cascade, picture, step, neighbours):
    return [list(map(int, box)) for box in cascade.detectMultiScale(picture, step, neighbours, minSize=(30, 30))]


def without_doubles(boxes):
    kept = []
    for box in sorted(boxes, key=lambda b: -b[2]):
        if all(overlap(box, k) <= 0.3 for k in kept):
            kept.append(box)
    return kept


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", required=True, type=Path)
    photos = parser.parse_args().photos
    truth = json.loads((photos / "truth.json").read_text())["images"]
    pictures = {name: cv2.cvtColor(cv2.imread(str(photos / name)), cv2.COLOR_BGR2GRAY) for name in truth}
    cascades = {name: cv2.CascadeClassifier(str(CASCADES / file)) for name, file in CASCADE.items()}
    clear = sum(face["class"] == "easy" for image in truth.values() for face in image["faces"])
    for names, step, neighbours in SEARCHES:
        found, alarms, start = 0, 0, time.perf_counter()
        for name, picture in pictures.items():
            boxes = [b for c in names for b in search(cascades[c], picture, step, neighbours)]
            if len(names) > 1:
                boxes = without_doubles(boxes)
            faces = truth[name]["faces"]
            found += sum(f["class"] == "easy" and any(matches(b, f["box"]) for b in boxes) for f in faces)
            alarms += sum(not any(matches(b, f["box"]) for f in faces) for b in boxes)
        took = time.perf_counter() - start
        search_name = f"{' and '.join(names)}, step {step}, {neighbours} neighbours"
        print(f"{search_name}: {found} of {clear}, {alarms} false alarms, {took:.1f} s")


if __name__ == "__main__":
    main()
