//===- RandomPlan.h - ways to share a program among ranks -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How may a program be shared among the ranks of a mesh, if nothing says how it
// should be?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PLANS_RANDOMPLAN_H
#define AG_TEST_FUZZ_PLANS_RANDOMPLAN_H

#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// How ops, and what functions take and give, are chosen.
struct PlanChoice {
  uint64_t seed = 1;
  /// Each op takes its `step`-th strategy, in turns, so that as many steps as
  /// the op with the most has try them all; drawn by chance if none.
  std::optional<uint64_t> step;
  /// Whether what is partial may stay so through other ops.
  bool hasGroups = true;
};

/// Writes a plan on all functions of `module`. How many steps there are.
uint64_t makePlan(mlir::ModuleOp module, MeshAttr mesh, PlanChoice choice);

} // namespace ag

#endif // AG_TEST_FUZZ_PLANS_RANDOMPLAN_H
