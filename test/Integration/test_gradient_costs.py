# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The counted costs of gradients compared with those of their programs: flops, and bytes if a loop stacks more rows."""
import bisect
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "Gradients"
TOOLS = Path(os.environ["AG_TOOLS"])
PROGRAMS = {path.stem: path.read_text() for path in sorted(FOLDER.glob("*.mlir"))}

#: The programs whose flops are nearly all those of products.
PRODUCTS = {"ag-attention", "ag-bfloat", "ag-mlp", "ag-states", "jax-attention", "jax-counted", "jax-gelu",
            "jax-grouped", "jax-sequence", "jax-strided", "jax-transposed", "jax-volume", "window-any-size", "window-conv1d",
            "window-conv2d", "window-conv3d", "window-depthwise", "window-grouped", "window-net"}

#: Flops that guard slopes of a branch which may be infinite, where it is not taken (docs/Derivatives.md, Choices).
GUARDS = {"jax-switch": 4 * 3}

#: Ops that compute nothing.
PLAIN = ("arith.constant", "tensor.", "linalg.fill")

#: A generic op that only moves elements.
MOVES = re.compile(r"%\w+ = linalg\.generic .*\n +\^bb0.*\n +linalg\.yield")

#: A loop that stacks its results for n rows.
STACKING = """
func.func @main(%x: tensor<{n}x8xf32>, %h: tensor<8xf32>) -> tensor<{n}x8xf32> {{
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant {n} : index
  %empty = tensor.empty() : tensor<{n}x8xf32>
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%y = %empty, %a = %h) -> (tensor<{n}x8xf32>, tensor<8xf32>) {{
    %row = tensor.extract_slice %x[%i, 0] [1, 8] [1, 1] : tensor<{n}x8xf32> to tensor<8xf32>
    %0 = arith.mulf %row, %a : tensor<8xf32>
    %1 = math.tanh %0 : tensor<8xf32>
    %more = tensor.insert_slice %1 into %y[%i, 0] [1, 8] [1, 1] : tensor<8xf32> into tensor<{n}x8xf32>
    scf.yield %more, %1 : tensor<{n}x8xf32>, tensor<8xf32>
  }}
  return %r#0 : tensor<{n}x8xf32>
}}
"""

#: A loop that begins with %v0, %v1 ...; its body computes {value} from the next one.
WHILE = """
  %r{level}:2 = scf.while (%i{level} = %c0, %a{level} = %v{level}) : (index, f32) -> (index, f32) {{
    %more{level} = arith.cmpi slt, %i{level}, %c2 : index
    %small{level} = arith.cmpf olt, %a{level}, %ten : f32
    %go{level} = arith.andi %more{level}, %small{level} : i1
    scf.condition(%go{level}) %i{level}, %a{level} : index, f32
  }} do {{
  ^bb0(%j{level}: index, %v{inside}: f32):{body}
    %next{level} = arith.addi %j{level}, %c1 : index
    scf.yield %next{level}, {value} : index, f32
  }}{attributes}"""


def run(tool, *arguments, text=None):
    done = subprocess.run([TOOLS / tool, *map(str, arguments)], input=text, capture_output=True, text=True)
    assert done.returncode == 0, (tool, arguments, done.stderr)
    return done.stdout


def costs(program):
    return {name: int(flops) for name, flops in
            re.findall(r"func\.func @(\w+)\(.*ag\.cost = \{exact = \w+, flops = (\d+)", program)}


@pytest.fixture(scope="module")
def flops():
    """Returns the flops of the value, and of value and gradient, by program. One process counts them all."""
    separator = "\n// -----\n"
    printed = run("ag-opt", "-", "--split-input-file", "--ag-differentiate=grad=main:value remat=keep", "--to=structure",
                  text=separator.join(PROGRAMS.values()))
    found = map(costs, printed.split("// -----"))
    return dict(zip(PROGRAMS, found, strict=True))


def is_of_one_primitive(program):
    """Returns whether @main has one op that computes, or several whose names differ only after a _."""
    body = MOVES.sub("", program[program.index("@main("):])
    indent = re.search(r"^ +(?=%)", body, re.M)[0]
    ops = [op for op in re.findall(rf"^{indent}%[\w:]+ = ([\w.]+)", body, re.M) if not op.startswith(PLAIN)]
    is_simple = not any(op.startswith(("scf.", "affine.", "ag.derivative", "func.")) for op in ops)
    return is_simple and (len(ops) == 1 or all("_" in op for op in ops) and len({op.split("_")[0] for op in ops}) == 1)


def elements(program):
    """Returns the number of the gradients' elements, which is that of all float arguments."""
    arguments = re.search(r"@main\((.*)\) ->", program)[1]
    shapes = re.findall(r"tensor<((?:\d+x)*)b?f\d+>", arguments)
    return sum(eval("*".join([*shape.split("x")[:-1], "1"])) for shape in shapes)


@pytest.mark.parametrize("name", PROGRAMS)
def test_flops(flops, name):
    """Value and gradient take at most 3.1 times the value's flops if products dominate, else 4 times, and a sum for
    each value that is used twice. A while loop runs once more. A program of one op may take more ops for its
    partials."""
    program = PROGRAMS[name]
    value, both = flops[name]["main"], flops[name]["main_grad"]
    if value == 0 or name not in PRODUCTS and is_of_one_primitive(program):
        return
    times = (3.1 if name in PRODUCTS else 4) + ("scf.while" in program)
    more = GUARDS.get(name, 0) + (0 if name in PRODUCTS else elements(program))
    assert both <= times * value + more, (value, both)


def test_enough_was_counted(flops):
    assert sum(each["main"] > 0 and not is_of_one_primitive(PROGRAMS[name]) for name, each in flops.items()) >= 55


def test_what_is_written_twice_is_differentiated_once():
    path = Path(__file__).parents[2] / "examples/mlp.mlir"
    value = costs(run("ag-opt", path, "--cse", "--to=structure"))["mlp"]
    both = costs(run("ag-opt", path, "--ag-differentiate=grad=mlp:value remat=keep", "--to=structure"))["mlp_grad"]
    assert both <= 3.1 * value, (value, both)


def test_a_loop_that_stacks_rows_is_linear(tmp_path):
    """The compiled gradient is linear in flops and in bytes of workspace, and no loop copies a whole tensor."""
    found = []
    for n in (100, 200, 400):
        path, report = tmp_path / "main.mlir", tmp_path / "report.json"
        path.write_text(STACKING.format(n=n))
        run("ag-compile", path, "--grad=main", "--entry=main_grad", "-o", tmp_path / "main.o", f"--report={report}")
        told = json.loads(report.read_text())
        found.append((told["costs"][0]["flops"], told["memory"][0]["peak"]))
        bufferized = run("ag-opt", path, "--grad=main", "--to=allocate")
        assert not re.search(rf"^ {{6,}}.*copy.*memref<{n}x", bufferized, re.M), bufferized
    for small, middle, large in zip(*found):
        assert large - middle <= 2 * (middle - small) + 256, found


#: The rows that loops read and write, and the arrays that have them. `changing` replaces f64 by the elements' type.
ROW, ARRAY = "tensor<1x4xf64>", "tensor<211x4xf64>"

#: The position %i of a row, in iteration %t with the carried position %k.
NUMBER = ["%e = tensor.extract %p[%t] : tensor<211xi64>", "%f = arith.index_cast %e : i64 to index"]
PLACES = {
    "constant": ["%i = arith.constant 3 : index"],
    "iteration": ["%i = arith.addi %t, %c0 : index"],
    "data": [*NUMBER, "%i = arith.addi %f, %c0 : index"],
    "clipped": [*NUMBER, "%g = arith.maxsi %f, %c0 : index", "%i = arith.minsi %g, %last : index"],
    "carried": ["%i = arith.addi %k, %c0 : index"],
}

#: An iteration, which computes the next values %d and %y of the array %a and the row %s. The array %v is not carried.
READ = f"%r = ag.slice %a [%i, 0] [1, 4] [1, 1] : {ARRAY} -> {ROW}"
OUTER = [f"%o = ag.slice %v [%i, 0] [1, 4] [1, 1] : {ARRAY} -> {ROW}", f"%q = ag.mul %o, %o : {ROW}",
         f"%y = ag.mul %q, %s : {ROW}"]
SET = f"%d = ag.update %a, %y [%i, 0] [1, 1] : {ARRAY}, {ROW} -> {ARRAY}"
THREE = ["%j = arith.index_cast %i : index to i64", "%three = arith.constant 3 : i64",
         "%l = tensor.from_elements %j, %three, %j : tensor<3xi64>",
         f"%g3 = ag.gather 0 error %v, %l : {ARRAY}, tensor<3xi64> -> tensor<3x4xf64>",
         f"%r = ag.slice %g3 [1, 0] [1, 4] [1, 1] : tensor<3x4xf64> -> {ROW}", f"%y = ag.mul %r, %s : {ROW}"]
FORMS = {
    "read": [*OUTER, f"%d = tensor.cast %a : {ARRAY} to {ARRAY}"],
    "set": [*OUTER, SET],
    "add": [READ, f"%y = ag.add %r, %s : {ROW}", SET],
    "change": [READ, f"%n = ag.sin %r : {ROW}", f"%y = ag.mul %n, %s : {ROW}", SET],
    "element": [f"%r = tensor.extract %a[%i, %c1] : {ARRAY}", "%n = math.sin %r : f64", f"%y = ag.sin %s : {ROW}",
                f"%d = tensor.insert %n into %a[%i, %c0] : {ARRAY}"],
    "slice": [f"%r = tensor.extract_slice %a[%i, 0] [1, 4] [1, 1] : {ARRAY} to {ROW}", f"%y = ag.mul %r, %s : {ROW}",
              f"%d = tensor.insert_slice %y into %a[%i, 0] [1, 4] [1, 1] : {ROW} into {ARRAY}"],
    "reshaped": [f"%h = ag.reshape %a : {ARRAY} -> tensor<844xf64>", "%m = arith.muli %i, %c4 : index",
                 "%g1 = ag.slice %h [%m] [4] [1] : tensor<844xf64> -> tensor<4xf64>",
                 f"%r = ag.reshape %g1 : tensor<4xf64> -> {ROW}", f"%y = ag.mul %r, %s : {ROW}", SET],
    "scatter": ["%j = arith.index_cast %i : index to i64", "%l = tensor.from_elements %j : tensor<1xi64>",
                f"%r = ag.gather 0 error %v, %l : {ARRAY}, tensor<1xi64> -> {ROW}", f"%y = ag.mul %r, %s : {ROW}",
                f"%d = ag.scatter 0 error %a, %l, %y : {ARRAY}, tensor<1xi64>, {ROW} -> {ARRAY}"],
    "replace": ["%j = arith.index_cast %i : index to i64", "%l = tensor.from_elements %j : tensor<1xi64>",
                f"%r = ag.gather 0 error %a, %l : {ARRAY}, tensor<1xi64> -> {ROW}", f"%y = ag.mul %r, %s : {ROW}",
                f"%d = ag.scatter set 0 error %a, %l, %y : {ARRAY}, tensor<1xi64>, {ROW} -> {ARRAY}"],
    "scatters": [*THREE, f"%d = ag.scatter 0 error %a, %l, %g3 : {ARRAY}, tensor<3xi64>, tensor<3x4xf64> -> {ARRAY}"],
    "replacements": [*THREE, f"%d = ag.scatter set 0 error %a, %l, %g3 : {ARRAY}, tensor<3xi64>, tensor<3x4xf64> -> {ARRAY}"],
    "extrema": [*THREE, f"%d = ag.scatter max 0 error %a, %l, %g3 : {ARRAY}, tensor<3xi64>, tensor<3x4xf64> -> {ARRAY}"],
    "extremum": ["%j = arith.index_cast %i : index to i64", "%l = tensor.from_elements %j : tensor<1xi64>",
                 f"%r = ag.gather 0 error %a, %l : {ARRAY}, tensor<1xi64> -> {ROW}", f"%y = ag.mul %r, %s : {ROW}",
                 f"%d = ag.scatter min 0 clamp %a, %l, %y : {ARRAY}, tensor<1xi64>, {ROW} -> {ARRAY}"],
}

#: The branches around a form, and the ops that make %d and %y from the results %w.
OTHERWISE = f"scf.yield %a, %s : {ARRAY}, {ROW}"
CHOSEN = f"scf.yield %d, %y : {ARRAY}, {ROW}"
CONTROLS = {
    "alone": lambda ops: ([*ops], "%d, %y"),
    "if": lambda ops: (["%b = arith.cmpi sgt, %t, %c2 : index", f"%w:2 = scf.if %b -> ({ARRAY}, {ROW}) {{", *ops, CHOSEN,
                        "} else {", OTHERWISE, "}"], "%w#0, %w#1"),
    "switch": lambda ops: ([f"%w:2 = scf.index_switch %t -> {ARRAY}, {ROW}", "case 2 {", *ops, CHOSEN, "}", "default {",
                            OTHERWISE, "}"], "%w#0, %w#1"),
    "both": lambda ops: (["%b = arith.cmpi sgt, %t, %c2 : index", f"%w:2 = scf.if %b -> ({ARRAY}, {ROW}) {{", *ops, CHOSEN,
                          "} else {", *ops, CHOSEN, "}"], "%w#0, %w#1"),
}

CARRIED = f"{ARRAY}, {ROW}, index"
LOOPS = {
    "for": """
  %l:3 = scf.for %t = %c0 to %c7 step %c1 iter_args(%a = %x, %s = %s0, %k = %c2) -> ({types}) {{
    {ops}
    scf.yield {values}, %next : {types}
  }}""",
    "nest": """
  %l:3 = scf.for %u = %c0 to %c2 step %c1 iter_args(%a0 = %x, %s1 = %s0, %k0 = %c2) -> ({types}) {{
    %m:3 = scf.for %t = %c0 to %c7 step %c1 iter_args(%a = %a0, %s = %s1, %k = %k0) -> ({types}) {{
      {ops}
      scf.yield {values}, %next : {types}
    }}
    scf.yield %m#0, %m#1, %m#2 : {types}
  }}""",
    "while": """
  %l:4 = scf.while (%a1 = %x, %s1 = %s0, %k1 = %c2, %t1 = %c0) : ({types}, index) -> ({types}, index) {{
    %go = arith.cmpi slt, %t1, %c7 : index
    scf.condition(%go) %a1, %s1, %k1, %t1 : {types}, index
  }} do {{
  ^bb0(%a: {array}, %s: {row}, %k: index, %t: index):
    {ops}
    %more = arith.addi %t, %c1 : index
    scf.yield {values}, %next, %more : {types}, index
  }} attributes {{ag.max_trips = 7 : i64}}""",
}


def changing(form, place, control, loop, element):
    """Returns a program whose loop reads or changes one row of this element type in each iteration."""
    ops, values = CONTROLS[control]([*PLACES[place], *FORMS[form]])
    ops += ["%k2 = arith.muli %k, %c2 : index", "%next = arith.remui %k2, %count : index"]
    body = LOOPS[loop].format(ops="\n    ".join(ops), values=values, types=CARRIED, array=ARRAY, row=ROW)
    constants = "".join(f"  %c{number} = arith.constant {number} : index\n" for number in (0, 1, 2, 4, 7))
    program = f"""
func.func @main(%x: {ARRAY}, %v: {ARRAY}, %p: tensor<211xi64>) -> tensor<f64> {{
{constants}  %last = arith.constant 210 : index
  %count = arith.constant 211 : index
  %s0 = ag.slice %v [1, 0] [1, 4] [1, 1] : {ARRAY} -> {ROW}{body}
  %0 = ag.reduce sum %l#0 [0, 1] : {ARRAY} -> tensor<f64>
  %1 = ag.reduce sum %l#1 [0, 1] : {ROW} -> tensor<f64>
  %2 = ag.add %0, %1 : tensor<f64>
  return %2 : tensor<f64>
}}
"""
    return re.sub(r"\bf64\b|(?<=x)f64\b", element, program)


def uses_array(line):
    loop = re.search(r"scf\.for .* to %c(\d+)", line)
    return re.search(r"(memref\.copy|linalg\.).*memref<((\d+x)?211|844)x", line) or loop and int(loop[1]) >= 200


def uses_of_arrays(program):
    """Returns the lines of a bufferized program that use all of an array in a loop, themselves or by calling a kernel."""
    kernels = {name for name, text in re.findall(r"func\.func private (@[\w.]+)\((.*?)^  }$", program, re.M | re.S)
               if any(map(uses_array, text.splitlines()))}
    found, loops = [], []
    for line in program.splitlines():
        indent = len(line) - len(line.lstrip())
        while loops and indent <= loops[-1]:
            loops.pop()
        called = re.search(r"call (@[\w.]+)\(", line)
        if loops and (uses_array(line) or called and called[1] in kernels):
            found.append(line.strip())
        if re.search(r"scf\.(for|while)|\} do \{", line):
            loops.append(indent)
    return found


#: The forms at each position, and in each control flow at a position that is read from data. Cotangents of bf16 and f16
#: are summed in f32, and rounded.
CHANGES = [*((form, place, "alone", "for", "f64") for form in FORMS for place in PLACES),
           *((form, "data", control, loop, "f64") for form in FORMS for control in CONTROLS for loop in LOOPS
             if (control, loop) != ("alone", "for")),
           *((form, "data", control, loop, "bf16") for form in FORMS for control in CONTROLS for loop in LOOPS),
           *((form, "clipped", "alone", "for", "f16") for form in FORMS)]


@pytest.fixture(scope="module")
def changes():
    """Returns the bufferized value and gradient of each program. One process compiles them all."""
    separator = "\n// -----\n"
    printed = run("ag-opt", "-", "--split-input-file", "--grad=main:wrt=0,1", "--to=allocate",
                  text=separator.join(changing(*each) for each in CHANGES))
    return dict(zip(CHANGES, printed.split("// -----"), strict=True))


@pytest.mark.parametrize("change", CHANGES, ids="-".join)
def test_loops_that_change_rows_use_rows(changes, change):
    """Neither the loop nor its reverse uses more of an array than rows."""
    assert not uses_of_arrays(changes[change])


def nest(depth, attributes):
    body, value = f"\n  %leaf = math.sin %v{depth} : f32", "%leaf"
    for level in reversed(range(depth)):
        body = WHILE.format(level=level, inside=level + 1, body=body, value=value, attributes=attributes)
        value = f"%r{level}#1"
    return f"""
func.func @main(%v0: f32) -> f32 {{
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %ten = arith.constant 10.0 : f32{body}
  return {value} : f32
}}
"""


def fits(path, entry, steps):
    done = subprocess.run([TOOLS / "ag-run", path, f"--entry={entry}", "--input=ones", f"--max-steps={steps}"],
                          capture_output=True, text=True)
    assert done.returncode == 0 or "step" in done.stderr, done.stderr
    return done.returncode == 0


@pytest.mark.parametrize("attributes", ["", " attributes {ag.max_trips = 2 : i64}"], ids=["open", "limited"])
@pytest.mark.parametrize("depth", [1, 4, 7])
def test_nested_whiles_are_linear(tmp_path, depth, attributes):
    """Each loop is counted once: for n nested loops, the gradient takes at most n + 2 times the steps."""
    path = tmp_path / "main.mlir"
    path.write_text(run("ag-opt", "-", "--grad=main", text=nest(depth, attributes)))
    steps = bisect.bisect_left(range(1, 200_000), True, key=lambda steps: fits(path, "main", steps)) + 1
    assert fits(path, "main_grad", (depth + 2) * steps)
    gradient = path.read_text().partition("@main_grad")[2]
    assert gradient.count("math.sin") <= depth + 2, gradient
