//===- PlansMain.h - programs shared among ranks in many ways ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is there a plan with which the ranks of a mesh compute something else than
// the whole program does? All ops take all their strategies, in turns or by
// chance, and so do arguments and results; collectives are merged, or not:
//
//   Plans in.mlir --mesh=x=2,y=3
//   Plans in.mlir --mesh=x=2 --seed=1 --count=100 --keep=found
//
// Or as --shard plans it, for each SPEC; then a rank holds what is told of it:
//
//   Plans in.mlir --shard=tp4 --shard=dp2,tp2
//
// The whole is interpreted once for all of these.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_PLANS_PLANSMAIN_H
#define AG_TEST_FUZZ_PLANS_PLANSMAIN_H

namespace ag {

/// Reads the command line, and returns the exit status: 1 where a plan computes
/// something else, and 2 where the whole can't be interpreted, or takes too
/// many steps.
int plansMain(int argc, char **argv);

} // namespace ag

#endif // AG_TEST_FUZZ_PLANS_PLANSMAIN_H
