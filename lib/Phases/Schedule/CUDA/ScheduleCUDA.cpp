//===- ScheduleCUDA.cpp - loops over blocks, on tensors -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order are the linalg ops of a function scheduled for a GPU?
//
//  1. The parallel loops of a group's nest become a loop over blocks, and ops
//     are marked with their group. Sizes are taken from where tensors
//     originate, here and later.
//  2. Element-wise ops are fused with their users, only in their group. The
//     groups are compared with the decision of the phase `fuse`. Ops that
//     update an iter_arg, or an argument that a result takes over, write onto
//     it.
//  3. Pads become fills and insertions.
//  4. The host checks the demands that ops have for each iteration.
//  5. CSE runs, before equal ops become loops.
//  6. Tensors of constants are filled by ops.
//  7. Ops that add to results at computed positions are computed by result.
//  8. Ops at positions that elements determine become loops over blocks.
//  9. Long reductions to few results are split among blocks, and combined.
// 10. Each other op becomes a loop over tiles, one for each block.
// 11. Elements that loops over blocks depend on are read in them.
// 12. Results that only the rest of their block needs are tensors of the block.
//
// Other ops are refused with an error.
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
  functions.addPass(createDropParallelMarksPass());
  functions.addPass(createTileGroupsPass());
  functions.addPass(createResolveDimsPass());
  functions.addPass(createFuseElementwisePass());
  functions.addPass(createWriteInPlacePass());
  functions.addPass(createCheckGroupsPass());
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
