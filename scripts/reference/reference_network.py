"""The reference network in PyTorch: what `emotion benchmark` calls "reference" (vgg, width 32)."""
from torch import nn


def reference_network(width=32, classes=7):
    """Four blocks of two 3x3 convolutions, each with batch norm and ReLU, then 2x2 max pooling."""
    layers = []
    channels = 1
    for block in range(4):
        wide = width << block
        for _ in range(2):
            layers.append(nn.Conv2d(channels, wide, kernel_size=3, padding="same", bias=False))
            layers.append(nn.BatchNorm2d(wide))
            layers.append(nn.ReLU(inplace=True))
            channels = wide
        layers.append(nn.MaxPool2d(2))
    layers.append(nn.AdaptiveAvgPool2d(1))
    layers.append(nn.Flatten())
    layers.append(nn.Linear(channels, classes))
    return nn.Sequential(*layers)
