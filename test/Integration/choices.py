# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Programs with an op between an infinite slope and the choice that leaves it out.

Each program takes %x, 2x3 numbers from 0 on. The first one has an infinite slope in %s."""
from typing import NamedTuple


class Between(NamedTuple):
    """The code that computes %y from %s: its text, the shape of %y, its chosen elements, and the functions it calls."""
    text: str
    shape: str
    chosen: str
    functions: str = ""


S, V = "tensor<2x3xf64>", "tensor<3xf64>"

#: The op that computes %s from %u, which is %x.
SLOPES = {
    "sqrt": f"%s = ag.sqrt %u : {S}",
    "log": f"%s = ag.log %u : {S}",
    "log2": f"%s = ag.log2 %u : {S}",
    "rsqrt": f"%s = ag.rsqrt %u : {S}",
    "div": f"%s = ag.div %ones, %u : {S}",
    "div-by-itself": f"%s = ag.div %u, %u : {S}",
    "pow": f"%s = ag.pow %u, %halves : {S}",
    "cbrt": f"%s = math.cbrt %u : {S}",
    "atan2": f"%s = math.atan2 %u, %u : {S}",
    "acosh": f"""%0 = ag.add %u, %ones : {S}
  %s = math.acosh %0 : {S}""",
    "asin": f"""%tenths = arith.constant dense<0.1> : {S}
  %0 = ag.mul %u, %tenths : {S}
  %1 = ag.sub %ones, %0 : {S}
  %s = math.asin %1 : {S}""",
    "atanh": f"""%tenths = arith.constant dense<0.1> : {S}
  %0 = ag.mul %u, %tenths : {S}
  %1 = ag.sub %ones, %0 : {S}
  %s = math.atanh %1 : {S}""",
    "log1p": f"""%0 = ag.sub %u, %ones : {S}
  %s = ag.log1p %0 : {S}""",
    "factor": f"""%0 = ag.log %u : {S}
  %s = ag.mul %u, %0 : {S}""",
    "exp-of-infinity": f"""%0 = ag.div %ones, %u : {S}
  %s = ag.exp %0 : {S}""",
    "sigmoid-of-nan": f"""%0 = ag.div %u, %u : {S}
  %1 = ag.mul %0, %u : {S}
  %s = ag.sigmoid %1 : {S}""",
    "root-of-sum": f"""%0 = ag.mul %u, %u : {S}
  %1 = ag.sqrt %0 : {S}
  %s = ag.add %1, %u : {S}""",
}

BETWEEN = {
    "reshape": Between(f"%y = ag.reshape %s : {S} -> tensor<6xf64>", "6", "011111"),
    "transpose": Between(f"%y = ag.transpose %s [1, 0] : {S} -> tensor<3x2xf64>", "3x2", "011111"),
    "slice": Between(f"%y = ag.slice %s [0, 0] [2, 2] [1, 1] : {S} -> tensor<2x2xf64>", "2x2", "0111"),
    "slice-elsewhere": Between(f"%y = ag.slice %s [0, 1] [2, 2] [1, 1] : {S} -> tensor<2x2xf64>", "2x2", "1111"),
    "slice-from": Between(f"""%c1 = arith.constant 1 : index
  %y = ag.slice %s [%c1, 0] [1, 3] [1, 1] : {S} -> tensor<1x3xf64>""", "1x3", "111"),
    "pad": Between(f"%y = ag.pad %s low [1, 0] high [0, 1] with %two : {S}, tensor<f64> -> tensor<3x4xf64>", "3x4",
                   "111101111111"),
    "pad-between": Between(f"%y = ag.pad %s low [0, 0] high [0, 0] interior [1, 0] with %two : {S}, tensor<f64> "
                           "-> tensor<3x3xf64>", "3x3", "011111111"),
    "concat": Between(f"%y = ag.concat 0 %x, %s : {S}, {S} -> tensor<4x3xf64>", "4x3", "111111011111"),
    "gather": Between(f"""%ids = arith.constant dense<[1, 0, 1]> : tensor<3xi64>
  %y = ag.gather 0 error %s, %ids : {S}, tensor<3xi64> -> tensor<3x3xf64>""", "3x3", "111011111"),
    "gather-elsewhere": Between(f"""%ids = arith.constant dense<[1, 1]> : tensor<2xi64>
  %y = ag.gather 0 error %s, %ids : {S}, tensor<2xi64> -> {S}""", "2x3", "111111"),
    "scatter": Between(f"""%ids = arith.constant dense<[1, 0]> : tensor<2xi64>
  %y = ag.scatter 0 error %x, %ids, %s : {S}, tensor<2xi64>, {S} -> {S}""", "2x3", "111011"),
    "scatter-into": Between(f"""%ids = arith.constant dense<[1, 1]> : tensor<2xi64>
  %y = ag.scatter 0 error %s, %ids, %x : {S}, tensor<2xi64>, {S} -> {S}""", "2x3", "011111"),
    "update": Between(f"""%whole = arith.constant dense<3.0> : tensor<3x3xf64>
  %y = ag.update %whole, %s [1, 0] [1, 1] : tensor<3x3xf64>, {S} -> tensor<3x3xf64>""", "3x3", "111011111"),
    "update-over": Between(f"""%part = arith.constant dense<3.0> : tensor<1x1xf64>
  %y = ag.update %s, %part [0, 0] [1, 1] : {S}, tensor<1x1xf64> -> {S}""", "2x3", "111111"),
    "sum": Between(f"%y = ag.reduce sum %s [1] : {S} -> tensor<2xf64>", "2", "01"),
    "max": Between(f"%y = ag.reduce max %s [1] : {S} -> tensor<2xf64>", "2", "01"),
    "product": Between(f"%y = ag.reduce prod %s [1] : {S} -> tensor<2xf64>", "2", "01"),
    "broadcast": Between(f"%y = ag.broadcast %s [1, 2] : {S} -> tensor<2x2x3xf64>", "2x2x3", "011111011111"),
    "contract": Between(f'%y = ag.contract "ij,j->i" %s, %w : {S}, {V} -> tensor<2xf64>', "2", "01"),
    "contract-itself": Between(f'%y = ag.contract "ij,kj->ik" %s, %s : {S}, {S} -> tensor<2x2xf64>', "2x2", "0001"),
    "window-sum": Between(f'%y = ag.reduce_window sum "a(b+v)->ab" %s [v = 2] : {S} -> tensor<2x2xf64>', "2x2", "0111"),
    "window-max": Between(f'%y = ag.reduce_window max "a(b+v)->ab" %s [v = 2] : {S} -> tensor<2x2xf64>', "2x2", "0111"),
    "barrier": Between(f"%y = ag.barrier %s after %x : {S}, {S} -> {S}", "2x3", "011111"),
    "region": Between(f"""%y = ag.region "r" (%a = %s : {S}) -> tensor<6xf64> {{
    %r0 = ag.reshape %a : {S} -> tensor<6xf64>
    ag.yield %r0 : tensor<6xf64>
  }}""", "6", "011111"),
    "checkpoint": Between(f"""%y = ag.region "r" (%a = %s : {S}) -> tensor<2xf64> attributes {{checkpoint}} {{
    %r0 = ag.reduce sum %a [1] : {S} -> tensor<2xf64>
    %r1 = ag.sin %r0 : tensor<2xf64>
    ag.yield %r1 : tensor<2xf64>
  }}""", "2", "01"),
    "rule": Between(f"""%y = ag.region "r" (%a = %s : {S}) -> {S} attributes {{vjp = @rule}} {{
    %r0 = ag.add %a, %a : {S}
    ag.yield %r0 : {S}
  }}""", "2x3", "011111", f"""func.func private @rule(%a: {S}, %b: {S}, %db: {S}) -> {S} {{
  %0 = ag.add %db, %db : {S}
  return %0 : {S}
}}"""),
    "call": Between(f"%y = call @f(%s) : ({S}) -> tensor<6xf64>", "6", "011111",
                    f"""func.func private @f(%a: {S}) -> tensor<6xf64> {{
  %0 = ag.reshape %a : {S} -> tensor<6xf64>
  return %0 : tensor<6xf64>
}}"""),
    "vmap": Between(f"%y = ag.vmap @row in [0] out [0] (%s) : ({S}) -> tensor<2xf64>", "2", "01",
                    f"""func.func private @row(%a: {V}) -> tensor<f64> {{
  %0 = ag.reduce sum %a [0] : {V} -> tensor<f64>
  return %0 : tensor<f64>
}}"""),
    "loop": Between(f"""%c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %s) -> {S} {{
    %r0 = ag.sin %t : {S}
    scf.yield %r0 : {S}
  }}""", "2x3", "011111"),
    "loop-rows": Between(f"""%c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %e = tensor.empty() : {S}
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %e) -> {S} {{
    %row = tensor.extract_slice %s[%i, 0] [1, 3] [1, 1] : {S} to {V}
    %r0 = math.sin %row : {V}
    %r1 = tensor.insert_slice %r0 into %t[%i, 0] [1, 3] [1, 1] : {V} into {S}
    scf.yield %r1 : {S}
  }}""", "2x3", "011111"),
    "loop-slope": Between(f"""%c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %u) -> {S} {{
    %r0 = ag.sqrt %t : {S}
    %r1 = ag.transpose %r0 [1, 0] : {S} -> tensor<3x2xf64>
    %r2 = ag.transpose %r1 [1, 0] : tensor<3x2xf64> -> {S}
    scf.yield %r2 : {S}
  }}""", "2x3", "011111"),
    "loop-captured": Between(f"""%c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y = scf.for %i = %c0 to %c2 step %c1 iter_args(%t = %x) -> {S} {{
    %r0 = ag.mul %t, %halves : {S}
    %r1 = ag.add %r0, %s : {S}
    scf.yield %r1 : {S}
  }}""", "2x3", "011111"),
    "if": Between(f"""%c1 = arith.constant 1 : index
  %at = tensor.extract %x[%c1, %c1] : {S}
  %c = arith.cmpf ogt, %at, %number : f64
  %y = scf.if %c -> tensor<6xf64> {{
    %r0 = ag.reshape %s : {S} -> tensor<6xf64>
    scf.yield %r0 : tensor<6xf64>
  }} else {{
    %r0 = ag.reshape %x : {S} -> tensor<6xf64>
    scf.yield %r0 : tensor<6xf64>
  }}""", "6", "011111"),
    "if-not": Between(f"""%c1 = arith.constant 1 : index
  %at = tensor.extract %x[%c1, %c1] : {S}
  %c = arith.cmpf olt, %at, %number : f64
  %y = scf.if %c -> {S} {{
    scf.yield %s : {S}
  }} else {{
    %r0 = ag.sin %x : {S}
    scf.yield %r0 : {S}
  }}""", "2x3", "111111"),
    "switch": Between(f"""%i = arith.constant 1 : index
  %y = scf.index_switch %i -> tensor<2xf64>
  case 1 {{
    %r0 = ag.reduce sum %s [1] : {S} -> tensor<2xf64>
    scf.yield %r0 : tensor<2xf64>
  }}
  default {{
    %r0 = ag.reduce sum %x [1] : {S} -> tensor<2xf64>
    scf.yield %r0 : tensor<2xf64>
  }}""", "2", "01"),
    "while": Between(f"""%c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %y, %n = scf.while (%t = %s, %i = %c0) : ({S}, index) -> ({S}, index) {{
    %goesOn = arith.cmpi slt, %i, %c2 : index
    scf.condition(%goesOn) %t, %i : {S}, index
  }} do {{
  ^bb0(%t: {S}, %i: index):
    %r0 = ag.sin %t : {S}
    %next = arith.addi %i, %c1 : index
    scf.yield %r0, %next : {S}, index
  }} attributes {{ag.max_trips = 4 : i64}}""", "2x3", "011111"),
    "linalg-transpose": Between(f"""%e = tensor.empty() : tensor<3x2xf64>
  %y = linalg.transpose ins(%s : {S}) outs(%e : tensor<3x2xf64>) permutation = [1, 0]""", "3x2", "011111"),
    "linalg-reduce": Between(f"""%e = arith.constant dense<0.0> : tensor<2xf64>
  %y = linalg.reduce {{ arith.addf }} ins(%s : {S}) outs(%e : tensor<2xf64>) dimensions = [1]""", "2", "01"),
    "linalg-matvec": Between(f"""%e = arith.constant dense<0.0> : tensor<2xf64>
  %y = linalg.matvec ins(%s, %w : {S}, {V}) outs(%e : tensor<2xf64>) -> tensor<2xf64>""", "2", "01"),
    "linalg-softmax": Between(f"""%e = tensor.empty() : {S}
  %y = linalg.softmax dimension(1) ins(%s : {S}) outs(%e : {S}) -> {S}""", "2x3", "000111"),
    "slope-in-sum": Between(f"""%e = arith.constant dense<0.0> : tensor<2xf64>
  %y = linalg.generic {{indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]}} ins(%u : {S}) outs(%e : tensor<2xf64>) {{
  ^bb0(%a: f64, %sum: f64):
    %r0 = math.sqrt %a : f64
    %r1 = arith.addf %sum, %r0 : f64
    linalg.yield %r1 : f64
  }} -> tensor<2xf64>""", "2", "01"),
    "collapse": Between(f"%y = tensor.collapse_shape %s [[0, 1]] : {S} into tensor<6xf64>", "6", "011111"),
    "expand": Between(f"%y = tensor.expand_shape %s [[0], [1, 2]] output_shape [2, 3, 1] : {S} into tensor<2x3x1xf64>",
                      "2x3x1", "011111"),
    "extract-slice": Between(f"%y = tensor.extract_slice %s[1, 0] [1, 3] [1, 1] : {S} to {V}", "3", "111"),
    "insert-slice": Between(f"%y = tensor.insert_slice %w into %s[0, 0] [1, 3] [1, 1] : {V} into {S}", "2x3", "111111"),
    "tensor-pad": Between(f"""%y = tensor.pad %s low[0, 1] high[0, 0] {{
  ^bb0(%i: index, %j: index):
    tensor.yield %number : f64
  }} : {S} to tensor<2x4xf64>""", "2x4", "10111111"),
    "tensor-concat": Between(f"%y = tensor.concat dim(1) %s, %x : ({S}, {S}) -> tensor<2x6xf64>", "2x6", "011111111111"),
    "extract": Between(f"""%c1 = arith.constant 1 : index
  %at = tensor.extract %s[%c1, %c1] : {S}
  %y = tensor.splat %at : {V}""", "3", "101"),
    "insert": Between(f"""%c0 = arith.constant 0 : index
  %y = tensor.insert %number into %s[%c0, %c0] : {S}""", "2x3", "111111"),
    "from-elements": Between(f"""%c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = tensor.extract %s[%c0, %c0] : {S}
  %b = tensor.extract %s[%c0, %c1] : {S}
  %y = tensor.from_elements %a, %b : tensor<2xf64>""", "2", "01"),
    "two-choices": Between(f"""%twice = ag.add %s, %s : {S}
  %big = ag.compare gt %x, %ones : {S}, {S} -> tensor<2x3xi1>
  %y = ag.select %big, %s, %twice : tensor<2x3xi1>, {S}, {S} -> {S}""", "2x3", "011111"),
    "maximum": Between(f"%y = ag.max %s, %x : {S}", "2x3", "011111"),
    "choice-inside": Between(f"""%positive = ag.compare gt %x, %zeros : {S}, {S} -> tensor<2x3xi1>
  %inside = ag.select %positive, %s, %ones : tensor<2x3xi1>, {S}, {S} -> {S}
  %y = ag.reduce sum %inside [0] : {S} -> {V}""", "3", "111"),
}


def program(slope: str, between: Between, isSafe: bool) -> str:
    """Returns a program that sums the squares of the chosen elements, less a half of them, or all of them, so that
    some cotangents are 0. If `isSafe`, %u is 1 where its slope was infinite: a choice before the slope, not after."""
    y = f"tensor<{between.shape}xf64>"
    mask = f"tensor<{between.shape}xi1>"
    rank = between.shape.count("x") + 1
    axes = "abc"[:rank]
    flags = f"arith.constant dense<[{', '.join('false' if flag == '0' else 'true' for flag in between.chosen)}]> : " \
        f"tensor<{len(between.chosen)}xi1>"
    weights = f"arith.constant dense<[{', '.join(('1.0', '0.5')[n % 3 == 0] for n in range(len(between.chosen)))}]> : " \
        f"tensor<{len(between.chosen)}xf64>"
    finite = f"""%positive0 = ag.compare gt %x, %zeros : {S}, {S} -> tensor<2x3xi1>
  %u = ag.select %positive0, %x, %ones : tensor<2x3xi1>, {S}, {S} -> {S}"""
    given = finite if isSafe else f"%u = ag.add %x, %zeros : {S}"
    return f"""{between.functions}
func.func @main(%x: {S}) -> tensor<f64> {{
  %zeros = arith.constant dense<0.0> : {S}
  %ones = arith.constant dense<1.0> : {S}
  %halves = arith.constant dense<0.5> : {S}
  %two = arith.constant dense<2.0> : tensor<f64>
  %number = arith.constant 2.0 : f64
  %w = arith.constant dense<[1.0, 3.0, 2.0]> : {V}
  {given}
  {slope}
  {between.text}
  %flags = {flags}
  %m = ag.reshape %flags : tensor<{len(between.chosen)}xi1> -> {mask}
  %weights = {weights}
  %share = ag.reshape %weights : tensor<{len(between.chosen)}xf64> -> {y}
  %none = arith.constant dense<0.0> : {y}
  %chosen = ag.select %m, %y, %none : {mask}, {y}, {y} -> {y}
  %fixed = ag.stop_gradient %chosen : {y}
  %target = ag.mul %fixed, %share : {y}
  %rest = ag.sub %chosen, %target : {y}
  %loss = ag.contract "{axes},{axes}->" %rest, %rest : {y}, {y} -> tensor<f64>
  return %loss : tensor<f64>
}}
"""
