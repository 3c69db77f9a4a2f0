"""Golden values of the solvers, computed from their formulas in plain Python, double precision, without any library.

The problem is softmax regression with cross-entropy (mean over a minibatch of 5) and l2 on the weights, not on the biases:
2 inputs, 3 classes, 20 iterations in 4 epochs of 5. Parameters are the weights, class by class, then the biases. Run

    python3 solver_golden_values.py > solver_golden_values.json
"""

import itertools
import json
import math

INPUTS, CLASSES, BATCH, PER_EPOCH, ITERATIONS = 2, 3, 5, 5, 20
WEIGHTS = INPUTS * CLASSES
SIZE = WEIGHTS + CLASSES
L2 = 0.05
LIPSCHITZ = 5.0
KEPT = (1, 7, 13, 20)

START = [0.3 * math.sin(2.3 * k + 0.5) for k in range(SIZE)]
INPUT = [
    [[math.sin(1.7 * t + 2.9 * i + 4.1 * j) + (0.5 * j if (i + t) % CLASSES else -0.5) for j in range(INPUTS)] for i in range(BATCH)]
    for t in range(ITERATIONS)
]
LABEL = [[(i * i + i + t) % CLASSES for i in range(BATCH)] for t in range(ITERATIONS)]


def loss_and_gradient(x, t):
    """Mean cross-entropy of minibatch t and its gradient, without l2."""
    loss, gradient = 0.0, [0.0] * SIZE
    for features, label in zip(INPUT[t], LABEL[t]):
        scores = [
            x[WEIGHTS + c] + sum(features[j] * x[c * INPUTS + j] for j in range(INPUTS)) for c in range(CLASSES)
        ]
        top = max(scores)
        total = sum(math.exp(s - top) for s in scores)
        loss += (math.log(total) + top - scores[label]) / BATCH
        for c in range(CLASSES):
            error = (math.exp(scores[c] - top) / total - (c == label)) / BATCH
            gradient[WEIGHTS + c] += error
            for j in range(INPUTS):
                gradient[c * INPUTS + j] += error * features[j]
    return loss, gradient


def decay(x):
    return [L2 * x[k] if k < WEIGHTS else 0.0 for k in range(SIZE)]


def penalty(x):
    return L2 / 2 * sum(w * w for w in x[:WEIGHTS])


def norm(v):
    return math.sqrt(sum(c * c for c in v))


def run(solver):
    """solver(t, x, loss, gradient of the loss) gives the recorded step size and the change of x."""
    x, sizes, points = list(START), [], {}
    for t in range(ITERATIONS):
        loss, gradient = loss_and_gradient(x, t)
        size, change = solver(t, x, loss, gradient)
        x = [a + b for a, b in zip(x, change)]
        sizes.append(size)
        if t + 1 in KEPT:
            points[str(t + 1)] = x
    return {"step sizes": sizes, "parameters": points}


def full(x, loss, gradient):
    """The objective with l2 and its gradient."""
    return loss + penalty(x), [a + b for a, b in zip(gradient, decay(x))]


def rate_at(t, rate, drops):
    """drops: factor and the epochs, counted from 1, from whose start on the rate is lower."""
    if drops is None:
        return rate
    factor, epochs = drops
    return rate * factor ** sum(1 for e in epochs if t // PER_EPOCH >= e - 1)


def sgd(rate, mu, drops=None):
    """Nesterov's momentum: v' = mu v - rate g; x += (1 + mu) v' - mu v."""
    v = [0.0] * SIZE

    def step(t, x, loss, gradient):
        _, g = full(x, loss, gradient)
        alpha = rate_at(t, rate, drops)
        change = []
        for k in range(SIZE):
            before = v[k]
            v[k] = mu * v[k] - alpha * g[k]
            change.append((1 + mu) * v[k] - mu * before)
        return alpha, change

    return step


def adagrad(rate, epsilon=1e-6, drops=None):
    """The sum of squares begins with epsilon, as DL4J's does."""
    h = [epsilon] * SIZE

    def step(t, x, loss, gradient):
        _, g = full(x, loss, gradient)
        alpha = rate_at(t, rate, drops)
        for k in range(SIZE):
            h[k] += g[k] ** 2
        return alpha, [-alpha * g[k] / (math.sqrt(h[k]) + epsilon) for k in range(SIZE)]

    return step


def rmsprop(rate, keep=0.95, epsilon=1e-8, drops=None):
    """The mean of squares begins with epsilon, as DL4J's does."""
    h = [epsilon] * SIZE

    def step(t, x, loss, gradient):
        _, g = full(x, loss, gradient)
        alpha = rate_at(t, rate, drops)
        for k in range(SIZE):
            h[k] = keep * h[k] + (1 - keep) * g[k] ** 2
        return alpha, [-alpha * g[k] / (math.sqrt(h[k]) + epsilon) for k in range(SIZE)]

    return step


def adadelta(rho, epsilon):
    squares, moves = [0.0] * SIZE, [0.0] * SIZE

    def step(t, x, loss, gradient):
        _, g = full(x, loss, gradient)
        change = []
        for k in range(SIZE):
            squares[k] = rho * squares[k] + (1 - rho) * g[k] ** 2
            d = -math.sqrt(moves[k] + epsilon) / math.sqrt(squares[k] + epsilon) * g[k]
            moves[k] = rho * moves[k] + (1 - rho) * d * d
            change.append(d)
        return None, change

    return step


def eve(rate, drops=None, feedback=True, k_low=0.1, k_high=10.0, b1=0.9, b2=0.999, b3=0.999, epsilon=1e-8):
    """Eve of 2016; Adam without the feedback. Epsilon is added before the moments' bias is corrected."""
    m, v = [0.0] * SIZE, [0.0] * SIZE
    memory = {}

    def divisor(f):
        if not feedback:
            return 1.0
        if not memory:
            memory["f"], memory["d"] = f, 1.0
            return 1.0
        old = memory["f"]
        if f >= old:
            low, high = k_low + 1, k_high + 1
        else:
            low, high = 1 / (k_high + 1), 1 / (k_low + 1)
        new = min(max(low, f / old), high) * old
        memory["d"] = b3 * memory["d"] + (1 - b3) * abs(new - old) / min(new, old)
        memory["f"] = new
        return memory["d"]

    def step(t, x, loss, gradient):
        f, g = full(x, loss, gradient)
        d = divisor(f)
        alpha = rate_at(t, rate, drops)
        corrected = alpha * math.sqrt(1 - b2 ** (t + 1)) / (1 - b1 ** (t + 1))
        change = []
        for k in range(SIZE):
            m[k] = b1 * m[k] + (1 - b1) * g[k]
            v[k] = b2 * v[k] + (1 - b2) * g[k] ** 2
            change.append(-corrected * m[k] / (d * math.sqrt(v[k]) + epsilon))
        return alpha / d, change

    return step


def alig(eta, mu, delta=1e-5):
    v = [0.0] * SIZE

    def step(t, x, loss, gradient):
        f, g = full(x, loss, gradient)
        gamma = min(eta, f / (norm(g) ** 2 + delta))
        for k in range(SIZE):
            v[k] = mu * v[k] - gamma * g[k]
        return gamma, [-gamma * g[k] + mu * v[k] for k in range(SIZE)]

    return step


def sps(bound=math.inf, c=0.5, least=0.0, tau=None, first=1.0):
    memory = [first]

    def step(t, x, loss, gradient):
        f, g = full(x, loss, gradient)
        limit = bound if tau is None else min(bound, tau ** (1 / PER_EPOCH) * memory[0])
        gamma = min((f - least) / (c * norm(g) ** 2), limit)
        memory[0] = gamma
        return gamma, [-gamma * g[k] for k in range(SIZE)]

    return step


def bpgrad(mu, rho, form, objective, place):
    u = [0.0] * SIZE
    memory = {"least": math.inf, "epoch": []}

    def step(t, x, loss, gradient):
        r = decay(x)
        f = loss + penalty(x) if place == "IN_OBJECTIVE" else loss
        if t % PER_EPOCH == 0:
            memory["epoch"].clear()
        memory["epoch"].append(f)
        if objective == "EPOCH_MEAN":
            f = sum(memory["epoch"]) / len(memory["epoch"])
        memory["least"] = min(memory["least"], f)
        eta = (f - rho * memory["least"]) / LIPSCHITZ
        together = [a + b for a, b in zip(gradient, r)]
        length = norm(gradient) if place == "AFTER_NORM" else norm(together)
        change = []
        for k in range(SIZE):
            direction = together[k] / length
            if form == "ON_STEP":
                u[k] = mu * u[k] - eta * direction
                change.append(u[k])
            else:
                u[k] = mu * u[k] - direction
                change.append(eta * u[k])
        return eta, change

    return step


DROPS = (0.5, (2, 4))
SOLVERS = {
    "SGD": sgd(0.2, 0.9),
    "SGD, drops": sgd(0.2, 0.9, DROPS),
    "Adagrad": adagrad(0.3),
    "Adagrad, drops": adagrad(0.3, drops=DROPS),
    "Adadelta": adadelta(0.95, 1e-6),
    "Adadelta, 0.9 1e-3": adadelta(0.9, 1e-3),
    "RMSProp": rmsprop(0.05),
    "RMSProp, drops": rmsprop(0.05, drops=DROPS),
    "Adam": eve(0.1, feedback=False),
    "Adam, drops": eve(0.1, drops=DROPS, feedback=False),
    "Eve": eve(0.1),
    "Eve, drops": eve(0.1, drops=DROPS),
    "Eve, k = 0.5, K = 0.6": eve(0.1, k_low=0.5, k_high=0.6),
    "ALI-G": alig(0.5, 0.9),
    "ALI-G, mu = 0": alig(5.0, 0.0),
    "SPS, bounded": sps(bound=1.5),
    "SPS, no bound": sps(c=1.0, least=0.1),
    "SPS, smoothed": sps(tau=2.0, first=0.3),
    "BPGrad, mu = 0": bpgrad(0.0, 0.0, "ON_STEP", "MINIBATCH", "IN_OBJECTIVE"),
}
for rho, form, objective, place in itertools.product(
    (0.0, 0.1), ("ON_STEP", "ON_DIRECTION"), ("MINIBATCH", "EPOCH_MEAN"), ("IN_OBJECTIVE", "IN_GRADIENT", "AFTER_NORM")
):
    SOLVERS[f"BPGrad, {rho}, {form}, {objective}, {place}"] = bpgrad(0.9, rho, form, objective, place)

if __name__ == "__main__":
    values = {name: run(solver) for name, solver in SOLVERS.items()}
    print(
        "{"
        + ",\n".join(
            f"{json.dumps(key)}: {json.dumps(value)}"
            for key, value in [
                ("l2", L2),
                ("iterations an epoch", PER_EPOCH),
                ("start", START),
                ("inputs", INPUT),
                ("labels", LABEL),
            ]
        )
        + ',\n"solvers": {\n'
        + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in values.items())
        + "\n}}"
    )
