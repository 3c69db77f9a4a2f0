"""The benchmarks' command: what it cannot do it says in a sentence, before it builds anything."""

import os
import subprocess
import sys

from infimum_environment.places import ENVIRONMENT


def bench(*arguments, **variables):
    return subprocess.run(
        [ENVIRONMENT / "bench", *arguments], env=os.environ | variables, capture_output=True, text=True, timeout=60
    )


def test_an_unknown_benchmark_is_named():
    result = bench("training-speed")
    assert result.returncode == 2
    assert result.stderr.startswith("There is no benchmark 'training-speed'.")


def test_a_python_without_pytorch_is_named(tmp_path):
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 1\n")
    python.chmod(0o755)
    result = bench("training", "lenet", INFIMUM_TORCH_PYTHON=str(python))
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"INFIMUM_TORCH_PYTHON is {python}, which has no PyTorch; install it there, or unset the variable.\n"
    )


def test_the_reference_names_a_network_that_it_does_not_know(tmp_path):
    # a PyTorch of which only the names are there: the networks are checked before anything is computed
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "__init__.py").write_text("def manual_seed(seed): pass\nset_num_threads = manual_seed\n")
    (tmp_path / "torch" / "nn").mkdir()
    (tmp_path / "torch" / "nn" / "__init__.py").write_text("class Module: pass\nfunctional = None\n")
    result = subprocess.run(
        [sys.executable, ENVIRONMENT / "training_reference.py", "vgg", "nchw", "2"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert result.stderr == "There is no network 'vgg'; take lenet, quick, alexnet64 or trunk.\n"
