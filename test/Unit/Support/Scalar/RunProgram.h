//===- RunProgram.h - a scalar program on scalars ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a scalar program compute at one point?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_UNIT_SUPPORT_SCALAR_RUNPROGRAM_H
#define AG_TEST_UNIT_SUPPORT_SCALAR_RUNPROGRAM_H

#include "ag/Support/Scalar/ScalarProgram.h"

namespace ag {

/// Returns all results of a program that reads no index.
inline std::vector<Cell> runAll(const ScalarProgram &program,
                                llvm::ArrayRef<Cell> inputs,
                                Precision precision) {
  std::vector<const Cell *> pointers;
  for (const Cell &input : inputs)
    pointers.push_back(&input);
  std::vector<Cell> outputs(program.results().size()), scratch;
  std::vector<Cell *> out;
  for (Cell &output : outputs)
    out.push_back(&output);
  evaluate(program, precision, 1, pointers, {}, out, scratch);
  return outputs;
}

/// Returns the first result, computed in the program's own types.
inline Cell run(const ScalarProgram &program, llvm::ArrayRef<Cell> inputs) {
  return runAll(program, inputs, Precision::Declared).front();
}

} // namespace ag

#endif // AG_TEST_UNIT_SUPPORT_SCALAR_RUNPROGRAM_H
