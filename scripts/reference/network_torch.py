#!/usr/bin/python3
"""The speed of the reference network in PyTorch, measured as `emotion benchmark` measures its own.

usage: network_torch.py [--threads N] [--batch-size N]

Prints JSON: images a second in training (Adam, cross-entropy) and in inference, by batch size, and the
milliseconds that one image takes. Images are tensors already.
"""
import argparse
import json
import statistics
import time

import torch

from reference_network import reference_network

WARM_UP, STEPS, ENOUGH_SECONDS, MOST_STEPS = 3, 20, 0.5, 500
SINGLE_WARM_UP, SINGLES = 50, 1000


def rate(images, work):
    for _ in range(WARM_UP):
        work()
    start = time.perf_counter()
    steps = 0
    while steps < STEPS or (time.perf_counter() - start < ENOUGH_SECONDS and steps < MOST_STEPS):
        work()
        steps += 1
    return steps * images / (time.perf_counter() - start)


def latencies(network, image):
    milliseconds = []
    for i in range(SINGLE_WARM_UP + SINGLES):
        start = time.perf_counter()
        network(image)
        if i >= SINGLE_WARM_UP:
            milliseconds.append(1000 * (time.perf_counter() - start))
    return sorted(milliseconds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch-size", type=int, default=64)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = reference_network()
    criterion = torch.nn.CrossEntropyLoss()
    adam = torch.optim.Adam(network.parameters(), lr=0.001)
    images = torch.rand(options.batch_size, 1, 48, 48)
    labels = torch.arange(options.batch_size) % 7

    def step():
        adam.zero_grad()
        criterion(network(images), labels).backward()
        adam.step()

    training = rate(options.batch_size, step)
    network.eval()
    with torch.no_grad():
        inference = {}
        for size in sorted({1, 8, 32, 64, options.batch_size}):
            batch = torch.rand(size, 1, 48, 48)
            inference[str(size)] = rate(size, lambda: network(batch))
        milliseconds = latencies(network, torch.rand(1, 1, 48, 48))
    result = {
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),
        "parameters": sum(p.numel() for p in network.parameters()),
        "trainingImagesPerSecond": training,
        "inferenceImagesPerSecond": inference[str(options.batch_size)],
        "inferenceByBatchSize": inference,
        "latencyMs": {
            "median": statistics.median(milliseconds),
            "p99": milliseconds[int(0.99 * SINGLES) - 1],
        },
    }
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
