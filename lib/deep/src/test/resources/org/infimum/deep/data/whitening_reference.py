"""Writes whitening_reference.json beside itself: random small images and what MatConvNet's getCifarImdb makes of them, by numpy in double precision.

Run with numpy 2: python whitening_reference.py
"""

import json
import pathlib

import numpy as np

CHANNELS, HEIGHT, WIDTH, TRAIN, TEST = 2, 3, 4, 60, 20


def prepare(pixels, train, contrast_floor, whitening_floor):
    """pixels: one image a row, in 0..255, the first `train` of them for training."""
    z = pixels.T - pixels[:train].mean(axis=0)[:, None]
    z = z - z.mean(axis=0)
    n = z.std(axis=0, ddof=1)
    z = z * (n.mean() / np.maximum(n, contrast_floor))
    w = z[:, :train] @ z[:, :train].T / pixels.shape[0]
    d, v = np.linalg.eigh(w)
    d = np.maximum(d, 0)
    scale = np.sqrt(d.mean()) / np.maximum(np.sqrt(d), whitening_floor)
    return (v @ np.diag(scale) @ v.T @ z).T


def main():
    rng = np.random.default_rng(8)
    size = CHANNELS * HEIGHT * WIDTH
    # neighbours alike, contrasts on both sides of the floor
    steps = rng.normal(size=(TRAIN + TEST, size)).cumsum(axis=1)
    contrast = rng.uniform(2, 40, size=(TRAIN + TEST, 1))
    pixels = np.clip(np.rint(128 + contrast * steps), 0, 255).astype(int)
    cases = [
        {"contrastFloor": c, "whiteningFloor": w, "prepared": prepare(pixels.astype(float), TRAIN, c, w).tolist()}
        for c, w in [(40, 10), (1, 0.001), (1000, 500)]
    ]
    reference = {
        "channels": CHANNELS,
        "height": HEIGHT,
        "width": WIDTH,
        "train": TRAIN,
        "pixels": pixels.tolist(),
        "cases": cases,
    }
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(reference, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
