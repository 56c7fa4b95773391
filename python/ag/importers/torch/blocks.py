# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How do gradients end at blocks without them? An exported program has a block of torch.no_grad as an op with a body:

    def body(x, m):  return (m.copy_(x.mean()),)
    y = wrap_with_set_grad_enabled(False, body, x, m);  z = y[0]

PyTorch inlines the body when it decomposes the program, and loses that it had no gradients, and its lines. `without_blocks`
inlines it before, with its operands detached:

    u = detach(x);  v = detach(m);  w = v.copy_(u.mean());  z = alias(w)

`inlined` does the same in a program that was read from a file. A block of torch.inference_mode is no op. Its results have a
property, and their operands from outside are detached. If all results have it, then the program was exported in that mode.
"""
from __future__ import annotations

import contextlib
import copy
import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from ...core.dtypes import DType
from ...core.errors import Error
from ..graph import Graph, Node, Ref, Type

#: The ops of blocks, each with the number of its operands before the body.
_BLOCKS = {"higher_order.wrap_with_set_grad_enabled": 1, "higher_order.wrap_with_autocast": 4}


@contextlib.contextmanager
def detached() -> Iterator[None]:
    """Makes exports of modules within a with statement detach operands instead of blocks without gradients. PyTorch itself
    forgets blocks that contain torch.cond or a loop."""
    from torch._export.passes import replace_set_grad_with_hop_pass as blocks
    theirs = blocks.replace_set_grad_with_hop_pass
    blocks.replace_set_grad_with_hop_pass = _without_switches
    try:
        yield
    finally:
        blocks.replace_set_grad_with_hop_pass = theirs


def _without_switches(root: Any, signature: Any) -> tuple[Any, Any]:
    """Returns a module and its signature. Calls that switch gradients on and off are erased from it and from bodies in it."""
    import torch
    for module in root.modules():
        if not isinstance(module, torch.fx.GraphModule):
            continue
        constants: set[Any] = set()  # the values of the block
        is_on = True
        for node in list(module.graph.nodes):
            if node.target is torch._C._set_grad_enabled:
                is_on = node.args[0]
                constants.clear()
                module.graph.erase_node(node)
            elif not is_on and node.op == "call_function":
                _detach(node, [each for each in node.all_input_nodes if each not in constants])
                constants.add(node)
        module.recompile()
    return root, signature


def without_blocks(exported: Any) -> Any:
    """Returns a copy of an exported program in which operands are detached instead of blocks without gradients."""
    import torch
    names = [node.name for node in exported.graph.nodes]
    exported = copy.copy(exported)
    exported._graph_module = copy.deepcopy(exported.graph_module)
    for node, name in zip(exported.graph.nodes, names):  # a copy renames nodes that are called like functions of Python
        node.name = name
    # A view has the property if its tensor has.
    computed = [node for node in exported.graph.nodes
                if node.op == "call_function" and not getattr(node.target, "is_view", False)]
    has_inference = not all(_is_inference(node) for node in computed if isinstance(node.meta.get("val"), torch.Tensor))
    # Bodies come after the modules that have them.
    for module in reversed(list(exported.graph_module.modules())):
        if isinstance(module, torch.fx.GraphModule):
            for node in list(module.graph.nodes):
                if node.target is torch.ops.higher_order.wrap_with_set_grad_enabled:
                    _inline(module, node)
                elif node.target is torch.ops.aten.detach_.default:  # which a decomposition drops
                    node.target = torch.ops.aten.detach.default
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
            detached.meta = {**node.meta, "val": value}
            node.replace_input_with(operand, detached)


def _is_inference(node: Any) -> bool:
    """Returns true if a node's results are tensors of inference mode. Those of torch.cond and of loops are a tuple."""
    import torch
    value = node.meta.get("val")
    tensors = [each for each in (value if isinstance(value, (tuple, list)) else [value]) if isinstance(each, torch.Tensor)]
    return bool(tensors) and all(each.is_inference() for each in tensors)


# Graphs that were read ----------------------------------------------------------------------------


def inlined(graph: Graph) -> None:
    """Replaces the blocks in a graph by the nodes of their bodies. A block of autocast that is enabled has other types than
    its ops, and stays."""
    graph.nodes[:] = [each for node in graph.nodes for each in
                      (_nodes_of(node, graph.types) if node.op in _BLOCKS and _is_plain(node) else [node])]


def _is_plain(block: Node) -> bool:
    return not block.op.endswith("autocast") or block.operands[2] is False


def _nodes_of(block: Node, types: dict[str, Type]) -> list[Node]:
    """Returns the nodes of a block's body, with names that no value in `types` has."""
    body, *operands = block.operands[_BLOCKS[block.op]:]
    if len(operands) != len(body.inputs):
        raise Error(f"the body of {block.op} has {len(body.inputs)} inputs, expected {len(operands)}")
    is_detached = block.op.endswith("set_grad_enabled") and not block.operands[0]
    nodes: list[Node] = []

    def add(op: str, operand: Ref, name: str, stated: Type | None) -> None:
        if stated is not None:
            types[name] = stated
        nodes.append(Node(op, "", 1, [operand], {}, [name], block.place, block.scope))

    values: dict[str, Any] = dict(zip(body.inputs, operands))
    for name, operand in values.items():
        stated = types.get(operand.name) if isinstance(operand, Ref) and not operand.is_number else None
        if is_detached and stated is not None and isinstance(stated.dtype, DType) and stated.dtype.is_float:
            values[name] = Ref(_free(operand.name, types))
            add("aten.detach.default", operand, values[name].name, stated)
    for node in body.nodes:
        results = []
        for name in node.results:
            results.append(_free(name, types) if name else "")
            if name:
                types[results[-1]] = body.types.get(name, Type("unknown", None))
                values[name] = Ref(results[-1])
        nodes.append(dataclasses.replace(node, operands=_replaced(node.operands, values), results=results, attributes={
            name: _replaced(each, values) for name, each in node.attributes.items()}))
    for inner, result in zip(body.results, block.results):
        if result:
            add("aten.alias.default", values[inner], result, types.get(result))
    return nodes


def _free(name: str, types: Mapping[str, Type]) -> str:
    """Returns a name that no value has."""
    number = len(types)
    while f"{name}.{number}" in types:
        number += 1
    return f"{name}.{number}"


def _replaced(operand: Any, values: Mapping[str, Any]) -> Any:
    """Returns operands with the values for the names of a body."""
    if isinstance(operand, Ref):
        value = values[operand.name]
        return dataclasses.replace(operand, name=value.name) if isinstance(value, Ref) else value
    return [_replaced(each, values) for each in operand] if isinstance(operand, (list, tuple)) else operand
