//===- RandomPlan.h - ways to share a program among ranks -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How may the ranks of a mesh share a program, if nothing determines it?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PLANS_RANDOMPLAN_H
#define AG_TEST_FUZZ_PLANS_RANDOMPLAN_H

#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// How the strategies of ops, and the states of arguments and results, are
/// chosen
struct PlanChoice {
  uint64_t seed = 1;
  /// Makes each op take its strategy number `step`, modulo their count. All are
  /// tried after as many steps as any op has strategies. If there is no step,
  /// strategies are drawn at random.
  std::optional<uint64_t> step;
  /// Whether partial values may stay partial through other ops
  bool hasGroups = true;
};

/// Writes a plan on all functions of `module`. Returns the number of steps that
/// try all strategies.
uint64_t makePlan(mlir::ModuleOp module, MeshAttr mesh, PlanChoice choice);

} // namespace ag

#endif // AG_TEST_FUZZ_PLANS_RANDOMPLAN_H
