//===- ScheduleCUDA.cpp - loops over blocks, on tensors -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In which order are the linalg ops of a function scheduled for a GPU?
//
//  1. What is padded is inserted into a filled tensor.
//  2. What ops demand of each iteration, the host demands of all.
//  3. Equal ops are merged, before they become loops.
//  4. What is made of numbers is filled by ops.
//  5. What adds to results at computed places is computed result by result.
//  6. Where elements say what is read or written, blocks do that.
//  7. Long reductions to few results are shared among blocks, and joined.
//  8. Each op becomes a loop over tiles, one for each block.
//  9. Sizes are asked of where tensors begin, and elements that these loops
//     depend on are read in them.
// 10. Results that only the rest of their block needs are tensors of its own.
//
// An op that none of them takes is refused at its line. There are no groups:
// those of programs that were fused for something else were opened before.
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
