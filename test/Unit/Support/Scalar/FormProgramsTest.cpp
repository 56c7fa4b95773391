//===- FormProgramsTest.cpp - scalar programs of forms --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Forms/FormPrograms.h"
#include "FormElements.h"
#include <limits>

using namespace ag;
using S = ScalarType;

namespace {
struct FormPrograms : FormElements {
  F of(const ScalarProgram &program) {
    return {&table,
            applyProgram(table, program, {x.form, y.form}, {i, j})->front()};
  }
};
} // namespace

TEST_F(FormPrograms, AreReadNodeByNode) {
  ScalarProgram program;
  Expr a = program.input(S::F32), b = program.input(S::F32);
  program.yield(1.0 / (1.0 + exp(-a)) * b);
  EXPECT_EQ(of(program), y / (1.0 + exp(-x)));
}

TEST_F(FormPrograms, MasksAreThoseOfIndices) {
  ScalarProgram program;
  Expr a = program.input(S::F32);
  program.input(S::F32);
  Expr infinite =
      program.floatConstant(-std::numeric_limits<double>::infinity(), S::F32);
  Expr before = compare(Primitive::Le, program.index(1), program.index(0));
  program.yield(exp(select(before, a, infinite)));
  EXPECT_EQ(of(program), exp(x) * holds);
}

TEST_F(FormPrograms, RoundingIsAnAtom) {
  ScalarProgram program;
  Expr a = program.input(S::F32);
  program.input(S::F32);
  program.yield(program.cast(program.cast(a, S::F16), S::F32));
  EXPECT_FALSE(of(program) == x);
}

TEST_F(FormPrograms, CombinersAreOnePrimitive) {
  EXPECT_EQ(findCombiner(binaryProgram(Primitive::Max, S::F32)),
            Primitive::Max);
  ScalarProgram turned, more;
  Expr a = turned.input(S::F32), b = turned.input(S::F32);
  turned.yield(b - a);
  EXPECT_EQ(findCombiner(turned), std::nullopt);
  a = more.input(S::F32), b = more.input(S::F32);
  more.yield(a + b * b);
  EXPECT_EQ(findCombiner(more), std::nullopt);
}
