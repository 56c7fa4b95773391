# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which buffers do a network's steps need, forward and backward, and what are their live ranges?

traces.py has the rules.
"""
from __future__ import annotations

from dataclasses import dataclass, field

from packing import Buffer


@dataclass(eq=False)
class Memory:
    """A buffer that step `lower` writes. If `lower` is None, the caller owns it, and it is never overwritten."""

    size: int
    lower: int | None = None
    upper: int = 0


@dataclass
class Gradient:
    """A gradient in this memory, for a number of tensors: the operands of a sum share one."""

    memory: Memory
    users: int = 1

    def can_be_overwritten(self) -> bool:
        return self.memory.lower is not None and self.users == 1


@dataclass
class Tensor:
    memory: Memory
    gradient: Gradient | None = None


@dataclass
class Operation:
    inputs: list[Tensor]
    output: Tensor
    kept: list[Memory]  # the memory that its backward step reads
    mask: list[Memory]  # its result, if ReLU is last
    has_weights: bool
    gradient: str


class Tape:
    """Steps in their order, with the memory that they write."""

    def __init__(self, training: bool):
        self.training, self.steps = training, 0
        self.written: list[Memory] = []
        self.operations: list[Operation] = []

    def step(self, reads: list[Memory], *sizes: int) -> list[Memory]:
        """Adds a step that writes memory of these sizes."""
        self.steps += 1
        for memory in reads:
            memory.upper = self.steps
        made = [Memory(size, self.steps - 1, self.steps) for size in sizes]
        self.written += made
        return made

    def apply(self, inputs: list[Tensor], size: int, *, over: bool = False, keeps: str = "", statistics: int = 0,
              relu: bool = False, has_weights: bool = False, gradient: str = "new") -> Tensor:
        """Adds a forward step, which overwrites its first input if `over`. It saves its inputs "x", its result "y", or both,
        and a number of bytes of `statistics`. The gradients by its inputs are "new" buffers, written "over" that of the
        result, "shared" by all inputs, or "parts" of that of the result."""
        reads = [x.memory for x in inputs]
        made = self.step(reads, *([] if over else [size]), *([statistics] if self.training and statistics else []))
        memory = reads[0] if over else made.pop(0)
        kept = made + (reads if "x" in keeps else []) + ([memory] if "y" in keeps else [])
        output = Tensor(memory)
        self.operations.append(Operation(inputs, output, kept, [memory] if relu else [], has_weights, gradient))
        return output

    def differentiate(self, result: Tensor) -> None:
        """Adds the backward steps, from a gradient of the caller."""
        result.gradient = Gradient(Memory(result.memory.size))
        for operation in reversed(self.operations):
            self._backward(operation, operation.output.gradient)

    def _backward(self, operation: Operation, gradient: Gradient) -> None:
        if operation.mask:
            gradient = self._transform(gradient, operation.mask, operation.output.memory.size)
        if operation.has_weights:
            self.step([gradient.memory, *operation.kept])
        for x in operation.inputs:
            if x.memory.lower is None:
                continue  # gradients by arguments are not requested
            if operation.gradient == "over" and not x.gradient:
                x.gradient = self._transform(gradient, operation.kept, x.memory.size)
                return
            self._give(x, gradient, operation)
        gradient.users -= 1

    def _transform(self, gradient: Gradient, kept: list[Memory], size: int) -> Gradient:
        """Adds a step that transforms a gradient, in place unless another tensor still needs it. Returns the result."""
        if gradient.can_be_overwritten():
            self.step([gradient.memory, *kept])
            return gradient
        gradient.users -= 1
        return Gradient(*self.step([gradient.memory, *kept], size))

    def _give(self, x: Tensor, gradient: Gradient, operation: Operation) -> None:
        """Sets the gradient by an input, or adds to it."""
        if x.gradient:
            reads = [gradient.memory, *operation.kept]
            x.gradient = self._transform(x.gradient, reads, x.memory.size)
        elif operation.gradient == "shared":
            x.gradient, gradient.users = gradient, gradient.users + 1
        elif operation.gradient == "parts":
            x.gradient = Gradient(gradient.memory)
        else:
            x.gradient = Gradient(*self.step([gradient.memory, *operation.kept], x.memory.size))

    def buffers(self) -> list[Buffer]:
        return [Buffer(memory.lower, memory.upper, memory.size) for memory in self.written]
