# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Bundle adjustment (ADBench's BA): points are seen by cameras, and the Jacobian of what is wrong with each observation, by
the camera, the point and the weight that it has, in compressed rows.

A camera has a rotation r, a place, a focal length, a principal point and two coefficients of radial distortion. Each
observation has two errors, by 15 numbers, and one more by its weight alone. As observations know nothing of each other,
their rows are two products with the Jacobian's transpose, whatever their number.
"""
from __future__ import annotations

import ag

CAMERA, POINT = 11, 3


def cross(a, b):
    a0, a1, a2 = (a[..., number] for number in range(3))
    b0, b1, b2 = (b[..., number] for number in range(3))
    return ag.stack([a1 * b2 - a2 * b1, a2 * b0 - a0 * b2, a0 * b1 - a1 * b0], axis=-1)


def rotate(r, x):
    """x around r by its length (Rodrigues); by none, what is next to that."""
    square = ag.square(r).sum(-1, keepdims=True)
    is_none = square == 0
    angle = ag.sqrt(ag.where(is_none, 1.0, square))
    u = r / angle
    along = u * (u * x).sum(-1, keepdims=True)
    turned = x * ag.cos(angle) + cross(u, x) * ag.sin(angle) + along * (1 - ag.cos(angle))
    return ag.where(is_none, x + cross(r, x), turned)


def project(camera, point):
    """Where a camera sees a point."""
    seen = rotate(camera[..., :3], point - camera[..., 3:6])
    flat = seen[..., :2] / seen[..., 2:]
    square = ag.square(flat).sum(-1, keepdims=True)
    distortion = 1 + camera[..., 9:10] * square + camera[..., 10:] * ag.square(square)
    return camera[..., 6:7] * distortion * flat + camera[..., 7:9]


def errors(numbers, feature):
    """Of observations by their 15 numbers each: camera, point, weight."""
    camera, point, weight = ag.split(numbers, [CAMERA, CAMERA + POINT], axis=-1)
    return weight * (project(camera, point) - feature)


def columns_of(cameras, points, camera, point):
    """Which of all numbers the 15 of each observation are: cameras come first, then points, then weights."""
    count = camera.shape[0]
    of_camera = camera[:, None] * CAMERA + ag.arange(CAMERA)
    of_point = cameras * CAMERA + point[:, None] * POINT + ag.arange(POINT)
    of_weight = cameras * CAMERA + points * POINT + ag.arange(count)
    return ag.concat([of_camera, of_point, of_weight[:, None]], axis=1)


def answer(cameras, points, weight, camera, point, feature):
    """The errors; and values, columns and beginnings of the Jacobian's rows: two for each observation, then one."""
    numbers = ag.concat([cameras[camera], points[point], weight[:, None]], axis=1)
    error, pull = ag.vjp(lambda numbers: errors(numbers, feature), numbers)
    count, wide = numbers.shape
    rows = [pull(ag.broadcast_to(row, error.shape))[0] for row in ag.eye(2, dtype=error.dtype)]
    columns = columns_of(cameras.shape[0], points.shape[0], camera, point)
    twice = ag.broadcast_to(columns[:, None], [count, 2, wide])
    return {"errors": ag.concat([error.ravel(), 1 - ag.square(weight)]),
            "values": ag.concat([ag.stack(rows, axis=1).ravel(), -2 * weight]),
            "columns": ag.concat([twice.ravel(), columns[:, -1]]),
            "rows": ag.concat([ag.arange(2 * count) * wide, 2 * count * wide + ag.arange(count + 1)])}
