//===- ScheduleCUDA.cpp - loops over blocks, on tensors -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order are the linalg ops of a function scheduled for a GPU?
//
//  1. Pads become fills and insertions.
//  2. The host checks the demands that ops have for each iteration.
//  3. CSE runs, before equal ops become loops.
//  4. Tensors of constants are filled by ops.
//  5. Ops that add to results at computed positions are computed by result.
//  6. Ops at positions that elements determine become loops over blocks.
//  7. Long reductions to few results are split among blocks, and combined.
//  8. Each op becomes a loop over tiles, one for each block.
//  9. Sizes are taken from where tensors originate. Elements that loops over
//     blocks depend on are read in them.
// 10. Results that only the rest of their block needs are tensors of the block.
//
// Other ops are refused with an error. There are no groups: programs that were
// fused for another target have been flattened before.
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Schedule/CUDA/ScheduleCUDA.h"
#include "ag/Phases/Common/Passes.h"
#include "ag/Phases/Schedule/Passes.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;

namespace ag {

void buildScheduleCUDA(OpPassManager &passes) {
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(createDecomposePadsPass());
  functions.addPass(createFindViolationsPass());
  functions.addPass(createMergeEqualOpsPass());
  functions.addPass(createFillTensorsPass());
  functions.addPass(createOwnResultsPass());
  functions.addPass(createUpdateInBlocksPass());
  functions.addPass(createSplitReductionsPass());
  functions.addPass(createTileBlocksPass());
  functions.addPass(createResolveDimsPass());
  functions.addPass(createReadInBlocksPass());
  functions.addPass(createKeepInBlocksPass());
}

} // namespace ag
