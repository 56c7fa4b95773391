# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs of n ops in several shapes, whose compile time should be proportional to n."""
from __future__ import annotations

from collections.abc import Callable

V, M = "tensor<16xf32>", "tensor<16x16xf32>"


def function(arguments: dict[str, str], body: list[str], results: dict[str, str], name: str = "main") -> str:
    """Returns the text of a function. `arguments` and `results` map names to types."""
    types = ", ".join(results.values())
    lines = [f"func.func @{name}({', '.join(f'%{each}: {type_}' for each, type_ in arguments.items())}) -> ({types}) {{",
             *(f"  {line}" for line in body), f"  return {', '.join(f'%{each}' for each in results)} : {types}", "}"]
    return "\n".join(lines) + "\n"


def chain(n: int) -> str:
    return function({"v0": V}, [f"%v{k + 1} = ag.tanh %v{k} : {V}" for k in range(n)], {f"v{n}": V})


def products(n: int) -> str:
    ops = [f'ag.contract "mk,kn->mn" %v{{}}, %w : {M}, {M} -> {M}', f"ag.max %v{{}}, %w : {M}"]
    return function({"v0": M, "w": M}, [f"%v{k + 1} = {ops[k % 2].format(k)}" for k in range(n)], {f"v{n}": M})


def rows(n: int) -> str:
    """Returns products with a dynamic number of rows, which is known to be the same in all."""
    rows = "tensor<?x16xf32>"
    ops = [f'ag.contract "mk,kn->mn" %v{{}}, %w : {rows}, {M} -> {rows}', f"ag.max %v{{}}, %v0 : {rows}"]
    return function({"v0": rows + ' {ag.dims = ["m", 16]}', "w": M},
                    [f"%v{k + 1} = {ops[k % 2].format(k)}" for k in range(n)], {f"v{n}": rows})


def fan_out(n: int) -> str:
    """Returns a program in which n ops read one tensor."""
    return function({"x": V, "w": M}, ["%a = ag.exp %x : " + V] + [
        line for k in range(n // 2) for line in
        [f"%s{k} = ag.slice %w [{k % 16}, 0] [1, 16] [1, 1] : {M} -> tensor<1x16xf32>",
         f"%r{k} = ag.reshape %s{k} : tensor<1x16xf32> -> {V}", f"%v{k} = ag.mul %a, %r{k} : {V}"]],
        {f"v{k}": V for k in range(n // 2)})


def fan_in(n: int) -> str:
    """Returns a program that computes one tensor from n tensors."""
    return function({f"x{k}": V for k in range(n)}, [f"%s{k} = ag.add %{f's{k - 1}' if k > 1 else 'x0'}, %x{k} : {V}"
                                                    for k in range(1, n)], {f"s{n - 1}": V})


def loops(n: int) -> str:
    """Returns n / 4 pairs of nested loops."""
    body = ["%zero = arith.constant 0 : index", "%one = arith.constant 1 : index", "%three = arith.constant 3 : index"]
    for k in range(n // 4):
        body += [f"%v{k + 1} = scf.for %i{k} = %zero to %three step %one iter_args(%a{k} = %v{k}) -> ({V}) {{",
                 f"  %b{k} = scf.for %j{k} = %zero to %three step %one iter_args(%c{k} = %a{k}) -> ({V}) {{",
                 f"    %d{k} = ag.tanh %c{k} : {V}", f"    scf.yield %d{k} : {V}", "  }",
                 f"  %e{k} = ag.exp %b{k} : {V}", f"  scf.yield %e{k} : {V}", "}"]
    return function({"v0": V}, body, {f"v{n // 4}": V})


def concat(n: int) -> str:
    whole = f"tensor<{16 * n}xf32>"
    names = ", ".join(f"%x{k}" for k in range(n))
    return function({f"x{k}": V for k in range(n)},
                    [f"%c = ag.concat 0 {names} : {', '.join([V] * n)} -> {whole}"], {"c": whole})


def named_concat(n: int) -> str:
    """Returns a concatenation of n tensors with differently named sizes."""
    any_size, names = "tensor<?xf32>", ", ".join(f"%x{k}" for k in range(n))
    return function({f"x{k}": f'{any_size} {{ag.dims = ["n{k}"]}}' for k in range(n)},
                    [f"%c = ag.concat 0 {names} : {', '.join([any_size] * n)} -> {any_size}"], {"c": any_size})


def slices(n: int) -> str:
    """Returns the sum of n / 2 slices of one tensor."""
    body = ["%s0 = ag.exp %y : " + V]
    for k in range(n // 2):
        body += [f"%p{k} = ag.slice %x [{8 * k}] [16] [1] : tensor<{8 * n + 16}xf32> -> {V}",
                 f"%s{k + 1} = ag.add %s{k}, %p{k} : {V}"]
    return function({"x": f"tensor<{8 * n + 16}xf32>", "y": V}, body, {f"s{n // 2}": V})


def updates(n: int) -> str:
    """Returns a program that inserts n adjacent slices into one tensor."""
    whole = f"tensor<{16 * n}xf32>"
    body = [f"%v{k + 1} = tensor.insert_slice %x into %v{k}[{16 * k}] [16] [1] : {V} into {whole}" for k in range(n)]
    return function({"x": V, "y": whole}, [f"%v0 = ag.exp %y : {whole}", *body], {f"v{n}": whole})


def arguments(n: int) -> str:
    """Returns a program with n arguments and n results."""
    return function({f"x{k}": V for k in range(n)}, [f"%v{k} = ag.exp %x{k} : {V}" for k in range(n)],
                    {f"v{k}": V for k in range(n)})


def one_multiplicand(n: int) -> str:
    """Returns the products of one tensor with each of n tensors."""
    return function({"y": V, **{f"x{k}": V for k in range(n)}},
                    [f"%v{k} = ag.mul %y, %x{k} : {V}" for k in range(n)], {f"v{k}": V for k in range(n)})


def row_updates(n: int) -> str:
    """Returns a program that inserts n rows into one tensor."""
    whole = f"tensor<{n}x16xf32>"
    body = [f"%v{k + 1} = tensor.insert_slice %x{k} into %v{k}[{k}, 0] [1, 16] [1, 1] : {V} into {whole}"
            for k in range(n)]
    return function({"v0": whole, **{f"x{k}": V for k in range(n)}}, body, {f"v{n}": whole})


def branches(n: int) -> str:
    """Returns a loop with n / 4 conditionals in a row, whose branches both update a slice of its iter_arg."""
    whole, count = f"tensor<{16 * n}xf32>", n // 4
    body = ["%zero = arith.constant 0 : index", "%one = arith.constant 1 : index", "%three = arith.constant 3 : index",
            f"%r = scf.for %i = %zero to %three step %one iter_args(%v0 = %y) -> ({whole}) {{"]
    for k in range(count):
        body += [f"  %j{k} = arith.constant {k} : index", f"  %go{k} = tensor.extract %b[%j{k}] : tensor<{count}xi1>",
                 f"  %v{k + 1} = scf.if %go{k} -> ({whole}) {{",
                 f"    %t{k} = ag.update %v{k}, %x [{16 * k}] [1] : {whole}, {V} -> {whole}",
                 f"    scf.yield %t{k} : {whole}", "  } else {",
                 f"    %e{k} = ag.update %v{k}, %x [%i] [1] : {whole}, {V} -> {whole}",
                 f"    scf.yield %e{k} : {whole}", "  }"]
    body += [f"  scf.yield %v{count} : {whole}", "}"]
    return function({"x": V, "y": whole, "b": f"tensor<{count}xi1>"}, body, {"r": whole})


def switches(n: int) -> str:
    """Returns a loop with n / 40 switches of 20 cases in a row, which exchange its iter_args and compute with them."""
    count, cases = n // 40, 20
    body = ["%zero = arith.constant 0 : index", "%one = arith.constant 1 : index", "%three = arith.constant 3 : index",
            f"%r:2 = scf.for %i = %zero to %three step %one iter_args(%a0 = %x, %b0 = %y) -> ({V}, {V}) {{"]
    for k in range(count):
        body += [f"  %k{k} = arith.constant {k} : index", f"  %s{k} = tensor.extract %s[%k{k}] : tensor<{count}xi64>",
                 f"  %j{k} = arith.index_cast %s{k} : i64 to index",
                 f"  %w{k}:2 = scf.index_switch %j{k} -> {V}, {V}"]
        for case in range(cases):
            pair = f"%a{k}, %b{k}" if case % 2 else f"%b{k}, %a{k}"
            body += [f"  case {case} {{", f"    scf.yield {pair} : {V}, {V}", "  }"]
        body += ["  default {", f"    scf.yield %a{k}, %b{k} : {V}, {V}", "  }",
                 f"  %a{k + 1} = ag.tanh %w{k}#0 : {V}", f"  %b{k + 1} = ag.exp %w{k}#1 : {V}"]
    body += [f"  scf.yield %a{count}, %b{count} : {V}, {V}", "}"]
    return function({"x": V, "y": V, "s": f"tensor<{count}xi64>"}, body, {"r#0": V, "r#1": V})


def flow(n: int) -> str:
    """Returns n / 4 loops in a row, each with two branches, on tensors with a dynamic size."""
    any_size, count = "tensor<?xf32>", n // 4
    body = ["%zero = arith.constant 0 : index", "%one = arith.constant 1 : index", "%three = arith.constant 3 : index",
            "%go = tensor.extract %b[%zero] : tensor<1xi1>"]
    for k in range(count):
        body += [f"%v{k + 1} = scf.for %i{k} = %zero to %three step %one iter_args(%a{k} = %v{k}) -> ({any_size}) {{",
                 f"  %c{k} = scf.if %go -> ({any_size}) {{", f"    %t{k} = ag.sin %a{k} : {any_size}",
                 f"    scf.yield %t{k} : {any_size}", "  } else {", f"    %e{k} = ag.cos %a{k} : {any_size}",
                 f"    scf.yield %e{k} : {any_size}", "  }", f"  scf.yield %c{k} : {any_size}", "}"]
    return function({"v0": any_size + ' {ag.dims = ["n"]}', "b": "tensor<1xi1>"}, body, {f"v{count}": any_size})


def loop_chain(n: int) -> str:
    """Returns n / 2 loops in a row, each of which computes with the result of the one before."""
    body = ["%zero = arith.constant 0 : index", "%one = arith.constant 1 : index", "%seven = arith.constant 7 : index"]
    for k in range(n // 2):
        body += [f"%v{k + 1} = scf.for %i{k} = %zero to %seven step %one iter_args(%a{k} = %v{k}) -> ({V}) {{",
                 f"  %t{k} = ag.sin %a{k} : {V}", f"  scf.yield %t{k} : {V}", "}"]
    return function({"v0": V}, body, {f"v{n // 2}": V})


def conditionals(n: int) -> str:
    """Returns n / 2 conditionals in a row, each of which computes with the result of the one before or returns it."""
    count = n // 2
    body = []
    for k in range(count):
        body += [f"%j{k} = arith.constant {k} : index", f"%go{k} = tensor.extract %b[%j{k}] : tensor<{count}xi1>",
                 f"%v{k + 1} = scf.if %go{k} -> ({V}) {{", f"  %t{k} = ag.sin %v{k} : {V}", f"  scf.yield %t{k} : {V}",
                 "} else {", f"  scf.yield %v{k} : {V}", "}"]
    return function({"v0": V, "b": f"tensor<{count}xi1>"}, body, {f"v{count}": V})


def training(n: int) -> str:
    """Returns a step of training n / 6 layers with a dynamic number of rows; the last layer's weights are updated first."""
    rows, layers = "tensor<?x16xf32>", n // 6
    body = [line for k in range(layers) for line in
            [f'%p{k} = ag.contract "mk,kn->mn" %v{k}, %w{k} : {rows}, {M} -> {rows}', f"%v{k + 1} = ag.tanh %p{k} : {rows}"]]
    for k in reversed(range(layers)):
        above = f"%d{k + 1}" if k + 1 < layers else f"%v{layers}"
        body += [f"%q{k} = ag.mul {above}, %v{k + 1} : {rows}",
                 f'%g{k} = ag.contract "mk,mn->kn" %v{k}, %q{k} : {rows}, {rows} -> {M}', f"%u{k} = ag.sub %w{k}, %g{k} : {M}",
                 f'%d{k} = ag.contract "mn,kn->mk" %q{k}, %w{k} : {rows}, {M} -> {rows}']
    return function({"v0": rows + ' {ag.dims = ["m", 16]}', **{f"w{k}": M for k in range(layers)}}, body,
                    {f"u{k}": M for k in range(layers)})


def entries(n: int) -> str:
    """Returns n / 2 functions of two ops."""
    return "".join(function({"x": M}, ["%a = ag.exp %x : " + M, f'%b = ag.contract "mk,kn->mn" %a, %x : {M}, {M} -> {M}'],
                            {"b": M}, f"f{k}") for k in range(n // 2))


def of_sums(operations: list[str]) -> Callable[[int], str]:
    """Returns a chain of operations on the sums %s and %l and the maximum %v0 of the rows of a matrix."""
    def shape(n: int) -> str:
        body = [f"%v0 = ag.reduce max %x [1] : {M} -> {V}", f"%s = ag.reduce sum %x [1] : {M} -> {V}",
                f"%e = ag.exp %x : {M}", f"%l = ag.reduce sum %e [1] : {M} -> {V}"]
        body += [f"%v{k + 1} = {operations[k % len(operations)].format(k)} : {V}" for k in range(n)]
        return function({"x": M}, body, {f"v{n}": V})
    return shape


def normalised(n: int) -> str:
    """Returns n / 4 matrices, each the one before divided by a function of its rows' sums of squares."""
    body = []
    for k in range(n // 4):
        body += [f"%q{k} = ag.mul %v{k}, %v{k} : {M}", f"%s{k} = ag.reduce sum %q{k} [1] : {M} -> {V}",
                 f"%b{k} = ag.broadcast %s{k} [0] : {V} -> {M}", f"%v{k + 1} = ag.div %v{k}, %b{k} : {M}"]
    return function({"v0": M}, body, {f"v{n // 4}": M})


SHAPES: dict[str, Callable[[int], str]] = {
    "element-wise chain": chain, "matrix products": products, "any rows": rows, "fan-out": fan_out, "fan-in": fan_in,
    "nested loops": loops, "concat": concat, "named concat": named_concat, "slices": slices, "updates": updates,
    "arguments": arguments, "entries": entries, "one multiplicand": one_multiplicand, "row updates": row_updates,
    "branches": branches, "switches": switches, "flow": flow, "loop chain": loop_chain, "conditionals": conditionals,
    "training": training,
    "squares of sums": of_sums(["ag.mul %v{0}, %v{0}", "ag.add %v{0}, %s"]),
    "powers of sums": of_sums(["ag.add %v{0}, %l", "ag.pow %v{0}, %v{0}", "ag.mul %v{0}, %s", "ag.div %v{0}, %l"]),
    "products of sums": of_sums(["ag.add %v{0}, %s", "ag.mul %v{0}, %l", "ag.add %v{0}, %l", "ag.mul %v{0}, %v{0}"]),
    "logarithms of sums": of_sums(["ag.exp %v{0}", "ag.add %v{0}, %l", "ag.log %v{0}", "ag.mul %v{0}, %s"]),
    "rows by their sums": normalised}
