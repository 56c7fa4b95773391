# Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of the checks.

Does every check find the faults that it is for? Each gets a correct sample, and
the same sample with a fault.
"""
import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import classes
import cxx
import english
import folders
import headers
import imports
import labels
import layers
import links
import passes
import prefixes
import rules
import run_doc
import sizes
import style
import suites
import unity
from repository import ROOT, Repository

sys.path.append(str(ROOT / "scripts"))
import changes
import tidy


class CheckTest(unittest.TestCase):
    def refuses(self, check, files, message):
        self.assertIn(message, "\n".join(check(Repository(files))))

    def accepts(self, check, files):
        self.assertEqual([], check(Repository(files)))


class Functions(unittest.TestCase):
    def names(self, text):
        return [(f.name, f.lines) for f in cxx.functions(text)]

    def test_bodies_are_told_from_other_braces(self):
        text = """
namespace ag {
struct S {
  int a = 0, b{1};
  S(int x) : a(x), b{x} {}
  bool operator==(const S &other) const {
    return a == other.a;
  }
};
enum class E { A, B };
static const int table[] = {1, 2};
template <typename T, typename = std::enable_if_t<(sizeof(T) > 1)>>
static int f(ArrayRef<int> list = {}) {
  auto g = [&](int x) {
    return x; // }
  };
  return g('{') + "}}"[0];
}
int main() { return 0; }
} // namespace ag
"""
        expected = [("S", 1), ("operator==", 3), ("f", 7), ("main", 1)]
        self.assertEqual(expected, self.names(text))

    def test_heads_over_several_lines_count(self):
        text = "#define BODY {\nint\nf(int x,\n  int y) {\n  return R\"({)\"[x];\n}\n"
        self.assertEqual([("f", 5)], self.names(text))


class Classes(unittest.TestCase):
    UNCOUNTED = """
  friend bool isEqual(const Row &a, const Row &b);
  friend int count(const Row &row) { return row.count(1); }
  using Base::Base;
  explicit Row(int size) : size(size), spare{0} { resize(size); }
  Row(const Row &) = default;
  virtual ~Row();
  bool operator==(const Row &other) const;
  Row &operator()(int place);
  explicit operator bool() const;
  std::function<int(int)> map = [](int x) { return g(x); };
  void (*call)(int);
  Option name{"name", describe("its name")};
  int getSize() const { return size; }
  llvm::StringRef getText() const {
    return "f(x); }";
  }
  bool empty() const { return parts.size() == 0; }
"""
    COUNTED = """
  static Row make(int size);
  virtual int get() const = 0;
  template <typename T, typename = decltype(f<T>())> T find(T x) const;
  int resize(int to) { return f(to); }
  int grow() {
    ++size;
    return size;
  }
private:
  // int none();
  void *choose(std::function<int(int)> map = {});
"""

    def methods(self, text):
        return [(each.name, each.line, each.methods) for each in classes.classes(text)]

    def test_methods_are_told_from_other_members(self):
        for body, count in ((self.UNCOUNTED, 0), (self.COUNTED, 6), (self.UNCOUNTED + self.COUNTED, 6)):
            self.assertEqual([("Row", 1, count)], self.methods(f"class Row : Base {{\npublic:{body}}};\n"))

    def test_methods_belong_to_the_class_around_them(self):
        text = """
namespace {
struct Outer {
  void first();
  struct Inner { void own(); void more(); };
  enum class Kind { A, B };
  void second() { struct Local { void none(); }; }
};
} // namespace
void Outer::first() {}
struct Outer::Later { Later(int x); void only(); };
int free(int x);
"""
        self.assertEqual([("Outer", 3, 2), ("Inner", 5, 2), ("Later", 11, 1)], self.methods(text))


class Sizes(CheckTest):
    def test_functions(self):
        def of(lines):
            return {"lib/A.cpp": "void f() {\n" + "  g();\n" * (lines - 2) + "}\n"}

        self.accepts(sizes.check, of(70))
        self.refuses(sizes.check, of(71), "lib/A.cpp:1 f: 71 lines of a function")

    def test_methods(self):
        def of(count, place="include/ag/A.h"):
            methods = "".join(f"  void f{number}(int x);\n" for number in range(count))
            return {place: "\nclass A {\npublic:\n  A(int x);\n" + methods + "};\n"}

        self.accepts(sizes.check, of(20))
        self.refuses(sizes.check, of(21), "include/ag/A.h:2 A: 21 methods of a class, never more than 20")
        self.accepts(sizes.check, of(21, "test/Unit/A.h"))

    def test_files_and_lit_tests_and_mains(self):
        self.accepts(sizes.check, {"lib/A.cpp": "int x;\n" * 600})
        self.refuses(sizes.check, {"lib/A.cpp": "int x;\n" * 601}, "601 lines of a .cpp")
        test = {"test/a.mlir": "// RUN: x\n" * 151}
        self.refuses(sizes.check, test, "151 lines of a lit test")
        main = "int main() {\n" + "  g();\n" * 59 + "}\n"
        self.refuses(sizes.check, {"tools/t/t.cpp": main}, "61 lines of a tool's main")

    def test_report_names_what_is_rare(self):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            sizes.report(Repository({"lib/A.cpp": "int x;\n" * 401}))
        self.assertIn("401 lib/A.cpp, rarely more than 400", printed.getvalue())


class Layers(CheckTest):
    def test_order_of_folders(self):
        def of(place, included):
            return {place: f'#include "{included}"\n'}

        self.accepts(layers.check, of("lib/Analysis/A.cpp", "ag/Reference/R.h"))
        for place, included in [
            ("lib/Reference/R.cpp", "ag/Analysis/A.h"),
            ("include/ag/Support/S.h", "ag/Interfaces/Spec/Spec.h"),
        ]:
            self.refuses(layers.check, of(place, included), "does not stand below")
        for place, included, message in [
            ("lib/Support/S.cpp", "mlir/IR/Value.h", "Support knows no IR"),
            ("runtime/Run.c", "llvm/ADT/Twine.h", "the runtime stands alone"),
            ("lib/Helpers/H.cpp", "vector", "lib/ has no folder Helpers"),
            ("lib/Emit/E.cpp", "../Driver/D.h", "leaves the folder"),
        ]:
            self.refuses(layers.check, of(place, included), message)

    def test_the_emulator_stands_alone(self):
        def of(place, included):
            return {place: f'#include "{included}"\n'}

        self.accepts(layers.check, of("emulator/Forms/F.cpp", "Machine/Warp.h"))
        for included, message in [
            ("Load/Load.h", "Forms does not stand below"),
            ("llvm/ADT/STLExtras.h", "the emulator stands alone"),
            ("ag/Support/Tensor.h", "the emulator stands alone"),
        ]:
            self.refuses(layers.check, of("emulator/Forms/F.cpp", included), message)
        self.refuses(layers.check, {"emulator/Tools/T.cpp": ""}, "emulator/ has no folder Tools")

    def test_readme_lists_the_folders(self):
        text = f"in which data flows: {', '.join(layers.LAYERS)}.\n"
        self.accepts(layers.check, {"README.md": text.replace("Support,", "Support (no IR),\n ")})
        self.refuses(layers.check, {"README.md": text.replace(" Emit,", "")}, "README.md: lib/ is")

    def test_phases(self):
        def of(place, included):
            return {place: f'#include "{included}"\n'}

        for place, included in [
            ("lib/Phases/Lower/CPU/L.cpp", "ag/Phases/Common/C.h"),
            ("lib/Phases/Lower/CPU/L.cpp", "Common/Term.h"),
            ("lib/Phases/Lower/CPU/L.cpp", "CPU/SmallFloats.h"),
            ("lib/Pipeline/Phases.cpp", "ag/Phases/Lower/Passes.h"),
        ]:
            self.accepts(layers.check, of(place, included))
        for place, included, message in [
            ("lib/Phases/Lower/L.cpp", "ag/Phases/Allocate/A.h", "Lower includes nothing of another phase"),
            ("include/ag/Phases/Common/C.h", "ag/Phases/Trace/T.h", "Common includes nothing of another phase"),
            ("lib/Phases/Lower/CUDA/L.cpp", "CPU/SmallFloats.h", "is not for CPU alone"),
            ("lib/Phases/Lower/Common/L.cpp", "CUDA/Blocks.h", "is not for CUDA alone"),
        ]:
            self.refuses(layers.check, of(place, included), message)

    def test_machine(self):
        body = '#include "CUDA/CudaDevices.h"\n'
        for place in ("lib/Machine/CUDA/HostDevice.cpp", "lib/Machine/Common/Machine.cpp"):
            self.accepts(layers.check, {place: body})
        for place in ("lib/Machine/CPU/Host.cpp", "include/ag/Machine/Common/Machine.h"):
            self.refuses(layers.check, {place: body}, "is not for CUDA alone")
        body = '#include "llvm/TargetParser/Host.h"\n'
        self.accepts(layers.check, {"lib/Machine/Common/Machine.cpp": body})
        self.refuses(layers.check, {"lib/Emit/E.cpp": body}, "is lib/Machine's alone")

    def test_levels(self):
        for use in ("speed.levels[1].bytes", "costs->speed->levels.back()", "levels.front().bytes"):
            body = f"int64_t near(const Speed &speed) {{ return {use}; }}\n"
            self.accepts(layers.check, {"lib/Machine/Common/Speed.cpp": body, "test/Unit/A.cpp": body})
            self.refuses(layers.check, {"lib/Analysis/A.cpp": body}, "lib/Analysis/A.cpp:1: ")
            self.refuses(layers.check, {"lib/Analysis/A.cpp": body}, "numbers levels of memory")
        for body in ("return speed.block.tiles; // of speed.levels[1]", "return band.levels[0];"):
            self.accepts(layers.check, {"lib/Analysis/A.cpp": body})

    def test_entry_abi(self):
        for name in ('"ag.shapes"', '"ag.workspace"', '".demands"', '"ag.load"'):
            body = f"auto name = {name};\n"
            self.accepts(layers.check, {"lib/Analysis/Entry/EntryABI.cpp": body})
            self.refuses(layers.check, {"lib/Emit/E.cpp": body}, f"{name} is EntryABI's alone")

    def test_sizes(self):
        for body, name in [
            ("return size.value_or(64);", "64"),
            ("return size.value_or(int64_t(2));", "2"),
            ("constexpr int64_t many = 64;\nint64_t f(int64_t n) { return known(n).value_or(many); }", "many"),
            ("static constexpr int64_t few = 1 << 3, most = 9;\nreturn size.value_or( most );", "most"),
            ("return ShapedType::isDynamic(size) ? 512 : size;", "512"),
            ("constexpr int64_t some = 64;\nreturn isDynamic(size)\n ? some * quantum : size;", "some"),
            ("return type.isDynamicDim(dim) ? 10 : g(dim);", "10"),
            ("return size == ShapedType::kDynamic ? 32 : size;", "32"),
            ("return ShapedType::isStatic(size) ? ns::f(size) : 64;", "64"),
            ("return size != kDynamic ? size : 64;", "64"),
            ("constexpr int64_t typicalSize = 64;", "typicalSize"),
            ("int64_t guess = 64;", "guess"),
        ]:
            for place in ("lib/Phases/Fuse/F.cpp", "include/ag/Machine/M.h"):
                self.refuses(layers.check, {place: body}, f"assumes {name} of what is not known")
            for place in ("lib/Analysis/Sizes/Sizes.cpp", "include/ag/Support/Sizes/AssumedSizes.h", "test/Unit/A.cpp"):
                self.accepts(layers.check, {place: body})
        for body in (
            "return size.value_or(0) + size.value_or(1);",
            "constexpr int64_t none = 0, one = 1;\nreturn a.value_or(one) + b.value_or(none);",
            "return size.value_or(INT64_MAX) + size.value_or(own) + x.value_or(64.0) + y.value_or(two());",
            "return ShapedType::isDynamic(extent) ? lanes : std::min(lanes, extent);",
            "return ShapedType::isDynamic(size) ? 0 : size;  // value_or(64)",
            "return isStatic(size) ? size : ShapedType::kDynamic;",
            "return sizeOrAssumed(size);",
        ):
            self.accepts(layers.check, {"lib/Phases/Fuse/F.cpp": body})

    def test_families(self):
        body = '#include "ag/Dialect/AG/IR/Core/AGOps.h"\n'
        listing = body + '#include "ag/Dialect/AG/IR/Core/AGOps.cpp.inc"\n'
        self.accepts(layers.check, {"lib/Dialect/AG/IR/Core/AGOps.cpp": listing})
        self.accepts(layers.check, {"lib/Dialect/AG/IR/Structured/Pad.cpp": body.replace("AGOps", "ShapeOps")})
        for place in ("lib/Dialect/AG/IR/Structured/Pad.cpp", "test/Unit/Dialect/PadTest.cpp"):
            self.refuses(layers.check, {place: body}, "include the families")

    def test_flow(self):
        for place, body in [
            ("lib/Interfaces/Flow/LoopIndex.cpp", "dyn_cast<scf::ForOp>(op)"),
            ("lib/Phases/Trace/SizesOnly.cpp", "isa<scf::IfOp, scf::IndexSwitchOp>(op)"),
            ("lib/Phases/Lower/L.cpp", "cast<scf::ForOp>(op); scf::YieldOp::create(builder)"),
            ("lib/Analysis/A.cpp", "// As scf.if does.\ngetChosen(value);"),
        ]:
            self.accepts(layers.check, {place: body})
        for place, body, message in [
            ("lib/Analysis/A.cpp", "void f(scf::ForOp loop);", "names scf::ForOp; ask RegionFlow"),
            ("include/ag/Interfaces/I.h", "mlir::scf::WhileOp loop;", "names scf::WhileOp"),
            ("lib/Phases/Lower/L.cpp", "value.getDefiningOp<scf::IfOp>()", "asks for scf::IfOp"),
            ("lib/Phases/Lower/L.cpp", "isa<scf::ForOp, scf::YieldOp>(op)", "asks for scf::YieldOp"),
        ]:
            self.refuses(layers.check, {place: body}, message)

    def test_op_kinds(self):
        td = {"include/ag/Dialect/AG/IR/A.td": "def AG_AddOp : X;\ndef AG_SubOp : X;\n"}

        def of(path, body):
            return {**td, path: "void f(Operation *op) {\n  " + body + "\n}\n"}

        ladder = "if (isa<ag::AddOp>(op)) g(); else if (auto s = dyn_cast<SubOp>(op)) h();"
        for body, message in [
            (ladder, "tells apart AddOp, SubOp"),
            ("return isa<AddOp, SubOp>(op);", "tells apart AddOp, SubOp"),
            ("TypeSwitch<Operation *>(op);", "TypeSwitch over ops"),
        ]:
            self.refuses(layers.check, of("lib/Phases/Trace/T.cpp", body), message)
        self.accepts(layers.check, of("lib/Dialect/AG/IR/A.cpp", ladder))
        self.accepts(layers.check, of("lib/Phases/Lower/L.cpp", "auto a = cast<AddOp>(op);"))
        upstream = "return isa<arith::AddOp, arith::SubOp>(op);"
        self.accepts(layers.check, of("lib/Reference/R.cpp", upstream))


class Headers(CheckTest):
    HEADER = """
class A {
public:
  A(int x) : x(x) {}
  virtual ~A();
  virtual int none() const = 0;
  llvm::ArrayRef<int> list(std::function<int(int)> f = {},
                           int more = 1) const;
  bool operator==(const A &other) const;
  std::function<int(int)> f;
  void (*g)(int);
};
static constexpr PassRemarks remarks("ag-a");
template <typename T = int> int inside(T x) { return x; }
int free(
    int x);
"""
    SOURCE = """
A::~A() = default;
ArrayRef<int> A::list(std::function<int(int)> f, int more) const { return {}; }
bool A::operator==(const A &other) const { return true; }
int free(int x) { return A(x); }
"""

    def of(self, source, **more):
        return {"include/ag/Emit/A.h": self.HEADER, "lib/Emit/A.cpp": source, **more}

    def test_what_is_declared(self):
        expected = [("A", "~A"), ("A", "list"), ("A", "operator_"), ("", "free")]
        self.assertEqual(expected, list(headers.declared(self.HEADER)))

    def test_is_defined_in_the_file_of_its_name(self):
        self.accepts(headers.check, self.of(self.SOURCE))
        for line, name in zip(self.SOURCE.strip().split("\n"), ("A::~A", "A::list", "A::operator_", "free")):
            rest = self.SOURCE.replace(line, "")
            message = f"declares {name}, which lib/Emit/A.cpp does not define"
            self.refuses(headers.check, self.of(rest, **{"lib/Emit/B.cpp": line}), message)

    def test_parts_of_classes_and_passes(self):
        *rest, free = self.SOURCE.strip().split("\n")
        self.accepts(headers.check, self.of(free, **{"lib/Emit/APart.cpp": "\n".join(rest)}))
        self.refuses(headers.check, self.of("\n".join(rest), **{"lib/Emit/APart.cpp": free}), "declares free")
        self.accepts(headers.check, {"include/ag/Phases/Lower/Passes.h": "int f();\n"})
        self.refuses(headers.check, {"lib/Phases/Lower/P.h": "int f();\n"}, "lib/Phases/Lower/P.cpp does not")
        self.accepts(headers.check, {"emulator/PTX/P.h": "int f();\n", "emulator/PTX/P.cpp": "int f() { return 1; }\n"})
        self.refuses(headers.check, {"emulator/PTX/P.h": "int f();\n"}, "emulator/PTX/P.cpp does not")


class Passes(CheckTest):
    RECORD = 'def P : Pass<"ag-p"> {\n  let summary = "s";\n  let description = [{}];\n}\n'

    COUNTS = 'constexpr PassRemarks remarks("ag-p");\n'

    def of(self, record, test="test/Phases/Trace/p-errors.mlir", counts=COUNTS):
        return {"include/ag/Phases/Trace/Passes.td": record, "lib/P.cpp": counts, test: ""}

    def test_counts(self):
        self.refuses(passes.check, self.of(self.RECORD, counts=""), "ag-p counts nothing")
        restating = self.RECORD.replace("Pass<", "RestatingPass<")
        self.accepts(passes.check, self.of(restating, counts=""))
        self.refuses(passes.check, self.of(restating), "ag-p counts, and is no RestatingPass")

    def test_parts(self):
        self.accepts(passes.check, self.of(self.RECORD))
        wrong = self.RECORD.replace("description", "options")
        self.refuses(passes.check, self.of(wrong), "ag-p has no description")
        wrong = self.RECORD.replace("}\n", "  let statistics = [];\n}\n")
        self.refuses(passes.check, self.of(wrong), "ag-p has statistics")

    def test_targets(self):
        option = '  let options = [Option<"march", "march", "std::string", "", "The CPU">];\n}\n'
        wrong = self.RECORD.replace("}\n", option)
        self.refuses(passes.check, self.of(wrong), "ag-p has an option march")

    def test_test(self):
        files = self.of(self.RECORD, "test/Phases/Trace/q.mlir")
        self.refuses(passes.check, files, "no test/**/p*.mlir tests ag-p")

    def test_dialects(self):
        files = self.of(self.RECORD)
        for path, is_in_pass in [("lib/Phases/Trace/A.cpp", True), ("lib/Driver/A.cpp", False)]:
            complaints = passes.check_dialects(Repository({**files, path: "context->loadDialect<D>();\n"}))
            self.assertEqual(is_in_pass, bool(complaints))

    def test_models(self):
        base = "impl::APassBase<APass>"
        bases = [(f"WithModels<{base}>", True), (f"OnForm<ProgramForm::Buffers, {base}>", True), (base, False)]
        for written, is_right in bases:
            source = f"struct APass : {written} {{\n"
            complaints = passes.check_models(Repository({"lib/Phases/Trace/A.cpp": source}))
            self.assertEqual(not is_right, bool(complaints))


class Labels(CheckTest):
    FILES = {
        "include/ag/A.td": "def AG_AOp : AG_Op<\"a\"> {\n     - [x] an a.\n}\n",
        "lib/A.cpp": 'report("x") << 1;\n',
        "test/a-errors.mlir": "'ag.a' [x] bad\n",
    }

    def test_three_places(self):
        self.accepts(labels.check, self.FILES)
        for path, message in [
            ("include/ag/A.td", "[x] is reported, but no description states it"),
            ("lib/A.cpp", "[x] is stated, but nothing reports it"),
            ("test/a-errors.mlir", "no -errors.mlir violates [x] of a"),
        ]:
            self.refuses(labels.check, {**self.FILES, path: ""}, message)

    def test_labels_belong_to_ops(self):
        files = {**self.FILES, "test/a-errors.mlir": "'ag.b' [x] bad\n"}
        self.refuses(labels.check, files, "[x] of ag.b, which does not state it")
        self.refuses(labels.check, files, "no -errors.mlir violates [x] of a")


class Links(CheckTest):
    def of(self, text):
        return {"docs/A.md": text, "docs/B.md": "## `x`: Two words\n", "lib/A/B.cpp": ""}

    def test_what_is_there(self):
        for text in (
            "[a](../lib/A/B.cpp) [b](B.md#x-two-words) [c](../lib) [d](#e)\n# E\n[f](https://f.org/g)",
            "`lib/A`, `lib/A/`, `lib/*/B.cpp`, `build/x`, `lib/<Place>`",
            "```sh\n[a](b) `lib/X`\n```\n",
        ):
            self.accepts(links.check, self.of(text))

    def test_what_is_not(self):
        for text, message in [
            ("[a](lib/A/B.cpp)", "docs/A.md: there is no docs/lib/A/B.cpp"),
            ("[a](../li)", "there is no li"),
            ("[b](B.md#two)", "docs/B.md has no heading #two"),
            ("[b](#two)", "docs/A.md has no heading #two"),
            ("`lib/C`", "there is no lib/C"),
        ]:
            self.refuses(links.check, self.of(text), message)


class Style(CheckTest):
    TEXT = "\n".join(
        ["//===- A.h - what it is -*- C++ -*-===//", "//"]
        + [f"// {line}" for line in style.LICENCE]
        + ["//", "//===---===//", "int x;", ""]
    )

    def test_header(self):
        self.accepts(style.check, {"lib/A.h": self.TEXT})
        self.refuses(style.check, {"lib/B.h": self.TEXT}, "does not say B.h and what it is")
        unlicensed = self.TEXT.replace("SPDX", "spdx")
        self.refuses(style.check, {"lib/A.h": unlicensed}, "not the licence's")

    def test_python_header(self):
        text = "\n".join([f"# {line}" for line in style.LICENCE] + ['"""What it is."""', ""])
        self.accepts(style.check, {"a.py": text})
        self.refuses(style.check, {"a.py": text.replace("SPDX", "spdx")}, "not the licence's")
        self.refuses(style.check, {"a.py": text.replace('"""', "'")}, "no docstring")

    def test_format(self):
        files = {"lib/A.h": self.TEXT.replace("int x", "int  x")}
        self.refuses(style.check, files, "lib/A.h:7: not as clang-format has it")

    def test_comments(self):
        lost = "/*===- a.c -*- C -*-===//\n|* what\nit is\n\\*===---===*/\nint x;\n"
        self.assertEqual(style.check_comments("a.c", lost.replace("it", "|* it")), [])
        self.assertEqual(len(style.check_comments("a.c", lost)), 1)
        self.assertIn("a.c:3: a line of the comment does not begin", style.check_comments("a.c", lost)[0])
        self.assertIn("a comment of 90 columns", style.check_comments("a.c", "int x;\n  // " + "x" * 85)[0])

    def test_words(self):
        for line, message in [
            ("# TO" "DO: more", "is unfinished work"),
            ("cd /wo" "rk/x", "is a path of one machine"),
            ("cat /tm" "p/x", "is a path of one machine"),
            ("// XF" "AIL: *", "skips a test"),
            ("  GTEST_SK" "IP();", "skips a test"),
        ]:
            self.refuses(style.check, {"test/a.test": "\n" + line}, "a.test:2: ")
            self.refuses(style.check, {"test/a.test": "\n" + line}, message)
        self.accepts(style.check, {"a.md": "/usr/bin/python3, $PWD/wo" "rk/ag, mktemp XXXX" "XX"})

    def test_a_pipe_is_read_to_its_end(self):
        self.assertEqual(style.check_pipes("a.sh", "head -n 1 x; sort x | awk 'NR <= 10'"), [])
        for reader in ["| head -n 1", "|\n    head -n 1", "| grep -q x", "| grep -m 1 x"]:
            self.assertEqual(len(style.check_pipes("a.sh", f"sort x {reader}")), 1)


class Suites(CheckTest):
    def test_folders_are_added(self):
        suite = {"test/CMakeLists.txt": "add_subdirectory(A)\n"}
        self.accepts(suites.check, {**suite, "test/A/a.mlir": "// RUN: x\n"})
        for path in ("test/B/b.mlir", "test/B/CMakeLists.txt"):
            files = {**suite, path: "// RUN: x\n"}
            self.refuses(suites.check, files, "test/B: test/CMakeLists.txt does not")
        kept = {**suite, "random-1.mlir": "module {\n}\n"}
        self.refuses(suites.check, kept, "random-1.mlir: a program that no test looks at")

    def test_tests_have_labels(self):
        labelled = "ag_add_test(A.b fast COMMAND b)\n"
        self.accepts(suites.check, {"cmake/AGTest.cmake": "add_test(NAME ${name} COMMAND c)\n" + labelled})
        self.refuses(suites.check, {"cmake/AGFuzz.cmake": "  add_test(NAME Fuzz.${name}\n"}, "Fuzz.${name} has no label")
        self.refuses(suites.check, {"lib/CMakeLists.txt": "add_test(b b)\n"}, "lib/CMakeLists.txt: b has no label")

    def test_rules(self):
        ruled = {"python/ag/importers/other/shapes.py": '@OTHER.rule("Squeeze")\ndef squeeze(x):\n    return x\n'}
        self.accepts(rules.check, {**ruled, "python/ag/importers/walk.py": '"""Squeeze"""\nx = "of a node"\n'})
        self.refuses(rules.check, {**ruled, "python/ag/importers/walk.py": 'if op == "Squeeze":\n    pass\n'},
                     "python/ag/importers/walk.py:1: the walk names the op Squeeze")

    def test_imports(self):
        modules = {"python/ag/a.py": "from . import b\nfrom .c import d\n", "python/ag/b.py": "import os\n", "python/ag/c.py": ""}
        self.accepts(imports.check, modules)
        typed = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .a import x\n"
        self.accepts(imports.check, {**modules, "python/ag/b.py": typed})
        circle = {**modules, "python/ag/c.py": "from . import a\n"}
        self.refuses(imports.check, circle, "python/ag/: a imports c imports a; expected no circle")
        packages = {"python/ag/core/a.py": "from ..numpy import b\n", "python/ag/numpy/b.py": "from ..core.a import x\n"}
        self.refuses(imports.check, packages, "core.a imports numpy.b imports core.a; expected no circle")
        hidden = {**modules, "python/ag/c.py": "def f():\n    from . import b\n"}
        self.refuses(imports.check, hidden, "python/ag/c.py:2: an import inside of a function or a class")

    def test_folders(self):
        full = {f"lib/A/{letter}{digit}.cpp": "" for letter in "abc" for digit in range(10)}
        self.accepts(folders.check, {**full, "lib/A/B/d.cpp": "", "test/a0.cpp": ""})
        self.refuses(folders.check, {**full, "lib/A/d.h": ""}, "lib/A: 31 files; expected at most 30")
        self.refuses(folders.check, {"lib/A/a.cpp": "", "lib/B/a.cpp": ""}, "lib/B/a.cpp: lib/A/a.cpp has the same name")


class Prefixes(CheckTest):
    def of(self, run, checks, **more):
        return {"test/A/a.mlir": f"// RUN: {run}\n{checks}\nfunc.func @f()\n", **more}

    def test_each_command_demands_text(self):
        alone = "// CHECK-NOT: x\n// B-NOT: y"
        for run, checks in [
            ("a | FileCheck %s", "// CHECK: x\n// CHECK-NOT: y"),
            ("a | FileCheck %s --check-prefix=B", "// B-LABEL: x\n// B-NOT: y"),
            ("a 2>&1 | FileCheck -check-prefix B %s", "// B-COUNT-2: x"),
            ("a | FileCheck %s --implicit-check-not='a|b'", "// CHECK-DAG{LITERAL}: [[x]]"),
            ("a | FileCheck %s --check-prefixes=CHECK,B", alone + "\n// CHECK: z"),
            ("a -o %t \\\n// RUN:   && FileCheck %s <%t", "// CHECK: x"),
            ("sh -c 'a | FileCheck %s'", "// CHECK: x"),
            ("a | count 0", ""),
        ]:
            self.accepts(prefixes.check, self.of(run, checks))
        for run, prefix in [
            ("a | FileCheck %s", "CHECK"),
            ("FileCheck --input-file=%t %s --check-prefix=B && b", "B"),
            ("a | FileCheck %s --check-prefixes=CHECK,B", "CHECK, B"),
            ("a -o %t \\\n// RUN:   && FileCheck %s \\\n// RUN:   --check-prefix=B < %t", "B"),
            ("sh -c 'a | FileCheck %s'", "CHECK"),
        ]:
            self.refuses(prefixes.check, self.of(run, alone + "\n// COM: CHECK: z\n// A-CHECK: z"), f"{prefix}: -NOT alone")
        allowed = self.of("a | FileCheck %s --allow-empty", "// CHECK: x")
        self.refuses(prefixes.check, allowed, "CHECK: expected `| count 0`")

    def test_each_prefix_has_a_line(self):
        for run in ("a | FileCheck %s --check-prefix=B", "a | FileCheck --check-prefixes=CHECK,B %s"):
            for checks in ("// CHECK: x", "// CHECK: x\n// BB: x", "// CHECK: x\n// B x"):
                self.refuses(prefixes.check, self.of(run, checks), "test/A/a.mlir: B: no line of %s has this prefix")

    def test_other_files_have_the_lines(self):
        parts = "//--- b.mlir\n// CHECK: x\n//--- c.mlir\n// CHECK-NOT: x\n"
        self.accepts(prefixes.check, self.of("split-file %s %t && a | FileCheck %t/b.mlir", parts))
        self.refuses(prefixes.check, self.of("split-file %s %t && a | FileCheck %t/c.mlir", parts), "-NOT alone")
        beside = {"test/b.mlir": "// CHECK: x\n"}
        self.accepts(prefixes.check, self.of("a | FileCheck %S/../b.mlir", "", **beside))
        self.refuses(prefixes.check, self.of("a | FileCheck %S/c.mlir", "// CHECK: x", **beside), "no line of %S/c.mlir")


class Unity(CheckTest):
    LIBRARY = {"lib/A/CMakeLists.txt": "ag_add_library(A)\n", "lib/B/CMakeLists.txt": "ag_add_library(B)\n"}
    FIRST = """
namespace ag {
using Rows = std::vector<int>;
static int count(int x);
static int count(int x) { return x; }
static int count(double x) { return x; }
namespace {
struct Row : Base<Row> {
  int size() const { return 1; }
};
enum class Kind { Few, Many };
constexpr Row rows[] = {{1}, {2}};
template <typename T> bool isRow(T value) { return true; }
} // namespace
static constexpr PassRemarks remarks("ag-a");
int shared() { return 0; }
} // namespace ag
"""

    def both(self, second, folder="lib/A"):
        return {**self.LIBRARY, "lib/A/First.cpp": self.FIRST, f"{folder}/More/Second.cpp": second}

    def test_names_of_one_file_are_accepted(self):
        self.accepts(unity.check, self.both("namespace ag {\nint size;\nint f() { int count = 1; return count; }\n}\n"))

    def test_a_name_is_internal_once(self):
        for name, text in {
            "count": "static void count(char c) {}",
            "Row": "namespace {\nclass Row {};\n} // namespace",
            "Kind": "namespace {\nenum Kind : char { A };\n} // namespace",
            "rows": "static const int rows[2] = {1, 2};",
            "isRow": "namespace {\nbool isRow() { return false; }\n} // namespace",
            "remarks": 'constexpr PassRemarks remarks("ag-b");',
            "Rows": "using Rows = std::vector<char>;",
        }.items():
            message = f"lib/A/First.cpp, lib/A/More/Second.cpp: each defines {name};"
            self.refuses(unity.check, self.both(f"namespace ag {{\n{text}\n}} // namespace ag\n"), message)

    def test_a_class_of_a_header_has_its_own_name(self):
        text = "namespace ag {\nstruct Term {\n  struct Part {};\n};\nstruct Other;\n} // namespace ag\n"
        self.accepts(unity.check, {"lib/A/Term.h": text, "lib/B/Part.h": "namespace ag {\nclass Part {};\n}\n"})
        self.refuses(unity.check, {"lib/A/Term.h": text, "include/ag/B/Terms.h": "namespace ag {\nclass Term {};\n}\n"},
                     "include/ag/B/Terms.h, lib/A/Term.h: each defines Term; a class of a header")

    def test_what_may_be_stated_again(self):
        self.accepts(unity.check, self.both("namespace ag {\nusing Rows = std::vector<int>;\n} // namespace ag\n"))
        self.accepts(unity.check, self.both("namespace ag {\nint shared(int x) { return 0; }\n} // namespace ag\n"))
        self.accepts(unity.check, self.both("static void count() {}\n", folder="lib/B"))


class English(CheckTest):
    def test_openings(self):
        for opening, words in english.OPENINGS.items():
            files = {"lib/A.h": f"int x;\n/// Sizes.\n///\n/// {opening} it is,\n/// here.\n"}
            self.refuses(english.check, files, f'lib/A.h:4: "{opening}" opens it; begin with {words}')
        self.accepts(english.check, {"lib/A.h": "// It is\n// What it is.\n\n//   Of each\n// Office.\n"})

    def test_questions_open_a_header(self):
        question = "//===- A.h - a -===//\n//\n// Which ops\n// (lib/A.h) stay?{}\n//\n//===---===//\n"
        self.accepts(english.check, {"lib/A.h": question.format("")})
        self.refuses(english.check, {"lib/A.h": question.replace("?", ".").format("")}, 'A.h:3: "Which" opens it')
        self.refuses(english.check, {"lib/A.h": "int x;\n" + question.format("")}, 'A.h:4: "Which" opens it')

    def test_words(self):
        lines = (Path(__file__).parent / "english_samples.txt").read_text().splitlines()
        for line in lines:
            words, _, instead = line.partition(": ")
            words = words.replace("|", "\n/// ")
            if not line.startswith("#") and instead:
                self.refuses(english.check, {"lib/A.h": f"/// It {words} x.\n"}, f"write {instead}")
            elif not line.startswith("#"):
                self.accepts(english.check, {"lib/A.h": f"// {words}\n"})
        self.assertEqual(len(english.WORDS), 13)

    def test_each_kind_of_file(self):
        for path, text, line in [
            ("lib/A.cpp", 'int x;\nf("is here "\n  "any" "more");\ng("is no" " more");\n', 4),
            ("lib/A.cpp", "int x; // As above.\n", 1),
            ("lib/A.c", "/*===- A.c -===//\n|*\n|* Of all.\n\\*===---===*/\n", 3),
            ("lib/A.td", 'let summary = "Of x";\n', 1),
            ("lib/A.td", "let description = [{\n  It isn't.\n\n  As x.\n}];\n", 4),
            ("lib/A.td", "let methods = [InterfaceMethod<[{\n    What it is.\n  }]>];\n", 2),
            ("lib/A.td", "let code = [{\n  /// What it is.\n}];\n", 2),
            ("test/a.py", '"""What it is.\n\nWhich is it?\n"""\n', 1),
            ("test/a.py", 'def f():\n    """Sizes.\n\n    Of x."""\n', 4),
            ("test/a.py", "#: Of x.\nx = 1\n", 1),
            ("test/a.py", 'raise Error(f"it is no" f" {x}", "done anew" "")\n'.replace("done", "do it"), 1),
            ("test/a.mlir", "// RUN: As x\n// CHECK: As x\n\n// As x.\n", 4),
            ("test/CMakeLists.txt", "x()\n\n# As x.\n", 3),
            ("docs/A.md", "# What\n\n```\nOf x.\n```\n\n| Of |\n\n - Of x.\n", 9),
        ]:
            complaints = english.check(Repository({path: text}))
            self.assertEqual([complaint.split(": ")[0] for complaint in complaints], [f"{path}:{line}"], text)

    def test_subjects(self):
        for subject in ["[Fuse] Skip edges whose groups have not grown", "[docs] Pass x", "[test] Embed C's main"]:
            self.assertEqual(english.check_subject(subject), [])
        for subject, message in {
            "[Fuse] What grew is read": '"What" is no imperative',
            "[Fuse] Skips edges": '"Skips" is no imperative',
            "[Fuse] The edges are skipped": '"The" is no imperative',
            "[Fuse] skip edges": '"skip" is no imperative',
            "[Fuse] Skip edges.": "without a full stop",
            "Skip edges": 'is not "[Folder] Imperative"',
            "[Fuse] Skip" + " edges" * 11: "77 columns, at most 72",
        }.items():
            self.assertIn(message, "".join(english.check_subject(subject)))

    def test_subjects_of_commits_are_read(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(changes, "ROOT", Path(folder)):
            tidy.git("init")
            for subject in ["first", "[A] Add x", "[A] What x is"]:
                tidy.git("-c", "user.name=a", "-c", "user.email=a", "commit", "--allow-empty", "-m", subject)
            base = tidy.git("rev-parse", "HEAD~2")
            self.assertEqual(tidy.subjects(base), ["[A] What x is", "[A] Add x"])
            self.assertEqual(tidy.subjects([]), [])


class Pages(unittest.TestCase):
    PAGE = "```sh\necho one\necho two\n```\n```text\none\ntwo\n```\n```c f.c\nint x;\n```\n"

    def test_outputs_are_compared_in_order(self):
        page = run_doc.blocks(self.PAGE)
        mark = run_doc.MARK % 0
        self.assertEqual([], run_doc.check_outputs(page, f"one\ntwo\n{mark}\n"))
        for output in (f"two\none\n{mark}\n", f"one\n{mark}\ntwo\n"):
            complaints = run_doc.check_outputs(page, output)
            self.assertIn("expected, in this order:\none\ntwo\n", complaints[0])

    def test_words_and_numbers_are_compared_whole(self):
        for line, output in [
            ("same: 1", "same: 1 result"),
            ("same: 1", "@f: same: 1, of 2."),
            ("same: 1", "same: 1.\n"),
            ("same: 1", "same: 12 results\nsame: 1\n"),
            ("layers.mlir:2", "work/layers.mlir:2:8"),
            ("vector<", "vector<8xf32>"),
            ("<8xf32>", "vector<8xf32>"),
            ("  f: 5 by", "    f: 5 by 6"),
            ("[0.5, 1]", "f32[2] [0.5, 1]"),
        ]:
            self.assertTrue(run_doc.is_in_order(line, output), (line, output))
        for line, output in [
            ("same: 1", "same: 12"),
            ("same: 1", "same: 1.5"),
            ("same: 1", "same: 1,024 values"),
            ("same: 1", "not_same: 1"),
            ("same: 1\nsame: 1", "same: 1\nsame: 10"),
            ("loss 0.", "loss 0.5"),
            ("0.5", "-0.5"),
            ("5 B", "1.5 B"),
            ("24 B", "1,024 B"),
            ("threads", "--threads"),
            ("swish", "swish$block"),
            ("block_0", "swish$block_0"),
            ("ag-fuse", "ag-fuse-shared"),
            ("ag", "ag.fused"),
        ]:
            self.assertFalse(run_doc.is_in_order(line, output), (line, output))

    def test_a_failing_command_fails(self):
        page = run_doc.blocks("```sh\nfalse\ntrue\n```\n")
        with tempfile.TemporaryDirectory() as folder:
            complaints = run_doc.run(page, run_doc.ROOT, run_doc.ROOT, Path(folder) / "page")
        self.assertIn("exit status 1", complaints[0])

    def test_a_page_begins_with_nothing_and_leaves_nothing(self):
        page = run_doc.blocks("```sh\ntest -z \"$(ls work)\"\ntouch work/x\ntest -e build/LICENSE\n```\n")
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder) / "page"
            (scratch / "work" / "left").mkdir(parents=True)
            self.assertEqual([], run_doc.run(page, run_doc.ROOT, run_doc.ROOT, scratch))
            self.assertFalse(scratch.exists())

    def test_excerpts_are_compared(self):
        page = run_doc.blocks("```py test/Meta/meta_test.py\nclass Pages(unittest.TestCase):\n```\n")
        self.assertEqual([], run_doc.check_excerpts(page, run_doc.ROOT))
        page = run_doc.blocks("```py test/Meta/meta_test.py\nclass Pages" "()\n```\n")
        self.assertIn("has no such lines", run_doc.check_excerpts(page, run_doc.ROOT)[0])


if __name__ == "__main__":
    unittest.main()
