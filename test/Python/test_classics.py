# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The programs of examples/classics. Numpy, which replaces ag in the text, runs each of them too, and their results are
the expected ones."""
from types import SimpleNamespace

import kmeans
import lstm
import mlp
import numpy as np
import pca
import pytest
import resnet
from test_names import NUMPY, one_hot

import ag


def fori_loop(lower, upper, body, carry):
    for i in range(lower, upper):
        carry = body(i, carry)
    return carry


def scan(body, carry, xs):
    rows = []
    for x in xs:
        carry, row = body(carry, x)
        rows.append(row)
    return carry, np.stack(rows)


def log_softmax(x):
    return x - NUMPY.logsumexp(x, -1, keepdims=True)


AS_AG = SimpleNamespace(**{**vars(NUMPY), "fori_loop": fori_loop, "scan": scan, "one_hot": one_hot,
                           "log_softmax": log_softmax, "sigmoid": lambda x: 1 / (1 + np.exp(-x))})


def normal(*shape):
    return np.random.default_rng(1).normal(size=shape).astype("f")


def assert_close(found, expected):
    """Asserts that the numbers are close. Numpy computes some of them in double."""
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        found, expected = tuple(found.values()), tuple(expected.values())
    for one, other in zip(found, expected) if isinstance(expected, tuple) else [(found, expected)]:
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


LAYERS, LSTM, BLOCK = mlp.random_layers([20, 16, 10]), lstm.random_weights(3, 5), resnet.random_weights(6, 4, 8)
#: (module, its function, the program, arguments of several sizes)
CASES = [
    (mlp, mlp.evaluate, lambda: mlp.traced(LAYERS), [(normal(n, 20), np.arange(n) % 10, LAYERS) for n in (1, 7)]),
    (lstm, lstm.lstm, lambda: lstm.traced(LSTM), [(normal(n, 2, 3), LSTM) for n in (1, 6)]),
    (resnet, resnet.features, lambda: resnet.traced(BLOCK), [(normal(2, n, 4, 6), BLOCK) for n in (1, 5)]),
    (kmeans, kmeans.kmeans, lambda: kmeans.traced(3, 2), [kmeans.clouds(n, 3, 2) for n in (3, 50)]),
    (pca, pca.pca, lambda: pca.traced(4), [(pca.correlated(n, 4),) for n in (9, 30)]),
]


@pytest.mark.parametrize("module, function, traced, calls", CASES, ids=[case[0].__name__ for case in CASES])
def test_as_numpy(module, function, traced, calls, monkeypatch):
    program = traced()
    compiled = program.lower().compile(opt=1)
    for arguments in calls:
        monkeypatch.setattr(module, "ag", AS_AG)
        expected = function(*arguments)
        monkeypatch.setattr(module, "ag", ag)
        for results in (program.interpret(*arguments), compiled(*arguments)):
            assert_close(results, expected)


def test_the_clouds_are_found():
    points, centres = kmeans.clouds(300, 3, 2)
    found = kmeans.traced(3, 2).interpret(points, centres)
    means = np.stack([points[number::3].mean(0) for number in range(3)])
    assert np.all(found["cluster"] == np.arange(300) % 3)
    np.testing.assert_allclose(found["centres"], means, rtol=1e-5)


def test_the_components_are_eigenvectors():
    rows = pca.correlated(200, 5)
    found = pca.traced(5).interpret(rows)
    values, vectors = np.linalg.eigh(np.corrcoef(rows.T))
    np.testing.assert_allclose(found["explained"], values[::-1][:2] / 5, rtol=1e-4)
    np.testing.assert_allclose(abs(found["directions"] @ vectors[:, ::-1][:, :2]), np.eye(2), atol=1e-2)
