# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes PyTorch's results in double for numpy's random numbers: losses.npz, layers.npz and optim.npz next to
this file.

    .venv-peers/bin/python3 test/Python/training/generate.py     # after test/Benchmark/benchmark.py setup
"""
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F
from torch.optim import lr_scheduler

HERE, STEPS = Path(__file__).parent, 20


def contrastive(a, b):
    cosines = F.cosine_similarity(a[:, None], b[None], dim=-1)
    return F.cross_entropy(cosines / 0.05, torch.arange(len(a)))


#: The weights of classes.
WEIGHT = torch.tensor([0.5, 2.0, 1.0, 0.25], dtype=torch.double)

#: Each loss, with the argument that is differentiated, and the other one.
LOSSES = {
    "labels": (lambda x, t: F.cross_entropy(x, t), "x", "labels"),
    "smoothed": (lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1), "x", "labels"),
    "probabilities": (lambda x, t: F.cross_entropy(x, t), "x", "p"),
    "smoothed_probabilities": (lambda x, t: F.cross_entropy(x, t, label_smoothing=0.1, reduction="sum"), "x", "p"),
    "pixels": (lambda x, t: F.cross_entropy(x, t), "image", "pixel_labels"),
    "ignored": (lambda x, t: F.cross_entropy(x, t, ignore_index=3), "x", "labels"),
    "ignored_smoothed": (lambda x, t: F.cross_entropy(x, t, ignore_index=-100, label_smoothing=0.1), "x", "some_labels"),
    "ignored_sum": (lambda x, t: F.cross_entropy(x, t, reduction="sum"), "x", "some_labels"),
    "ignored_pixels": (lambda x, t: F.cross_entropy(x, t, ignore_index=1), "image", "pixel_labels"),
    "all_ignored": (lambda x, t: F.cross_entropy(x, t), "x", "no_labels"),
    "all_ignored_sum": (lambda x, t: F.cross_entropy(x, t, reduction="sum"), "x", "no_labels"),
    "weighted": (lambda x, t: F.cross_entropy(x, t, weight=WEIGHT), "x", "labels"),
    "weighted_smoothed": (lambda x, t: F.cross_entropy(x, t, weight=WEIGHT, label_smoothing=0.1), "x", "some_labels"),
    "weighted_probabilities": (lambda x, t: F.cross_entropy(x, t, weight=WEIGHT, label_smoothing=0.1), "x", "p"),
    "nll": (lambda x, t: F.nll_loss(F.log_softmax(x, -1), t), "x", "labels"),
    "nll_weighted": (lambda x, t: F.nll_loss(F.log_softmax(x, -1), t, weight=WEIGHT, ignore_index=3), "x", "labels"),
    "binary": (lambda x, t: F.binary_cross_entropy_with_logits(x, t), "x", "p"),
    "mse": (lambda x, t: F.mse_loss(x, t), "x", "y"),
    "huber": (lambda x, t: F.huber_loss(x, t, delta=0.7), "x", "y"),
    "kl": (lambda x, t: F.kl_div(F.log_softmax(x, -1), t, reduction="batchmean"), "x", "p"),
    "contrastive": (contrastive, "x", "y"),
}

OPTIMISERS = {
    "sgd": lambda p: torch.optim.SGD(p),
    "momentum": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, weight_decay=0.01),
    "nesterov": lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True),
    "adam": lambda p: torch.optim.Adam(p),
    "adam_decay": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1),
    "adamw": lambda p: torch.optim.AdamW(p),
    "adamw_decay": lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.3),
    "nadam": lambda p: torch.optim.NAdam(p),
    "rmsprop": lambda p: torch.optim.RMSprop(p),
    "rmsprop_centered": lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.9, momentum=0.5, centered=True),
    "adagrad": lambda p: torch.optim.Adagrad(p),
    "adagrad_decay": lambda p: torch.optim.Adagrad(p, lr=0.1, lr_decay=0.1, weight_decay=0.01),
    "masked": lambda p: torch.optim.AdamW([{"params": p[:1], "weight_decay": 0.3}, {"params": p[1:], "weight_decay": 0}],
                                          lr=0.1),
    "frozen": lambda p: torch.optim.AdamW(p[:1], lr=0.1, weight_decay=0.3),
    "clipped": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.5),
}


def warm_up(optimizer, then):
    growing = lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=4)
    return lr_scheduler.SequentialLR(optimizer, [growing, then], milestones=[4])


SCHEDULES = {
    "linear": lambda o: lr_scheduler.LinearLR(o, start_factor=1.0, end_factor=0.25, total_iters=12),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, 20, eta_min=0.01),
    "steps": lambda o: lr_scheduler.StepLR(o, 6, gamma=0.5),
    "warm_up": lambda o: warm_up(o, lr_scheduler.CosineAnnealingLR(o, 16)),
}


def numbers():
    random = np.random.default_rng(0)
    x, y = random.standard_normal((2, 5, 4))
    x[0, 0] = 0.0  # where a formula by abs has no slope of its own
    p = random.random((5, 4))
    p[1, 2] = 0.0
    return {"x": x, "y": y, "p": p / p.sum(1, keepdims=True), "labels": random.integers(4, size=5),
            "image": random.standard_normal((2, 3, 4, 2)), "pixel_labels": random.integers(3, size=(2, 4, 2)),
            "some_labels": np.array([1, -100, 3, -100, 0]), "no_labels": np.full(5, -100)}


def losses():
    given = numbers()
    found = {f"given.{name}": array for name, array in given.items()}
    for name, (loss, *arguments) in LOSSES.items():
        x, target = (torch.from_numpy(given[argument].copy()) for argument in arguments)
        value = loss(x.requires_grad_(), target)
        value.backward()
        found[f"{name}.value"], found[f"{name}.gradient"] = value.detach().numpy(), x.grad.numpy()
    return found


def batch_norm():
    """Returns the results for an image with channels second, after one step and after two, and in evaluation."""
    random = np.random.default_rng(2)
    given = {"image": numbers()["image"], "scale": random.standard_normal(3), "bias": random.standard_normal(3),
             "cotangent": random.standard_normal((2, 3, 4, 2))}
    layer = torch.nn.BatchNorm2d(3, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(given["scale"]))
        layer.bias.copy_(torch.from_numpy(given["bias"]))
    image = torch.from_numpy(given["image"]).requires_grad_()
    y = layer(image)
    y.backward(torch.from_numpy(given["cotangent"]))
    found = {"y": y, "of_image": image.grad, "of_scale": layer.weight.grad, "of_bias": layer.bias.grad}
    layer(2 * image)
    found |= {"mean": layer.running_mean, "var": layer.running_var, "tested": layer.eval()(image)}
    return {f"given.{name}": array for name, array in given.items()} | {
        name: tensor.detach().numpy() for name, tensor in found.items()}


#: The number of groups of the six channels, which are the second dimension.
GROUPS = {"group": 3, "instance": 6, "layer": 1}

ATTENTION = {
    "plain": {}, "mask": {"attn_mask": "mask"}, "added": {"attn_mask": "added"}, "causal": {"is_causal": True},
    "scaled": {"scale": 0.3, "is_causal": True}, "shared": {"enable_gqa": True, "attn_mask": "mask"},
}


def derived(function, given, names, cotangent):
    """Returns the function's result for the arrays of these names, and the gradients by them."""
    tensors = [torch.from_numpy(given[name].copy()).requires_grad_() for name in names]
    y = function(*tensors)
    y.backward(torch.from_numpy(given[cotangent]))
    return {"y": y.detach().numpy(), **{f"of_{name}": x.grad.numpy() for name, x in zip(names, tensors)}}


def group_norm():
    random = np.random.default_rng(3)
    given = {"channels": random.standard_normal((2, 6, 3, 2)), "weight": random.standard_normal(6),
             "shift": random.standard_normal(6), "of_channels": random.standard_normal((2, 6, 3, 2))}
    found = {f"given.{name}": array for name, array in given.items()}
    for name, groups in GROUPS.items():
        made = derived(lambda x, weight, shift: F.group_norm(x, groups, weight, shift, 1e-3), given,
                       ["channels", "weight", "shift"], "of_channels")
        found |= {f"{name}.{part}": array for part, array in made.items()}
    return found


def attention():
    """Returns results of attention. A query of the mask sees no key: since 2.5, PyTorch gives 0 for it."""
    random = np.random.default_rng(4)
    given = {name: random.standard_normal((2, 4, rows, size)) for name, rows, size in
             (("query", 5, 8), ("key", 6, 8), ("value", 6, 3), ("of_heads", 5, 3))}
    given |= {"mask": random.random((5, 6)) < 0.5, "added": random.standard_normal((4, 5, 6))}
    given["mask"][2], given["added"][1, 3], given["added"][2, 0, 1] = False, -np.inf, -np.inf
    found = {f"given.{name}": array for name, array in given.items()}
    for name, options in ATTENTION.items():
        options = {option: torch.from_numpy(given[value]) if value in ("mask", "added") else value
                   for option, value in options.items()}
        heads = slice(0, 2 if name == "shared" else 4)
        own = given | {part: np.ascontiguousarray(given[part][:, heads]) for part in ("key", "value")}
        made = derived(lambda *x: F.scaled_dot_product_attention(*x, **options), own, ["query", "key", "value"], "of_heads")
        found |= {f"{name}.{part}": array for part, array in made.items()}
    return found


def trajectory(make, schedule, given):
    """Returns the parameters after each step. The gradient leads to 0, with noise."""
    p = [torch.from_numpy(given[name].copy()).requires_grad_() for name in ("w", "b")]
    optimizer = make(p)
    scheduler = schedule(optimizer) if schedule else None
    places = []
    for row in given["noise"]:
        noise = torch.from_numpy(row)
        for x, part in zip(p, (noise[:6].reshape(2, 3), noise[6:])):
            x.grad = 0.5 * x.detach() + part
        if make is OPTIMISERS["clipped"]:
            torch.nn.utils.clip_grad_norm_(p, 1.5)
        optimizer.step()
        if scheduler:
            scheduler.step()
        places.append(np.concatenate([x.detach().numpy().ravel() for x in p]))
    return np.array(places)


def averages(given):
    """Returns Adam's parameters if it takes one step in three, by the mean gradient at its current parameters."""
    p = [torch.from_numpy(given[name].copy()).requires_grad_() for name in ("w", "b")]
    optimizer, places = torch.optim.Adam(p, lr=0.1), []
    for number, row in enumerate(given["noise"], 1):
        noise = torch.from_numpy(row)
        loss = sum((0.25 * x * x + part * x).sum() for x, part in zip(p, (noise[:6].reshape(2, 3), noise[6:])))
        (loss / 3).backward()
        if number % 3 == 0:
            optimizer.step()
            optimizer.zero_grad()
        places.append(np.concatenate([x.detach().numpy().ravel() for x in p]))
    return np.array(places)


def optimisers():
    random = np.random.default_rng(1)
    given = {"w": random.standard_normal((2, 3)), "b": random.standard_normal(3),
             "noise": random.standard_normal((STEPS, 9))}
    found = {f"given.{name}": array for name, array in given.items()}
    found |= {name: trajectory(make, None, given) for name, make in OPTIMISERS.items()}
    found["accumulated"] = averages(given)
    return found | {name: trajectory(lambda p: torch.optim.SGD(p, lr=0.1), schedule, given)
                    for name, schedule in SCHEDULES.items()}


if __name__ == "__main__":
    np.savez_compressed(HERE / "losses.npz", **losses())
    np.savez_compressed(HERE / "layers.npz", **batch_norm(), **group_norm(), **attention())
    np.savez_compressed(HERE / "optim.npz", **optimisers())
