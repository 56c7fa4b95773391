//===- ScheduleCPU.cpp - loops over vectors, on tensors -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order are the linalg ops of a function scheduled?
//
//  1. Groups become loops over tiles; ops say which group they were of. Sizes
//     are asked of where tensors begin, here and in the end.
//  2. Ops with windows become plain ops on slices, tap by tap.
//  3. Element-wise ops join their users; those that update what a loop carries,
//     or an argument that a result takes over (ag.alias), write onto it.
//  4. Contractions become loops over blocks whose operands L2 holds, and large
//     matrices are packed for them. What loops compute of what does not change
//     is computed in front of them, if it may.
//  5. Contractions become register tiles, and take in what uses them.
//  6. Reductions and what is computed from them share loops over rows, and
//     element-wise ops that others read as well join their users.
//  7. What is padded is inserted into a filled tensor.
//  8. Copies that exchange the innermost dimension become transposed squares.
//  9. Everything else that can becomes loops over vectors.
//
// What none of them takes stays linalg, for plain loops. Equal ops are merged.
// What is computed together was decided in front: only ops of one group join.
// In the end each group is compared with that decision.
// Nothing but the program goes from one pass to the next.
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
  functions.addPass(createLoopOverTapsPass());
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
