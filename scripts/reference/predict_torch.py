#!/usr/bin/python3
"""The task of `emotion predict --image IMAGE`, as one would write it in Python: OpenCV's Haar cascade
finds the faces (emotion has BlazeFace), PyTorch reads them. The weights are random, which costs the
same.

usage: predict_torch.py IMAGE [--threads N]
"""
import argparse

import cv2
import torch

from reference_network import reference_network

CASCADE = "/usr/share/opencv4/haarcascades/haarcascade_frontalface_default.xml"
EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("image")
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    cv2.setNumThreads(options.threads)
    network = reference_network().eval()
    cascade = cv2.CascadeClassifier(CASCADE)
    grey = cv2.imread(options.image, cv2.IMREAD_GRAYSCALE)
    for x, y, w, h in cascade.detectMultiScale(grey, 1.1, 5, minSize=(30, 30)):
        face = cv2.resize(grey[y : y + h, x : x + w], (48, 48), interpolation=cv2.INTER_AREA)
        pixels = torch.from_numpy(face).float().div(255).view(1, 1, 48, 48)
        with torch.no_grad():
            scores = torch.softmax(network(pixels), 1)[0]
        best = int(scores.argmax())
        print(f"{options.image}: {EMOTIONS[best]} {scores[best]:.3f} at {x},{y}, {w} x {h}")


if __name__ == "__main__":
    main()
