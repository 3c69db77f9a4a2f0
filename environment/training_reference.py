"""A network of the benchmark 'training' in PyTorch, trained block by block on request.

Arguments: the network (lenet, quick, alexnet64, trunk), the memory format (nchw, channels_last), the threads. Prints
'ready PARAMETERS', then answers each line 'run ITERATIONS' with 'done WALL_MS PROCESSOR_MS LOSS' and ends with its input. The
networks are those of org.infimum.deep.Networks, in the sizes of org.infimum.deep.bench.BenchNetwork.
"""

import sys
import time

import torch
from torch import nn
from torch.nn import functional

BATCHES = 8


def lenet():
    return nn.Sequential(
        nn.Conv2d(1, 20, 5),
        nn.MaxPool2d(2),
        nn.Conv2d(20, 50, 5),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(800, 500),
        nn.ReLU(),
        nn.Linear(500, 10),
    )


def quick():
    return nn.Sequential(
        nn.Conv2d(3, 32, 5, padding=2),
        nn.MaxPool2d(3, 2, ceil_mode=True),
        nn.ReLU(),
        nn.Conv2d(32, 32, 5, padding=2),
        nn.ReLU(),
        nn.AvgPool2d(3, 2, ceil_mode=True),
        nn.Conv2d(32, 64, 5, padding=2),
        nn.ReLU(),
        nn.AvgPool2d(3, 2, ceil_mode=True),
        nn.Flatten(),
        nn.Linear(1024, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def alexnet64():
    # PyTorch divides alpha by the number of channels itself
    def normalise():
        return nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=1)

    return nn.Sequential(
        nn.Conv2d(3, 96, 11, stride=2),
        nn.ReLU(),
        normalise(),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(96, 256, 5, padding=2),
        nn.ReLU(),
        normalise(),
        nn.MaxPool2d(3, 2),
        nn.Conv2d(256, 384, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(384, 384, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(384, 256, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(3, 2),
        nn.Flatten(),
        nn.Linear(1024, 4096),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(4096, 4096),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(4096, 200),
    )


class Crop(nn.Module):
    """Cuts to 120 x 160 at the bottom and the right."""

    def forward(self, pixels):
        return pixels[:, :, :120, :160]


def trunk():
    layers = []
    channels = 3
    for count, filters in ((2, 16), (2, 32), (3, 64), (3, 128), (3, 128)):
        for _ in range(count):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
        layers.append(nn.MaxPool2d(2, ceil_mode=True))
    upsampling = nn.ConvTranspose2d(21, 21, 64, 32, 16, bias=False)
    score = nn.Conv2d(1024, 21, 1)
    layers += [
        nn.Conv2d(128, 1024, 7, padding=3),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Conv2d(1024, 1024, 1),
        nn.ReLU(),
        nn.Dropout(0.5),
        score,
        upsampling,
        Crop(),
    ]
    net = nn.Sequential(*layers)
    for layer in layers:
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
    nn.init.zeros_(score.weight)
    with torch.no_grad():
        tent = 1 - (torch.arange(64) - 31.5).abs() / 32
        upsampling.weight.copy_(torch.eye(21)[:, :, None, None] * torch.outer(tent, tent))
    upsampling.weight.requires_grad_(False)
    return net


def gaussian(net, deviations):
    """MatConvNet's weights, the last deviation for all that follow, so that both sides start with the same loss."""
    layers = [layer for layer in net if isinstance(layer, (nn.Conv2d, nn.Linear))]
    for i, layer in enumerate(layers):
        nn.init.normal_(layer.weight, std=deviations[min(i, len(deviations) - 1)])
        nn.init.zeros_(layer.bias)
    return net


def make(name):
    """The network, and its batches' image shape and label shape."""
    if name == "lenet":
        return gaussian(lenet(), [0.01]), (100, 1, 28, 28), (100,), 10
    if name == "quick":
        return gaussian(quick(), [0.01, 0.05]), (100, 3, 32, 32), (100,), 10
    if name == "alexnet64":
        return gaussian(alexnet64(), [0.01]), (32, 3, 64, 64), (32,), 200
    if name == "trunk":
        return trunk(), (2, 3, 120, 160), (2, 120, 160), 21
    raise SystemExit(f"There is no network '{name}'; take lenet, quick, alexnet64 or trunk.")


def main():
    name, memory_format, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    net, images, labels, classes = make(name)
    layout = torch.channels_last if memory_format == "channels_last" else torch.contiguous_format
    net = net.to(memory_format=layout)
    batches = [
        (torch.rand(images).contiguous(memory_format=layout), torch.randint(classes, labels)) for _ in range(BATCHES)
    ]
    adam = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], lr=1e-4)
    print("ready", sum(p.numel() for p in net.parameters()), flush=True)
    iteration = 0
    for line in sys.stdin:
        iterations = int(line.split()[1])
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(iterations):
            x, y = batches[iteration % BATCHES]
            iteration += 1
            adam.zero_grad()
            # the sum over pixels, averaged over the examples, is Deeplearning4j's loss
            loss = functional.cross_entropy(net(x), y, reduction="sum") / len(x)
            loss.backward()
            adam.step()
        value = loss.item()
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        print("done", 1e3 * wall, 1e3 * processor, value, flush=True)


main()
