//===- Targets.cpp - what each kind of target adds to the phases ---------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Targets.h"
#include "ag/Dialect/AG/IR/Target.h"
#include "ag/Machine/Machine.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/CleanUp.h"
#include "ag/Phases/Lower/Passes.h"
#include "ag/Phases/Schedule/CPU/ScheduleCPU.h"
#include "ag/Pipeline/Options.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// CPU
//===----------------------------------------------------------------------===//

void shareAmongThreads(OpPassManager &passes) {
  passes.addPass(createSplitLoopsPass());
}

void makeKernels(OpPassManager &passes) {
  passes.addPass(createWritePastCachesPass());
  passes.addPass(createOutlineKernelsPass());
}

void lowerForCPU(OpPassManager &passes, const CompileOptions &options) {
  passes.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  passes.addNestedPass<func::FuncOp>(createLowerVectorsPass());
  passes.addPass(createExpandShapesPass());
  passes.addPass(memref::createExpandStridedMetadataPass());
  passes.addPass(createLowerAffinePass());
  passes.addNestedPass<func::FuncOp>(createWidenSmallFloatsPass());
  passes.addNestedPass<func::FuncOp>(createApproximateMathPass());
  addCleanUp(passes);
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
  addCleanUp(passes);
  passes.addPass(createReconcileUnrealizedCastsPass());
  passes.addPass(createSmallFloatsToBitsPass());
  passes.addNestedPass<LLVM::LLVMFuncOp>(createFencePastCachesPass());
  // Line tables, so that debuggers and profilers show the source. The sanitizer
  // of gcc shows lines of functions only that are described beside them.
  passes.addPass(createPlainLocationsPass());
  LLVM::DIScopeForLLVMFuncOpPassOptions lines;
  lines.emissionKind = options.watch.sanitizesAddress()
                           ? LLVM::DIEmissionKind::Full
                           : LLVM::DIEmissionKind::LineTablesOnly;
  passes.addPass(LLVM::createDIScopeForLLVMFuncOpPass(lines));
}

constexpr Emission emissionsForCPU[] = {
    Emission::MLIR,      Emission::Linalg, Emission::LLVM,
    Emission::Assembly,  Emission::Object, Emission::SharedLibrary,
    Emission::Executable};
} // namespace

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

ArrayRef<TargetKind> getTargetKinds() {
  static const TargetKind kinds[] = {
      {"cpu", "a CPU", buildScheduleCPU, shareAmongThreads, makeKernels,
       lowerForCPU, emissionsForCPU},
  };
  return kinds;
}

const TargetKind *findTargetKind(StringRef name) {
  const auto *found =
      llvm::find_if(getTargetKinds(),
                    [&](const TargetKind &kind) { return kind.name == name; });
  return found == getTargetKinds().end() ? nullptr : found;
}

FailureOr<const TargetKind *> getTargetKind(ModuleOp module) {
  FailureOr<Target> target = readTarget(module);
  if (failed(target) || failed(getMachine(module)))
    return failure();
  const TargetKind *kind = target->kind.empty() ? getTargetKinds().begin()
                                                : findTargetKind(target->kind);
  assert(kind && "there is a row for each kind of machine");
  return kind;
}

} // namespace ag
