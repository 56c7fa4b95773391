#!/usr/bin/env python3
# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints the polynomials of lib/Phases/Lower/Common/Approximations.cpp and lib/Phases/Lower/CUDA/DeviceSine.cpp, and the
logarithm of each one's relative error.

    .venv/bin/python3 scripts/minimax.py
"""
import math
from fractions import Fraction

import numpy as np


def minimax(target, basis, weight):
    """Returns the coefficients that minimize the greatest |target - sum| * weight, by Lawson's algorithm: iterated least
    squares, with more weight where the error is large, until the peaks of the error are equal."""
    columns = np.array(basis).T * weight[:, None]
    scale = abs(columns).max(axis=0)
    share, best, least = np.full(len(target), 1 / len(target)), None, np.inf
    for _ in range(400):
        root = np.sqrt(share)
        found = np.linalg.lstsq(columns / scale * root[:, None], target * weight * root, rcond=None)[0]
        error = abs(target * weight - columns / scale @ found)
        if error.max() < least:
            best, least = found / scale, error.max()
        share = share * error / np.sum(share * error)
    return best


def fit(name, target, x, powers, weight):
    """Prints the fit's coefficients in f32. They are rounded one after the other, and later ones compensate for it."""
    rounded, rest = [], target
    for number, power in enumerate(powers):
        first = minimax(rest, [x**p for p in powers[number:]], weight)[0]
        rounded.append(float(np.float32(first)))
        rest = rest - rounded[-1] * x**power
    print(f"{name}: 2^{math.log2(abs(rest * weight).max()):.1f}", *map(float.hex, rounded))


def points(low, high):
    return (low + high) / 2 - (high - low) / 2 * np.cos(np.linspace(0, math.pi, 1500))


def economize(name, series, half, degree):
    """Prints the coefficients in f64 of a power series on [-half, half] without its Chebyshev polynomials of higher
    degree."""
    scaled = [term * half**power for power, term in enumerate(series)]
    chebyshev = [[Fraction(1)], [Fraction(0), Fraction(1)]]
    while len(chebyshev) < len(series):
        following = [Fraction(0)] + [2 * value for value in chebyshev[-1]]
        chebyshev.append([a - b for a, b in zip(following, chebyshev[-2] + [Fraction(0)] * 2)])
    for power in range(len(series) - 1, degree, -1):
        share = scaled[power] / chebyshev[power][power]
        for lower, value in enumerate(chebyshev[power]):
            scaled[lower] -= share * value
    print(f"{name}:", *(float(value / half**power).hex() for power, value in enumerate(scaled[:degree + 1])))


erf, erfc = np.vectorize(math.erf), np.vectorize(math.erfc)

half = 0.501 * math.log(2)  # slightly more than log(2) / 2, as rounding to the nearest multiple is inexact
x = points(-half, half)
fit("expm1(r) - r, by r^2", np.expm1(x) - x, x, range(2, 7), 1 / abs(x))

economize("expm1(r) - r - r^2 / 2, by r^3, in f64", [Fraction(1, math.factorial(power + 3)) for power in range(24)],
          Fraction(half), 9)

x = points(-0.25, 0.5)
fit("log(1 + f) - f + f^2 / 2, by f^2", np.log1p(x) - x + x * x / 2, x, range(3, 11), 1 / abs(x))

x = points(1e-9, 0.921875)
fit("erf(x) - x, near, by x", erf(x) - x, x, range(1, 12, 2), 1 / x)

x = points(0.921875, 3.93)
fit("log(1 - erf(x)) + x, far, by x", np.log(erfc(x)) + x, x, range(1, 8), erfc(x) / erf(x))

x = points(1e-9, 0.8)
fit("sin(x) - x, by x", np.sin(x) - x, x, range(3, 10, 2), 1 / x)
fit("cos(x) - 1 + x^2 / 2, by 1", np.cos(x) - 1 + x * x / 2, x, range(4, 9, 2), 1 / np.cos(x))
