# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""PyTorch as a framework: the table of its ops, which the imported modules fill."""
from __future__ import annotations

from ..graph import Node
from ..rules import Framework
from . import (  # noqa: F401  they fill the table
    backward, bags, control, creation, elementwise, functions, indexing, layers, normalisation, recurrent, reductions, shapes, sizes,
)
from .tables import ATEN

#: Advice for ops without a rule, by words of their names.
_ADVICE = {
    "dropout": "export the model after model.eval()",
    "rand": "draw the numbers before, and pass them to the model",
    "normal_functional": "draw the numbers before, and pass them to the model",
    "bernoulli": "draw the numbers before, and pass them to the model",
    "multinomial": "draw the numbers before, and pass them to the model",
    "nonzero": "the size of its result is not known before the program runs: use torch.where(mask, x, 0)",
    "unique": "the size of its result is not known before the program runs: use torch.where(mask, x, 0)",
    "sort": "torch.topk of at most 64 elements is supported",
    "sparse": "sparse tensors are not supported: use dense ones",
    "fft": "complex numbers are not supported",
}


def _advice(node: Node) -> list[str]:
    """Returns what would do for a node whose op has no rule."""
    return [advice for word, advice in _ADVICE.items() if word in node.op][:1]


FRAMEWORK = Framework({ATEN.domain: ATEN}, advise=_advice)
