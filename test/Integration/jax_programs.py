# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""JAX functions, whose gradients the tests compare with ours."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def scan(xs, h):
    def step(h, x):
        h = jnp.tanh(h * x + h)
        return h, h * x

    return lax.scan(step, h, xs)[1]


def window(x, strides, function, start, padding="VALID"):
    return lax.reduce_window(x, start, function, (2, 3), strides, padding)


def polynomial(coefficients, x):
    def step(carried, coefficient):
        value, slope = carried
        return (value * x + coefficient, slope * x + value), None

    value, slope = lax.scan(step, (jnp.zeros_like(x), jnp.zeros_like(x)), coefficients)[0]
    return value * slope


def attention(q, k, v):
    scores = jnp.where(jnp.tril(jnp.ones((4, 4), bool)), q @ k.T, -1e9)
    return jax.nn.softmax(scores) @ v


def layer_norm(x, w, b):
    d = x - x.mean(-1, keepdims=True)
    return d * lax.rsqrt((d * d).mean(-1, keepdims=True) + 1e-5) * w + b


def slices(x, at):
    return lax.fori_loop(0, 3, lambda i, s: s * lax.dynamic_slice(x, (at + i,), (4,)) + s, x[:4])


def put(x, row, at):
    return lax.dynamic_update_slice(x, row[None], (at, 0))


def convolution(dims, **options):
    return lambda x, w: lax.conv_general_dilated(x, w, dimension_numbers=dims, **options)


IMAGES = ("NHWC", "HWIO", "NHWC")
I32 = np.int32

#: Each program's description, its function, and its arguments: shapes of floats, or integers.
PROGRAMS = {
    "scan": ("A scan that stacks results of rows", scan, (5, 3), (3,)),
    "counted": ("A loop whose iter_arg is a matrix",
                lambda x, w: lax.fori_loop(0, 3, lambda i, a: jnp.sin(a @ w) / (i + 1), x), (2, 3), (3, 3)),
    "cond": ("A choice between two branches by a sum",
             lambda x, y: lax.cond(x.sum() > 0, lambda: jnp.exp(x) * y, lambda: x - y),
             (4,), (4,)),
    "switch": ("A loop that runs one of three branches in each iteration",
               lambda x: lax.fori_loop(0, 4, lambda i, a: lax.switch(i % 3, [jnp.sin, jnp.exp, lambda b: b * x], a), x),
               (3,)),
    "slices": ("Slices of a vector at computed offsets", slices, (8,), I32(2)),
    "stacked": ("A loop that updates each row of a matrix by the row before it",
                lambda x: lax.fori_loop(1, 4, lambda i, a: put(a, jnp.tanh(a[i] + a[i - 1] * a[i]), i), x), (4, 3)),
    "strided": ("A convolution with stride, padding and dilation",
                convolution(IMAGES, window_strides=(2, 1), padding="SAME", rhs_dilation=(1, 2)),
                (1, 5, 6, 2), (3, 2, 2, 2)),
    "transposed": ("A transposed convolution, with zeros between the pixels",
                   convolution(IMAGES, window_strides=(1, 1), padding=((1, 2), (2, 0)), lhs_dilation=(2, 3)),
                   (1, 3, 3, 1), (2, 2, 1, 2)),
    "grouped": ("A convolution in two groups of channels",
                convolution(IMAGES, window_strides=(1, 1), padding="VALID", feature_group_count=2),
                (1, 4, 4, 4), (2, 2, 2, 4)),
    "sequence": ("A convolution over a sequence",
                 convolution(("NWC", "WIO", "NWC"), window_strides=(2,), padding="VALID"), (1, 7, 2), (3, 2, 2)),
    "volume": ("A convolution over a volume",
               convolution(("NDHWC", "DHWIO", "NDHWC"), window_strides=(1, 2, 1), padding="VALID"),
               (1, 3, 4, 3, 1), (2, 2, 2, 1, 1)),
    "max-pool": ("The maxima of overlapping windows", lambda x: window(x, (1, 2), lax.max, -np.inf), (4, 7)),
    "sum-pool": ("Sums of windows that include padding",
                 lambda x: window(x * x, (2, 2), lax.add, 0.0, "SAME"), (4, 5)),
    "polynomial": ("A polynomial and its derivative, coefficient by coefficient", polynomial, (5,), (3,)),
    "gather": ("Rows at a table of indices", lambda x, i: jnp.sin(x[i]) * 2, (5, 2), np.array([[0, 4], [4, 1]], I32)),
    "points": ("Elements at pairs of indices", lambda x, i, j: x[i, j] * x[j, i], (4, 4), np.array([0, 3, 3], I32),
               np.array([1, 2, 2], I32)),
    "entropy": ("A classifier's loss at given labels",
                lambda x, labels: (jnp.log(jnp.exp(x).sum(1))
                                   - jnp.take_along_axis(x, labels[:, None], 1)[:, 0]).sum(), (3, 4),
                np.array([2, 0, 3], I32)),
    "attention": ("Causal attention", attention, (4, 3), (4, 3), (4, 2)),
    "layer-norm": ("Rows normalised to mean 0 and variance 1, then scaled", layer_norm, (3, 6), (6,), (6,)),
    "gelu": ("GELU between two products", lambda x, w, v: jax.nn.gelu(x @ w) @ v, (2, 3), (3, 4), (4, 2)),
    "products": ("Products over rows, some with elements that are 0",
                 lambda x: jnp.prod(jnp.where(x > 0.9, 0.0, x), 1) + x[:, 0], (3, 4)),
    "padded": ("A reversed tensor, padded with negative and interior widths",
               lambda x: jnp.exp(lax.pad(x[::-1], 0.5, ((-1, 2, 1), (1, -1, 0)))), (4, 3)),
}
