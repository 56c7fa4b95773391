# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do gradients end at blocks without them? An exported program has a block of torch.no_grad as an op with a body:

    def body(x, m):  return (m.copy_(x.mean()),)
    y = wrap_with_set_grad_enabled(False, body, x, m);  z = y[0]

PyTorch inlines the body when it decomposes the program, and loses that it had no gradients, and its lines. `without_blocks`
inlines it before, with its operands detached:

    u = detach(x);  v = detach(m);  w = v.copy_(u.mean());  z = alias(w)

A block of torch.inference_mode is no op. Its results have a property, and their operands from outside are detached. If all
results have it, then the program was exported in that mode.
"""
from __future__ import annotations

import copy
from typing import Any


def without_blocks(exported: Any) -> Any:
    """Returns a copy of an exported program in which operands are detached instead of blocks without gradients."""
    import torch
    exported = copy.copy(exported)
    exported._graph_module = copy.deepcopy(exported.graph_module)
    computed = [node for node in exported.graph.nodes if node.op == "call_function"]
    has_inference = not all(_is_inference(node) for node in computed if isinstance(node.meta.get("val"), torch.Tensor))
    # Bodies come after the modules that have them.
    for module in reversed(list(exported.graph_module.modules())):
        if isinstance(module, torch.fx.GraphModule):
            for node in list(module.graph.nodes):
                if node.target is torch.ops.higher_order.wrap_with_set_grad_enabled:
                    _inline(module, node)
                elif has_inference and node.op == "call_function" and _is_inference(node):
                    _detach(node, [each for each in node.all_input_nodes if not _is_inference(each)])
            module.recompile()
    return exported


def _inline(module: Any, node: Any) -> None:
    """Replaces a block by the nodes of its body. Its results keep their names, which the program's signature has."""
    import torch
    if not node.args[0]:
        _detach(node, node.all_input_nodes)
    body = getattr(module, node.args[1].target)
    values = dict(zip(body.graph.find_nodes(op="placeholder"), node.args[2:]))
    for each in body.graph.find_nodes(op="get_attr"):
        name = f"{node.args[1].target}_{each.target}"
        setattr(module, name, getattr(body, each.target))
        with module.graph.inserting_before(node):
            values[each] = module.graph.get_attr(name)
    with module.graph.inserting_before(node):
        results = module.graph.graph_copy(body.graph, values)
    for user in list(node.users):
        user.target, user.args = torch.ops.aten.alias.default, (results[user.args[1]],)
    module.graph.erase_node(node)


def _detach(node: Any, operands: list[Any]) -> None:
    """Detaches those operands of a node that can have gradients."""
    import torch
    for operand in operands:
        value = operand.meta.get("val")
        if isinstance(value, torch.Tensor) and value.is_floating_point():
            with node.graph.inserting_before(node):
                detached = node.graph.call_function(torch.ops.aten.detach.default, (operand,))
            detached.meta = dict(operand.meta)
            node.replace_input_with(operand, detached)


def _is_inference(node: Any) -> bool:
    import torch
    value = node.meta.get("val")
    return isinstance(value, torch.Tensor) and value.is_inference()
