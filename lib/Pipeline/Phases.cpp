//===- Phases.cpp - THE table of phases -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Phases.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Lower/Passes.h"
#include "ag/Phases/Schedule/Passes.h"
#include "ag/Phases/Structure/Passes.h"
#include "ag/Phases/Trace/Passes.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {
namespace {
/// Without the patterns that make, of a memref.cast and a view that begins at
/// the end of a buffer or is of none of its elements, a view that upstream's
/// verifier refuses, though it may be right: an empty one. And without the one
/// that joins neighbouring branches on the same condition: what all of these
/// compute would have to lie in memory at once.
void canonicalize(OpPassManager &passes) {
  passes.addPass(createCanonicalizerPass(
      GreedyRewriteConfig(),
      {"(anonymous namespace)::SubViewOpMemRefCastFolder",
       "CollapseShapeOpMemRefCastFolder",
       "(anonymous namespace)::CombineIfs"}));
}

void cleanUp(OpPassManager &passes) {
  canonicalize(passes);
  passes.addPass(createCSEPass());
}

void buildTrace(OpPassManager &passes, const PhaseOptions &options) {
  // First: to fold such a loop, as inlining does, upstream counts its turns in
  // its own width.
  passes.addPass(createIndexLoopsPass());
  // Before inlining, too, as that folds.
  passes.addPass(createDecomposePass());
  passes.addPass(createInlinerPass());
  // Globals that front ends leave, and nothing uses.
  passes.addPass(createSymbolDCEPass());
  passes.addPass(createScalarsToTensorsPass());
  FixDimsPassOptions fix;
  fix.dims.assign(options.dims.begin(), options.dims.end());
  passes.addPass(createFixDimsPass(fix));
  // The sizes of results, and all behind, are spared what front ends do where a
  // size is negative.
  passes.addPass(createFoldSizesPass());
  passes.addPass(createRecordSignaturePass());
  passes.addPass(createLiftParametersPass());
}

void buildStructure(OpPassManager &passes, const PhaseOptions &) {
  passes.addPass(createInsertChecksPass());
  passes.addPass(createAGToLinalgPass());
  cleanUp(passes);
  passes.addPass(createEstimateCostPass());
  passes.addPass(createSwitchToIfPass());
  passes.addPass(createYieldInPlacePass());
}

void buildSchedule(OpPassManager &passes, const PhaseOptions &options) {
  ScheduleCPUPassOptions schedule;
  schedule.march = options.march;
  // It merges what is equal.
  passes.addNestedPass<func::FuncOp>(createScheduleCPUPass(schedule));
  canonicalize(passes);
  passes.addPass(createSplitLoadPass());
}

void buildAllocate(OpPassManager &passes, const PhaseOptions &options) {
  passes.addPass(createResultsToDestinationsPass());
  canonicalize(passes);
  passes.addPass(createBufferizePass());
  passes.addPass(createForallToForLoopPass());
  SplitLoopsPassOptions split;
  split.threads = options.threads;
  passes.addPass(createSplitLoopsPass(split));
  passes.addPass(memref::createResolveShapedTypeResultDimsPass());
  cleanUp(passes);
  // Copies between what CSE has made one buffer are none.
  canonicalize(passes);
  passes.addNestedPass<func::FuncOp>(createComputeInPlacePass());
  passes.addNestedPass<func::FuncOp>(createRotateBuffersPass());
  passes.addNestedPass<func::FuncOp>(createOrderForMemoryPass());
  passes.addPass(createPlanWorkspacePass(
      options.plans, options.sanitizeAddress ? workspaceAlignment : 0));
  passes.addPass(createVerifyWorkspacePass());
  if (options.poisonMemory)
    passes.addPass(createPoisonMemoryPass());
  if (options.sanitizeAddress)
    passes.addPass(createGuardMemoryPass());
  passes.addNestedPass<func::FuncOp>(createHoistViewsPass());
  cleanUp(passes);
  passes.addPass(createOutlineKernelsPass());
}

void buildLower(OpPassManager &passes, const PhaseOptions &options) {
  passes.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  passes.addNestedPass<func::FuncOp>(createLowerVectorsPass());
  passes.addPass(createExpandShapesPass());
  passes.addPass(memref::createExpandStridedMetadataPass());
  passes.addPass(createLowerAffinePass());
  WidenSmallFloatsPassOptions widen;
  widen.march = options.march;
  passes.addNestedPass<func::FuncOp>(createWidenSmallFloatsPass(widen));
  passes.addNestedPass<func::FuncOp>(createApproximateMathPass());
  cleanUp(passes);
  passes.addPass(createParallelToOpenMPPass());
  passes.addPass(createSCFToControlFlowPass());
  passes.addPass(createRequireToLLVMPass());
  passes.addPass(createCallLibmPass());
  passes.addPass(createConvertMathToLLVMPass());
  // Calls libm for each lane of a vector, which takes vector ops.
  passes.addPass(createConvertMathToLibmPass());
  passes.addPass(createConvertVectorToLLVMPass());
  passes.addPass(createFinalizeMemRefToLLVMConversionPass());
  passes.addPass(createArithToLLVMConversionPass());
  passes.addPass(createConvertIndexToLLVMPass());
  passes.addPass(createConvertControlFlowToLLVMPass());
  passes.addPass(createConvertFuncToLLVMPass());
  cleanUp(passes);
  passes.addPass(createReconcileUnrealizedCastsPass());
  SmallFloatsToBitsPassOptions toBits;
  toBits.march = options.march;
  passes.addPass(createSmallFloatsToBitsPass(toBits));
  // Line tables, so that debuggers and profilers show the source. The sanitizer
  // of gcc shows lines of functions only that are described beside them.
  passes.addPass(createPlainLocationsPass());
  LLVM::DIScopeForLLVMFuncOpPassOptions lines;
  lines.emissionKind = options.sanitizeAddress
                           ? LLVM::DIEmissionKind::Full
                           : LLVM::DIEmissionKind::LineTablesOnly;
  passes.addPass(LLVM::createDIScopeForLLVMFuncOpPass(lines));
}
} // namespace

ArrayRef<Phase> getPhases() {
  static const std::vector<Phase> phases = {
      {"trace",
       "Each entry stands alone and takes tensors: calls are inlined, "
       "parameters are its last arguments, and what callers see is recorded.",
       buildTrace,
       {"ag", "affine", "arith", "func", "linalg", "math", "scf", "tensor"},
       /*onTensors=*/true},
      {"structure",
       "What can fail at run time is required, and the rest is stated in "
       "linalg "
       "and tensor, without signs.",
       buildStructure,
       {"ag.require", "affine", "arith", "bufferization", "func", "linalg",
        "math", "scf", "tensor"},
       /*onTensors=*/true},
      {"schedule",
       "Loops are fused, tiled and vectorised for the target, and what depends "
       "on parameters and constants alone is computed once, by load.",
       buildSchedule,
       {"ag.require", "affine", "arith", "bufferization", "func", "linalg",
        "math", "scf", "tensor", "ub", "vector"},
       /*onTensors=*/true},
      {"allocate",
       "Tensors are buffers: an entry's arguments, results, parameters, and "
       "one "
       "workspace that holds all temporaries. Loops are split for threads.",
       buildAllocate,
       {"ag.require", "affine", "arith", "func", "linalg", "math", "memref",
        "scf", "ub", "vector"},
       /*onTensors=*/false},
      {"lower",
       "The program is in the LLVM dialect, and an entry returns a status.",
       buildLower,
       {"llvm", "omp"},
       /*onTensors=*/false},
  };
  return phases;
}

} // namespace ag
