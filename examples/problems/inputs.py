# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The inputs of the problems, drawn by numpy so that all solvers get the same. Each problem has a function of its
sizes, whose defaults are those of the README."""
from __future__ import annotations

import numpy as np


def _draw():
    return np.random.default_rng(0)


def gmm(points: int = 1000, dims: int = 10, parts: int = 25) -> dict[str, np.ndarray]:
    draw = _draw().standard_normal
    return {"a": draw(parts), "m": draw((parts, dims)), "c": draw((parts, dims + dims * (dims - 1) // 2)),
            "x": draw((points, dims))}


def lstm(steps: int = 100, width: int = 14, layers: int = 2) -> dict[str, np.ndarray]:
    draw = _draw()
    return {"w": draw.standard_normal((layers, 4 * width)), "b": draw.standard_normal((layers, 4 * width)),
            "v": draw.standard_normal((3, width)), "x": draw.random((steps + 1, width))}


def llsq(degree: int = 16) -> dict[str, np.ndarray]:
    return {"x": _draw().standard_normal(degree)}


def lse(count: int = 100_000) -> dict[str, np.ndarray]:
    return {"x": _draw().standard_normal(count)}


def ode(count: int = 50) -> dict[str, np.ndarray]:
    return {"x": 1 + 0.1 * _draw().standard_normal(count)}


def kmeans(points: int = 1000, centres: int = 10, dims: int = 8) -> dict[str, np.ndarray]:
    draw = _draw().standard_normal
    return {"c": draw((centres, dims)), "p": draw((points, dims))}


def saddle() -> dict[str, np.ndarray]:
    return {"a": np.ones(2), "b": np.ones(2)}


def particle() -> dict[str, np.ndarray]:
    return {"w": np.zeros(1)}


def ba(cameras: int = 21, points: int = 1000, observations: int = 4000) -> dict[str, np.ndarray]:
    """Returns the inputs of ba. The rotation of the first camera is 0."""
    draw = _draw()
    rotation, place = 0.3 * draw.standard_normal((cameras, 3)), 0.1 * draw.standard_normal((cameras, 3))
    rotation[0] = 0
    focus, centre = 1 + 0.1 * draw.standard_normal((cameras, 1)), 0.1 * draw.standard_normal((cameras, 2))
    distortion = 0.01 * draw.standard_normal((cameras, 2))
    return {"cameras": np.concatenate([rotation, place, focus, centre, distortion], 1),
            "points": draw.standard_normal((points, 3)) + [0, 0, 8], "weight": draw.random(observations),
            "camera": draw.integers(cameras, size=observations), "point": draw.integers(points, size=observations),
            "feature": draw.standard_normal((observations, 2))}
