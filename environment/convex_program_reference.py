"""Clarabel and SCS through cvxpy on the problem of a file that the benchmark convex-program wrote; a line a solver: name, wall s, cpu s, objective."""

import sys
import time

import cvxpy as cp
import numpy as np


def read(path):
    data = np.fromfile(path, "<f8")
    n, d, p = (int(value) for value in data[:3])
    beta = float(data[3])
    x = data[4 : 4 + n * d].reshape(n, d)
    y = data[4 + n * d : 4 + n * d + n]
    patterns = data[4 + n * d + n :].reshape(p, n)
    return x, y, beta, patterns


def main():
    x, y, beta, patterns = read(sys.argv[1])
    d = x.shape[1]
    blocks = []
    constraints = []
    z = 0
    for pattern in patterns:
        for sign in (1, -1):
            v = cp.Variable(d)
            blocks.append(v)
            z = z + (sign * pattern[:, None] * x) @ v
            constraints.append(((2 * pattern - 1)[:, None] * x) @ v >= 0)
    fit = 0.5 * cp.sum_squares(z - y)
    problem = cp.Problem(cp.Minimize(fit + beta * sum(cp.norm(v) for v in blocks)), constraints)
    settings = {
        "CLARABEL": dict(tol_gap_rel=1e-8, tol_gap_abs=1e-8, tol_feas=1e-8),
        "SCS": dict(eps_abs=1e-8, eps_rel=1e-8, max_iters=20000, time_limit_secs=30),
    }
    for name, options in settings.items():
        # compiled first: what is timed is the solver
        problem.get_problem_data(getattr(cp, name), solver_opts=options)
        wall, cpu = time.perf_counter(), time.process_time()
        problem.solve(solver=name, **options)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        stats = problem.solver_stats
        wall = (stats.solve_time or wall) + (stats.setup_time or 0)
        print(name.capitalize() if name == "CLARABEL" else name, wall, cpu, problem.value, flush=True)


main()
