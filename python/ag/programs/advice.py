# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What does a message advise for a method, a call or an option that belongs to another stage of a program?"""
from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from ..core.errors import CallError
from ..core.names import refuse


class Stage:
    """The base class of the stages of a program."""

    #: The name of the stage in messages.
    _called: ClassVar[str] = "a program"
    #: The line to write for each method that only other stages have.
    _elsewhere: ClassVar[dict[str, str]] = {}

    def __getattr__(self, name: str) -> NoReturn:
        refuse(self._called, name, self._elsewhere.get(name))

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Refuses a call of a program that is not compiled."""
        raise CallError(f"{self._called} cannot be called: {self._elsewhere['__call__']}")


_RANKS = "ranks are not compiled so far: write s.interpret(x), which runs all of them"

#: The lines to write for the methods of other stages, of a Traced t, a Sharded s, a Lowered l and a Compiled c.
OF_TRACED = {
    "compile": "write t.lower().compile()", "fusion": "write t.lower().fusion()",
    "memory": "write t.lower().compile().memory()", "collectives": 'write t.shard("dp2").collectives',
    "__call__": "write t.lower().compile()(x), or t.interpret(x)",
}
OF_SHARDED = {
    "lower": _RANKS, "compile": _RANKS, "__call__": "write s.interpret(x), which runs all ranks",
    "cost": "write t.cost() of the traced program t", "memory": "write s.ranks, which has the bytes of each rank",
}
OF_LOWERED = {
    "interpret": "write t.interpret(x) of the traced program t", "memory": "write l.compile().memory()",
    "shard": 'write t.shard("dp2") of the traced program t', "lower": "it is lowered: write l.compile()",
    "__call__": "write l.compile()(x)",
}
OF_COMPILED = {
    "interpret": "write t.interpret(x) of the traced program t", "fusion": "write l.fusion() of the lowered program l",
    "shard": 'write t.shard("dp2") of the traced program t', "lower": "it is compiled: call it",
    "compile": "it is compiled: call it",
}

#: Advice for options that other methods take.
OF_LOWER = {
    **{option: f"write t.lower().compile({option}=...)" for option in ("opt", "threads", "weights", "dims", "remat")},
    "embed_weights": "write c.save(path, embed_weights=True) of the compiled program c",
    "shard": 'write t.shard("dp2")',
}
OF_COMPILE = {option: OF_LOWER[option] for option in ("embed_weights", "shard")}
OF_SHARD = {option: "ranks are not compiled so far, so there are no options" for option in
            ("march", "target", "opt", "threads", "weights", "dims", "remat")}
