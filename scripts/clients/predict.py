#!/usr/bin/env python3
"""Asks emotion serve about images, with Python's standard library: a line a face.

EMOTION_TOKEN=... predict.py http://127.0.0.1:8080 IMAGE...
Status 1 if one gets no answer or an error; the rest go on.
"""
import http.client
import json
import os
import sys
import urllib.error
import urllib.request


def predict(server, image):
    """What the server says of an image file, as a dict."""
    with open(image, "rb") as file:
        request = urllib.request.Request(server + "/api/predict", data=file.read())
    request.add_header("Content-Type", "application/octet-stream")
    request.add_header("Authorization", "Bearer " + os.environ.get("EMOTION_TOKEN", ""))
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)  # {"error": "..."}


def main(server, *images):
    failed = False
    for image in images:
        try:
            answer = predict(server, image)
        except (OSError, ValueError, http.client.HTTPException) as error:
            answer = {"error": str(error)}  # no such file, no server, no or half an answer
        if "error" in answer:
            failed = True
            print(f"{image}: {answer['error']}", file=sys.stderr)
        for face in answer.get("faces", []):
            print(f"{image}: {face['emotion']} {face['confidence']:.2f} at {face['box']}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
