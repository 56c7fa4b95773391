# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Bundle adjustment (ADBench's BA): cameras observe points. The result is the Jacobian of the errors of all
observations by cameras, points and weights, in compressed sparse rows.

A camera has a rotation r, a position, a focal length, a principal point and two coefficients of radial distortion. An
observation has two errors that depend on 15 numbers, and one that depends on its weight. vmap batches their Jacobian.
"""
from __future__ import annotations

import ag

CAMERA, POINT = 11, 3


def cross(a, b):
    return ag.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def rotate(r, x):
    """Returns x rotated around r by the angle |r| (Rodrigues), or its linear approximation at r = 0."""
    square = ag.square(r).sum()

    def turn():
        angle = ag.sqrt(square)
        u = r / angle
        return x * ag.cos(angle) + cross(u, x) * ag.sin(angle) + u * (u * x).sum() * (1 - ag.cos(angle))

    return ag.cond(square == 0, lambda: x + cross(r, x), turn)


def error(numbers, feature):
    """Returns the two errors of an observation from its 15 numbers: camera, point, weight."""
    camera, point, weight = ag.split(numbers, [CAMERA, CAMERA + POINT])
    seen = rotate(camera[:3], point - camera[3:6])
    flat = seen[:2] / seen[2]
    square = ag.square(flat).sum()
    distortion = 1 + camera[9] * square + camera[10] * ag.square(square)
    return weight * (camera[6] * distortion * flat + camera[7:9] - feature)


def columns_of(cameras, points, camera, point):
    """Returns the columns of each observation's 15 numbers. Cameras come first, then points, then weights."""
    count = camera.shape[0]
    of_camera = camera[:, None] * CAMERA + ag.arange(CAMERA)
    of_point = cameras * CAMERA + point[:, None] * POINT + ag.arange(POINT)
    of_weight = cameras * CAMERA + points * POINT + ag.arange(count)
    return ag.concat([of_camera, of_point, of_weight[:, None]], axis=1)


def answer(cameras, points, weight, camera, point, feature):
    """Returns the errors, and the Jacobian's values, columns and row starts: two rows per observation, then one
    each."""
    numbers = ag.concat([cameras[camera], points[point], weight[:, None]], axis=1)
    count, wide = numbers.shape
    errors, rows = ag.vmap(error)(numbers, feature), ag.vmap(ag.jacrev(error))(numbers, feature)
    columns = columns_of(cameras.shape[0], points.shape[0], camera, point)
    twice = ag.broadcast_to(columns[:, None], [count, 2, wide])
    return {"errors": ag.concat([errors.ravel(), 1 - ag.square(weight)]),
            "values": ag.concat([rows.ravel(), -2 * weight]),
            "columns": ag.concat([twice.ravel(), columns[:, -1]]),
            "rows": ag.concat([ag.arange(2 * count) * wide, 2 * count * wide + ag.arange(count + 1)])}
