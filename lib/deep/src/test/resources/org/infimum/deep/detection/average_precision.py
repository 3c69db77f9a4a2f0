"""Average precision by PASCAL VOC's rules, written on its own in plain Python, on random boxes.

python3 average_precision.py > average-precision.csv

Corners are VOC's: whole pixels from 1 that belong to the box. Lines: truth,CASE,IMAGE,CLASS,XMIN,YMIN,XMAX,YMAX,DIFFICULT;
detection,CASE,IMAGE,CLASS,SCORE,XMIN,YMIN,XMAX,YMAX; result,CASE,CLASS,OBJECTS,FOUND,ELEVEN_POINT,ALL_POINT.
"""

import random

CLASSES = 4
CASES = [(3, 0.5), (12, 0.5), (40, 0.5)]


def overlap(a, b):
    width = min(a[2], b[2]) - max(a[0], b[0]) + 1
    height = min(a[3], b[3]) - max(a[1], b[1]) + 1
    if width <= 0 or height <= 0:
        return 0.0
    area = lambda box: (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
    return width * height / (area(a) + area(b) - width * height)


def evaluate(truths, detections, threshold):
    """truths: (image, box, difficult); detections: (image, score, box); both of one class."""
    objects = sum(1 for t in truths if not t[2])
    found = set()
    marks = []
    for image, score, box in sorted(detections, key=lambda d: -d[1]):
        candidates = [(overlap(t[1], box), -i) for i, t in enumerate(truths) if t[0] == image]
        best, index = max(candidates, default=(0.0, 0))
        index = -index
        if best < threshold:
            marks.append(0)
        elif truths[index][2]:
            continue
        elif index in found:
            marks.append(0)
        else:
            found.add(index)
            marks.append(1)
    if objects == 0:
        return objects, len(found), "nan", "nan"
    right = 0
    points = []
    for k, mark in enumerate(marks, 1):
        right += mark
        points.append((right, right / k))
    eleven = sum(max([p for r, p in points if 10 * r >= level * objects], default=0.0) for level in range(11)) / 11
    recalls = [0.0] + [r / objects for r, _ in points] + [1.0]
    precisions = [0.0] + [p for _, p in points] + [0.0]
    for i in range(len(precisions) - 2, -1, -1):
        precisions[i] = max(precisions[i], precisions[i + 1])
    area = sum((recalls[i + 1] - recalls[i]) * precisions[i + 1] for i in range(len(recalls) - 1))
    return objects, len(found), repr(eleven), repr(area)


def box(rng, size):
    x, y = rng.randint(1, size - 20), rng.randint(1, size - 20)
    return (x, y, rng.randint(x, min(size, x + 60)), rng.randint(y, min(size, y + 60)))


def moved(rng, b, size):
    near = [v + rng.choice((0, 0, -1, 1, -3, 4, 8)) for v in b]
    x1, x2 = sorted((min(max(near[0], 1), size), min(max(near[2], 1), size)))
    y1, y2 = sorted((min(max(near[1], 1), size), min(max(near[3], 1), size)))
    return (x1, y1, x2, y2)


def main():
    rng = random.Random(9)
    size = 120
    for case, (images, threshold) in enumerate(CASES):
        truths = []
        detections = []
        for image in range(images):
            for _ in range(rng.randint(0, 6)):
                # the last class has no objects, only false detections
                truths.append((image, rng.randrange(CLASSES - 1), box(rng, size), rng.random() < 0.15))
        for image, label, b, _ in list(truths):
            for _ in range(rng.choice((0, 1, 1, 2, 3))):
                kind = label if rng.random() < 0.9 else rng.randrange(CLASSES)
                detections.append((image, kind, rng.randint(0, 200) / 256, moved(rng, b, size)))
        for _ in range(3 * images):
            detections.append((rng.randrange(images), rng.randrange(CLASSES), rng.randint(0, 200) / 256, box(rng, size)))
        rng.shuffle(detections)
        for image, label, b, difficult in truths:
            print("truth", case, image, label, *b, int(difficult), sep=",")
        for image, label, score, b in detections:
            print("detection", case, image, label, score, *b, sep=",")
        for label in range(CLASSES):
            result = evaluate(
                [(i, b, d) for i, l, b, d in truths if l == label],
                [(i, s, b) for i, l, s, b in detections if l == label],
                threshold,
            )
            print("result", case, label, *result, sep=",")


main()
