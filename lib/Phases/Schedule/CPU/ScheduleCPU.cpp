//===- ScheduleCPU.cpp - loops over vectors, on tensors -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order are the linalg ops of a function scheduled?
//
//  1. Groups become loops over tiles, and ops are marked with their group.
//     Sizes are taken from where tensors originate, here and at the end.
//  2. Ops with windows become plain ops on slices, one for each window offset.
//  3. Element-wise ops are fused with their users. Ops that update an iter_arg,
//     or an argument that a result takes over (ag.alias), write onto it.
//  4. Contractions become loops over blocks whose operands L2 holds, and large
//     matrices are packed for them. Loop-invariant ops are hoisted if they may
//     run when the loop does not.
//  5. Contractions become register tiles, with their epilogues.
//  6. Reductions and their readers share loops over rows, and element-wise ops
//     that several ops read are fused with users.
//  7. Pads become fills and insertions.
//  8. Copies that exchange the innermost dimension become transposed squares.
//  9. All other ops that can be vectorized become loops over vectors.
//
// The remaining linalg ops become plain loops later. The schedule ends with
// CSE. Only ops of one group are fused, as the phase `fuse` decided, and
// ag-check-groups compares each group with that decision in the end. Passes
// communicate through the IR only.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Schedule/CPU/ScheduleCPU.h"
#include "ag/Phases/Common/Passes.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace ag {

void buildScheduleCPU(OpPassManager &passes) {
  bool isOnFunctions = passes.getOpName() == func::FuncOp::getOperationName();
  OpPassManager &functions =
      isOnFunctions ? passes : passes.nest<func::FuncOp>();
  functions.addPass(createDropParallelMarksPass());
  functions.addPass(createTileGroupsPass());
  functions.addPass(createResolveDimsPass());
  functions.addPass(createLoopOverWindowsPass());
  functions.addPass(createFuseElementwisePass());
  functions.addPass(createWriteInPlacePass());
  functions.addPass(createBlockContractionsPass());
  functions.addPass(createPackPanelsPass());
  functions.addPass(createHoistInvariantsPass());
  functions.addPass(createTileContractionsPass());
  functions.addPass(createFuseSharedPass());
  functions.addPass(createDecomposePadsPass());
  functions.addPass(createVectorizeTransposesPass());
  functions.addPass(createVectorizeRowsPass());
  functions.addPass(createResolveDimsPass());
  functions.addPass(createCheckGroupsPass());
  functions.addPass(createMergeEqualOpsPass());
}

} // namespace ag
