#!/usr/bin/python3
"""Measures how the square around a found face should be cut, with `emotion predict`.

    scripts/reference/crops.py --emotion bin/emotion --photos FOLDER --faces FOLDER [-- OPTION...]

Two sets. --photos holds photographs of one labelled face, and index.json (label and clarity of each). --faces holds
class folders of 48 x 48 faces; the first 300 by the number in their names are enlarged three times and each put in the
middle of a grey image of 480 x 360 pixels. `emotion predict` finds the faces, the largest of an image counts; this
program cuts them in several ways, and `emotion predict --detector none` reads what was cut. OPTIONs go to that.
Needs Debian's python3-opencv and opencv-data.
"""
import argparse
import json
import math
import re
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy

PASTED, SCALE, WIDTH, HEIGHT, GREY = 300, 3, 480, 360, 128
EYES = {
    name: cv2.CascadeClassifier(f"/usr/share/opencv4/haarcascades/{name}.xml")
    for name in ("haarcascade_eye", "haarcascade_eye_tree_eyeglasses")
}


def predict(emotion, files, options):
    command = [emotion, "predict", "--quiet", "--format", "json", *options, *map(str, files)]
    lines = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()
    return [json.loads(line)["faces"] for line in lines]


def square(image, left, top, side):
    """A part that may reach outside: there the edge is repeated, as in FaceCropper."""
    border = max(0, -left, -top, left + side - image.shape[1], top + side - image.shape[0])
    wider = cv2.copyMakeBorder(image, border, border, border, border, cv2.BORDER_REPLICATE)
    return wider[top + border:top + border + side, left + border:left + border + side]


def margin(share):
    def cut(image, x, y, side):
        new = round(side * (1 + 2 * share))
        return square(image, x + (side - new) // 2, y + (side - new) // 2, new)

    return cut


def lower(share):
    return lambda image, x, y, side: square(image, x, y + round(side * share), side)


def levelled(cascade):
    """Turned so that the eyes, where two are found in the upper part, lie level."""

    def cut(image, x, y, side):
        face = square(image, x, y, side)
        upper = cv2.cvtColor(face, cv2.COLOR_BGR2GRAY)[side // 8:side * 5 // 8]
        found = EYES[cascade].detectMultiScale(upper, 1.1, 5, minSize=(side // 8, side // 8))
        centres = [(ex + ew / 2, ey + eh / 2) for ex, ey, ew, eh in found]
        left = [c for c in centres if c[0] < side * 0.5]
        right = [c for c in centres if c[0] >= side * 0.5]
        if len(left) != 1 or len(right) != 1:
            return face
        angle = math.degrees(math.atan2(right[0][1] - left[0][1], right[0][0] - left[0][0]))
        turn = cv2.getRotationMatrix2D((x + side / 2, y + side / 2), angle, 1)
        turned = cv2.warpAffine(image, turn, image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        return square(turned, x, y, side)

    return cut


WAYS = {
    "10 % tighter": margin(-0.1),
    "5 % tighter": margin(-0.05),
    "as found": margin(0),
    "5 % wider": margin(0.05),
    "10 % wider": margin(0.1),
    "20 % wider": margin(0.2),
    "4 % lower": lower(0.04),
    **{f"level, {name}": levelled(name) for name in EYES},
}


def paste(faces, folder):
    """Label of each image made."""
    files = sorted(faces.glob("*/*.jpg"), key=lambda file: int(re.sub(r"\D", "", file.stem)))
    labels = {}
    for file in files[:PASTED]:
        face = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        face = cv2.resize(face, None, fx=SCALE, fy=SCALE, interpolation=cv2.INTER_LINEAR)
        top, left = (HEIGHT - face.shape[0]) // 2, (WIDTH - face.shape[1]) // 2
        image = numpy.full((HEIGHT, WIDTH), GREY, numpy.uint8)
        image[top:top + face.shape[0], left:left + face.shape[1]] = face
        made = folder / f"{file.stem}.png"
        cv2.imwrite(str(made), image)
        labels[made] = file.parent.name
    return labels


def cut(way, image, box, file):
    side = max(box["width"], box["height"])
    x, y = box["x"] + (box["width"] - side) // 2, box["y"] + (box["height"] - side) // 2
    cv2.imwrite(str(file), way(image, x, y, side))


def read(emotion, images, boxes, folder, options):
    """For each way, the emotion and probabilities of each face that was found."""
    loaded = {file: cv2.imread(str(file)) for file in boxes}
    for name, way in WAYS.items():
        files = []
        for i, file in enumerate(images):
            files.append(folder / f"cut{i:04}.png")
            cut(way, loaded[file], boxes[file], files[-1])
        answers = predict(emotion, files, ["--detector", "none", *options])
        yield name, [faces[0] for faces in answers]


def found(emotion, files):
    biggest = {}
    for file, faces in zip(files, predict(emotion, files, [])):
        if faces:
            biggest[file] = max((face["box"] for face in faces), key=lambda box: box["width"])
    return biggest


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--emotion", required=True)
    parser.add_argument("--photos", required=True, type=Path)
    parser.add_argument("--faces", required=True, type=Path)
    parser.add_argument("options", nargs="*", help="passed to emotion predict")
    arguments = parser.parse_args()
    index = json.loads((arguments.photos / "index.json").read_text())["images"]
    photos = {arguments.photos / name: truth for name, truth in index.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        labels = paste(arguments.faces, folder)
        in_photos, in_pasted = found(arguments.emotion, list(photos)), found(arguments.emotion, list(labels))
        print(f"photographs: {len(in_photos)} faces found; pasted: {len(in_pasted)}")
        first = read(arguments.emotion, list(in_photos), in_photos, folder, arguments.options)
        second = read(arguments.emotion, list(in_pasted), in_pasted, folder, arguments.options)
        for (way, faces), (_, others) in zip(first, second):
            truths = [photos[file] for file in in_photos]
            hits = [face["emotion"] == truth["label"] for face, truth in zip(faces, truths)]
            clear = sum(hit for hit, truth in zip(hits, truths) if truth["clarity"] == "clear")
            losses = [-math.log(max(1e-9, f["probabilities"][t["label"]])) for f, t in zip(faces, truths)]
            again = sum(face["emotion"] == labels[file] for face, file in zip(others, in_pasted))
            print(f"{way:38} {sum(hits):3} right, {clear:2} of the clear, log loss {numpy.mean(losses):.3f}; pasted {again}")


if __name__ == "__main__":
    main()
