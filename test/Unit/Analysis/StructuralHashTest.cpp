//===- StructuralHashTest.cpp - equal and unequal programs ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/StructuralHash.h"
#include "ag/Driver/Program.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gtest/gtest.h"

using namespace ag;
using namespace mlir;

namespace {
/// A program in a context of its own, as in another process
class Program {
public:
  explicit Program(StringRef text)
      : context(makeRegistry(), MLIRContext::Threading::DISABLED) {
    context.allowUnregisteredDialects();
    context.loadAllAvailableDialects();
    module = parseSourceString<ModuleOp>(text, &context);
  }

  uint64_t hash() { return module ? StructuralHash().of(*module) : 0; }

  /// Returns true if this program equals `text`, parsed in the same context.
  bool equals(StringRef text) {
    OwningOpRef<ModuleOp> other = parseSourceString<ModuleOp>(text, &context);
    return isStructurallyEqual(*module, *other);
  }

private:
  static DialectRegistry makeRegistry() {
    DialectRegistry registry;
    ag::registerAllDialects(registry);
    return registry;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

struct Pair {
  const char *what;
  const char *a, *b;
};

std::string inFunction(StringRef body) {
  return ("func.func @f(%x: f32, %y: f32, %i: index, %m: memref<4x4xf32>) {" +
          body + "\nreturn }")
      .str();
}

/// Differences that the hash ignores
const Pair equalPairs[] = {
    {"names of values", "%a = arith.negf %x : f32", "%b = arith.negf %x : f32"},
    {"locations", "%a = arith.negf %x : f32",
     "%a = arith.negf %x : f32 loc(\"elsewhere\":7:1)"},
    {"locations in regions",
     "scf.for %j = %i to %i step %i { \"a.op\"() : () -> () }",
     "scf.for %j = %i to %i step %i { \"a.op\"() : () -> () loc(\"b\") }"},
    {"the order of attributes", "\"a.op\"() {p = 1, q = 2} : () -> ()",
     "\"a.op\"() {q = 2, p = 1} : () -> ()"},
    {"defaults that are spelled", "%a = arith.addf %x, %y : f32",
     "%a = arith.addf %x, %y fastmath<none> : f32"},
};

/// Differences that change the hash
const Pair unequalPairs[] = {
    {"an op's name", "%a = arith.addf %x, %y : f32",
     "%a = arith.subf %x, %y : f32"},
    {"another op", "%a = arith.negf %x : f32",
     "%a = arith.negf %x : f32\n %b = arith.negf %x : f32"},
    {"edges", "%a = arith.subf %x, %y : f32", "%a = arith.subf %y, %x : f32"},
    {"an edge of a result",
     "%a = arith.negf %x : f32\n %b = arith.negf %a : f32",
     "%a = arith.negf %x : f32\n %b = arith.negf %x : f32"},
    {"one of several results",
     "%a:2 = \"a.op\"() : () -> (f32, f32)\n %b = arith.negf %a#0 : f32",
     "%a:2 = \"a.op\"() : () -> (f32, f32)\n %b = arith.negf %a#1 : f32"},
    {"the order of ops", "%a = arith.negf %x : f32\n %b = math.exp %x : f32",
     "%b = math.exp %x : f32\n %a = arith.negf %x : f32"},
    {"results and operands",
     "\"a.op\"() {p = 1} : () -> ()\n \"a.op\"(%x) : (f32) -> ()",
     "\"a.op\"(%x) {p = 1} : (f32) -> ()\n \"a.op\"() : () -> ()"},
    {"a type", "%a = arith.index_cast %i : index to i64",
     "%a = arith.index_cast %i : index to i32"},
    {"a shape", "%a = memref.alloc() : memref<2x8xf32>",
     "%a = memref.alloc() : memref<8x2xf32>"},
    {"a layout", "\"a.op\"() {p = memref<2xf32, strided<[2]>>} : () -> ()",
     "\"a.op\"() {p = memref<2xf32, strided<[3]>>} : () -> ()"},
    {"a type without bytecode", "\"a.op\"() {p = !llvm.ptr<1>} : () -> ()",
     "\"a.op\"() {p = !llvm.ptr<2>} : () -> ()"},
    {"a property", "%a = arith.cmpi slt, %i, %i : index",
     "%a = arith.cmpi sle, %i, %i : index"},
    {"an enumeration", "%a = arith.addf %x, %y fastmath<nnan> : f32",
     "%a = arith.addf %x, %y fastmath<ninf> : f32"},
    {"an attribute of its own", "%a = arith.negf %x {p} : f32",
     "%a = arith.negf %x {q} : f32"},
    {"a number", "%a = arith.constant 1 : index",
     "%a = arith.constant 2 : index"},
    {"a number of many words", "%a = arith.constant 1 : i128",
     "%a = arith.constant 18446744073709551617 : i128"},
    {"the sign of zero", "%a = arith.constant 0.0 : f32",
     "%a = arith.constant -0.0 : f32"},
    {"a text", "\"a.op\"() {p = \"ab\"} : () -> ()",
     "\"a.op\"() {p = \"ba\"} : () -> ()"},
    {"where texts end", "\"a.op\"() {p = [\"ab\", \"c\"]} : () -> ()",
     "\"a.op\"() {p = [\"a\", \"bc\"]} : () -> ()"},
    {"a list in a list", "\"a.op\"() {p = [[1], [2]]} : () -> ()",
     "\"a.op\"() {p = [[1, 2], []]} : () -> ()"},
    {"an array", "\"a.op\"() {p = array<i64: 1, 2>} : () -> ()",
     "\"a.op\"() {p = array<i64: 2, 1>} : () -> ()"},
    {"an element", "%a = arith.constant dense<[1.0, 2.0]> : vector<2xf32>",
     "%a = arith.constant dense<[1.0, 3.0]> : vector<2xf32>"},
    {"a map", "%a = affine.apply affine_map<(d0) -> (d0 + 1)>(%i)",
     "%a = affine.apply affine_map<(d0) -> (d0 + 2)>(%i)"},
    {"a set", "\"a.op\"() {p = affine_set<(d0) : (d0 >= 0)>} : () -> ()",
     "\"a.op\"() {p = affine_set<(d0) : (d0 == 0)>} : () -> ()"},
    {"elements in an attribute without bytecode",
     "\"a.op\"() {p = #dlti.dl_spec<f32 = dense<[1, 2]> : tensor<2xi8>>} : () "
     "-> ()",
     "\"a.op\"() {p = #dlti.dl_spec<f32 = dense<[1, 3]> : tensor<2xi8>>} : () "
     "-> ()"},
    {"a symbol", "\"a.op\"() {p = @g} : () -> ()",
     "\"a.op\"() {p = @h} : () -> ()"},
    {"a region", "scf.for %j = %i to %i step %i { \"a.op\"() : () -> () }",
     "scf.for %j = %i to %i step %i { \"a.other\"() : () -> () }"},
    {"in which region", "\"a.op\"() ({ \"a.in\"() : () -> () }, {}) : () -> ()",
     "\"a.op\"() ({}, { \"a.in\"() : () -> () }) : () -> ()"},
    {"inside and behind",
     "scf.execute_region { \"a.op\"() : () -> ()\n scf.yield }",
     "scf.execute_region { scf.yield }\n \"a.op\"() : () -> ()"},
    {"arguments of blocks", "\"a.op\"() ({ ^b(%p: f32): }) : () -> ()",
     "\"a.op\"() ({ ^b(%p: f64): }) : () -> ()"},
    {"successors",
     "scf.execute_region { %c = \"a.op\"() : () -> i1\n"
     "cf.cond_br %c, ^a, ^b\n ^a: scf.yield\n ^b: scf.yield }",
     "scf.execute_region { %c = \"a.op\"() : () -> i1\n"
     "cf.cond_br %c, ^b, ^a\n ^a: \"a.op\"() : () -> i1\n scf.yield\n"
     "^b: scf.yield }"},
};

TEST(StructuralHash, WhatDoesNotCount) {
  for (const Pair &pair : equalPairs) {
    Program a(inFunction(pair.a));
    ASSERT_NE(a.hash(), 0U) << pair.what;
    EXPECT_EQ(a.hash(), Program(inFunction(pair.b)).hash()) << pair.what;
    EXPECT_TRUE(a.equals(inFunction(pair.b))) << pair.what;
  }
}

TEST(StructuralHash, WhatCounts) {
  for (const Pair &pair : unequalPairs) {
    Program a(inFunction(pair.a)), b(inFunction(pair.b));
    ASSERT_NE(a.hash(), 0U) << pair.what;
    ASSERT_NE(b.hash(), 0U) << pair.what;
    EXPECT_NE(a.hash(), b.hash()) << pair.what;
    EXPECT_FALSE(a.equals(inFunction(pair.b))) << pair.what;
    // Contexts and addresses do not matter.
    EXPECT_EQ(a.hash(), Program(inFunction(pair.a)).hash()) << pair.what;
  }
}

/// Returns a program with a constant of 2 x f32 whose data is in the file's
/// section of resources.
std::string withResource(StringRef name, StringRef section) {
  return inFunction(("%a = arith.constant dense_resource<" + name +
                     "> : tensor<2xf32>")
                        .str()) +
         (section.empty() ? ""
                          : ("\n{-# dialect_resources: { builtin: { " + name +
                             ": \"" + section + "\" } } #-}")
                                .str());
}

TEST(StructuralHash, ResourcesCountByTheirElements) {
  uint64_t first =
      Program(withResource("a", "0x040000000000803F00000040")).hash();
  ASSERT_NE(first, 0U);
  EXPECT_EQ(first,
            Program(withResource("b", "0x040000000000803F00000040")).hash());
  EXPECT_NE(first,
            Program(withResource("a", "0x040000000000803F00000041")).hash());
}

TEST(StructuralHash, ResourcesWithoutElementsCountByTheirNames) {
  uint64_t first = Program(withResource("a", "")).hash();
  ASSERT_NE(first, 0U);
  EXPECT_EQ(first, Program(withResource("a", "")).hash());
  EXPECT_NE(first, Program(withResource("b", "")).hash());
}

TEST(StructuralHash, TypesThatContainThemselves) {
  auto of = [](const char *rest) {
    return Program(inFunction(("\"a.op\"() {p = !llvm.struct<\"s\", (ptr, "
                               "struct<\"t\", (" +
                               Twine(rest) + ")>)>} : () -> ()")
                                  .str()))
        .hash();
  };
  EXPECT_EQ(of("i32"), of("i32"));
  EXPECT_NE(of("i32"), of("i64"));
}
} // namespace
