//===- PlansMain.h - programs shared among ranks in many ways ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is there a plan with which the ranks of a mesh compute something else than
// the unsharded program? All ops, arguments and results take all their
// strategies, one after the other or at random. Collectives are merged or not:
//
//   Plans in.mlir --mesh=x=2,y=3
//   Plans in.mlir --mesh=x=2 --seed=1 --count=100 --keep=found
//
// Other runs take the plan of --shard for each SPEC. Each rank must then hold
// the bytes that the report states:
//
//   Plans in.mlir --shard=tp4 --shard=dp2,tp2
//
// The unsharded program is interpreted once for all plans.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PLANS_PLANSMAIN_H
#define AG_TEST_FUZZ_PLANS_PLANSMAIN_H

namespace ag {

/// Reads the command line and returns the exit status. It is 1 if a plan
/// computes something else. It is 2 if the unsharded program cannot be
/// interpreted, or takes too many steps.
int plansMain(int argc, char **argv);

} // namespace ag

#endif // AG_TEST_FUZZ_PLANS_PLANSMAIN_H
