# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The functions of examples/problems in JAX."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy.special import logsumexp

jax.config.update("jax_enable_x64", True)


def gmm(a, m, c, x):
    n, d = x.shape
    q, r = jnp.exp(c[:, :d]), c[:, d:]
    columns, rows = np.triu_indices(d, 1)  # column by column
    lower = jnp.zeros((len(a), d, d)).at[:, rows, columns].set(r)
    apart = x[:, None] - m[None]
    scaled = q * apart + jnp.einsum("kij,nkj->nki", lower, apart)
    likely = a + c[:, :d].sum(1) - 0.5 * (scaled**2).sum(2)
    return logsumexp(likely, axis=1).sum() - n * logsumexp(a) + 0.5 * ((q**2).sum() + (r**2).sum())


def lstm(w, b, v, x):
    def step(state, row):
        now, after = row
        below, new = now * v[0], []
        for layer, (h, c) in enumerate(state):
            g = (jnp.concatenate([below, h, below, h]) * w[layer] + b[layer]).reshape(4, -1)
            c = c * jax.nn.sigmoid(g[0]) + jax.nn.sigmoid(g[1]) * jnp.tanh(g[3])
            below = jax.nn.sigmoid(g[2]) * jnp.tanh(c)
            new.append((below, c))
        y = below * v[1] + v[2]
        return new, (after * (y - jnp.log(2 + jnp.exp(y).sum()))).sum()

    zeros = jnp.zeros(x.shape[1])
    return -lax.scan(step, [(zeros, zeros)] * len(w), (x[:-1], x[1:]))[1].sum() / x[1:].size


def llsq(x):
    t = -1 + 2 * jnp.arange(10_000) / 9_999
    polynomial = jnp.zeros_like(t)
    for coefficient in x[::-1]:
        polynomial = polynomial * t + coefficient
    return 0.5 * ((jnp.sign(t) - polynomial) ** 2).sum()


def ode(x):
    def slope(y):
        return x * jnp.concatenate([jnp.ones(1), y[:-1]])

    def step(y, _):
        h = 2 / 1000
        k1 = slope(y)
        k2 = slope(y + h / 2 * k1)
        k3 = slope(y + h / 2 * k2)
        k4 = slope(y + h * k3)
        return y + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4), None

    return lax.scan(step, jnp.zeros_like(x), None, length=1000)[0][-1]


def kmeans(c, p):
    return ((c[None] - p[:, None]) ** 2).sum(2).min(1).sum()


def newton(c, p):
    slope, curvature = jax.jvp(lambda c: jax.grad(kmeans)(c, p), (c,), (jnp.ones_like(c),))
    return (slope / curvature,)


def argmin(f, x):
    """Minimises with gradients of forward mode, since JAX has no reverse mode for a while loop."""
    few = 1e-5

    def step(now):
        x, eta, count, _ = now
        slope = jax.jacfwd(f)(x)
        z = x - eta * slope
        move = lax.cond(f(z) < f(x), lambda: (z, eta, count + 1, False), lambda: (x, eta / 2, 0, False))
        grown = lax.cond(count == 10, lambda: (x, eta * 2, 0, False), lambda: move)
        is_near = (count != 10) & (jnp.linalg.norm(z - x) <= few)
        return lax.cond((jnp.linalg.norm(slope) <= few) | is_near, lambda: (x, eta, count, True), lambda: grown)

    return lax.while_loop(lambda now: ~now[3], step, (x, few, 0, False))[0]


def saddle(a, b):
    def highest(a):
        return argmin(lambda b: (b**2).sum() - (a**2).sum(), b)

    a = argmin(lambda a: (a**2).sum() - (highest(a) ** 2).sum(), a)
    return a, highest(a)


def meeting(w):
    def potential(x):
        charges = jnp.stack([jnp.array(10.0), 10.0 - w[0]]), jnp.array([10.0, 0.0])
        return sum(1 / jnp.linalg.norm(x - charge) for charge in charges)

    def move(now):
        x, v = now
        return x + 0.1 * v, v - 0.1 * jax.jacfwd(potential)(x)

    start = jnp.array([0.0, 8.0]), jnp.array([0.75, 0.0])
    x, v = lax.while_loop(lambda now: (now[0] + 0.1 * now[1])[1] > 0, move, start)
    return (x - v * (x[1] / v[1]))[0]


def particle(w):
    return (argmin(lambda w: meeting(w) ** 2, w),)


def ba(cameras, points, weight, camera, point, feature):
    """Returns errors and Jacobian observation by observation. Columns are ordered: cameras, points, weights."""
    def rotate(r, x):
        square = r @ r

        def turn():
            angle = jnp.sqrt(square)
            u = r / angle
            return x * jnp.cos(angle) + jnp.cross(u, x) * jnp.sin(angle) + u * (u @ x) * (1 - jnp.cos(angle))

        return lax.cond(square == 0, lambda: x + jnp.cross(r, x), turn)

    def error(c, x, w, feature):
        seen = rotate(c[:3], x - c[3:6])
        flat = seen[:2] / seen[2]
        square = flat @ flat
        return w * (c[6] * flat * (1 + c[9] * square + c[10] * square**2) + c[7:9] - feature)

    given = cameras[camera], points[point], weight, feature
    by = [row.reshape(len(weight), 2, -1) for row in jax.vmap(jax.jacfwd(error, (0, 1, 2)))(*given)]
    columns = jnp.concatenate([11 * camera[:, None] + np.arange(11), cameras.size + 3 * point[:, None] + np.arange(3),
                               cameras.size + points.size + np.arange(len(weight))[:, None]], 1)
    rows = np.concatenate([np.full(2 * len(weight), 15), np.ones(len(weight), int)]).cumsum()
    return (jnp.concatenate([jax.vmap(error)(*given).ravel(), 1 - weight**2]),
            jnp.concatenate([jnp.concatenate(by, 2).ravel(), -2 * weight]),
            jnp.concatenate([columns.repeat(2, 0).ravel(), columns[:, -1]]), jnp.concatenate([jnp.zeros(1, int), rows]))


ANSWERS = {
    "gmm": jax.grad(gmm, (0, 1, 2)), "lstm": jax.grad(lstm, (0, 1, 2)), "llsq": jax.grad(llsq, (0,)),
    "lse": jax.grad(logsumexp, (0,)), "ode": jax.grad(ode, (0,)), "kmeans": newton,
    "ba": ba, "saddle": saddle, "particle": particle,
}
