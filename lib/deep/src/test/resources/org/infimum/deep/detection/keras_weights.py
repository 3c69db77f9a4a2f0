"""Writes the tiny HDF5 files of PretrainedTrunkTest in the two layouts of Keras 1 and 2 (h5py 3.16.0): run it in this folder.

The network is Trunk.SMALL with fraction 0.03: 1, 2, 4 and 4 filters, 8 units, regions pooled to 2 x 2. Every number tells where it
belongs: a kernel's is the sum of 1000 layer + 100 filter + 10 channel + 3 row + column, in Keras's order (row, column, channel, filter).
"""

import h5py
import numpy as np

FILTERS = [3, 1, 2, 4, 4]


def kernel(layer):
    y, x, c, f = np.meshgrid(range(3), range(3), range(FILTERS[layer - 1]), range(FILTERS[layer]), indexing="ij")
    return (1000 * layer + 100 * f + 10 * c + 3 * y + x).astype("float32")


def bias(layer):
    return (np.arange(FILTERS[layer]) - layer).astype("float32")


def dense(inputs, units):
    return (np.arange(inputs)[:, None] + 0.01 * np.arange(units)[None, :]).astype("float32")


with h5py.File("keras1.h5", "w", libver="earliest") as file:
    for k in range(1, 5):
        group = file.create_group(f"conv{k}")
        group[f"conv{k}_W_1:0"] = kernel(k)
        group[f"conv{k}_b_1:0"] = bias(k)
    file.create_group("pool1")

with h5py.File("keras2.h5", "w", libver="earliest") as file:
    top = file.create_group("model_weights")
    for k in range(1, 5):
        group = top.create_group(f"conv{k}/conv{k}")
        group.create_dataset("kernel:0", data=kernel(k), chunks=kernel(k).shape, compression="gzip")
        group["bias:0"] = bias(k)
    for name, inputs in (("fc1", 16), ("fc2", 8)):
        group = top.create_group(f"{name}/{name}")
        group["kernel:0"] = dense(inputs, 8)
        group["bias:0"] = np.arange(8).astype("float32")
