//===- Targets.cpp - what each kind of target adds to the phases ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Targets.h"
#include "ag/Dialect/AG/IR/Core/Target.h"
#include "ag/Machine/Common/Machine.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/CleanUp.h"
#include "ag/Phases/Fuse/Passes.h"
#include "ag/Phases/Lower/Passes.h"
#include "ag/Phases/Schedule/CPU/ScheduleCPU.h"
#include "ag/Phases/Schedule/CUDA/ScheduleCUDA.h"
#include "ag/Pipeline/Options.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Affine/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// All targets
//===----------------------------------------------------------------------===//

/// Lowers views to affine maps of indices.
void expandViews(OpPassManager &passes) {
  passes.addPass(createExpandShapesPass());
  passes.addPass(memref::createExpandStridedMetadataPass());
}

/// Lowers the structured control flow of host code to blocks. Stores result
/// sizes to the caller's memory, reports failed requirements to the runtime,
/// and prefixes the names of all functions.
void lowerInterfaces(OpPassManager &passes) {
  passes.addPass(createSizesToMemoryPass());
  passes.addNestedPass<func::FuncOp>(createSCFToControlFlowPass());
  passes.addPass(createRequireToLLVMPass());
}

/// Lowers host code, from blocks on memrefs to the LLVM dialect. Where a pass
/// allows it, it runs on the functions of the host only: the kernels of a GPU,
/// which may be most of the module, are not visited, and threads share the
/// functions.
void lowerHost(OpPassManager &passes) {
  passes.addPass(createCallLibmPass());
  passes.addNestedPass<func::FuncOp>(createConvertMathToLLVMPass());
  // Calls libm for each lane of a vector. It creates vector ops.
  passes.addPass(createConvertMathToLibmPass());
  passes.addNestedPass<func::FuncOp>(createConvertVectorToLLVMPass());
  passes.addPass(createFinalizeMemRefToLLVMConversionPass());
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(createArithToLLVMConversionPass());
  functions.addPass(createConvertIndexToLLVMPass());
  passes.addPass(createConvertControlFlowToLLVMPass());
  passes.addPass(createConvertFuncToLLVMPass());
  addCleanUp(passes.nest<LLVM::LLVMFuncOp>());
  passes.addPass(createReconcileUnrealizedCastsPass());
}

/// Adds line tables, so that debuggers and profilers show the source.
void describeLines(OpPassManager &passes, LLVM::DIEmissionKind kind) {
  passes.addPass(createPlainLocationsPass());
  LLVM::DIScopeForLLVMFuncOpPassOptions lines;
  lines.emissionKind = kind;
  passes.addPass(LLVM::createDIScopeForLLVMFuncOpPass(lines));
}

//===----------------------------------------------------------------------===//
// CPU
//===----------------------------------------------------------------------===//

void shareAmongThreads(OpPassManager &passes) {
  passes.addPass(createForallToForLoopPass());
  passes.addPass(createSplitLoopsPass());
}

/// Appends no pass, because the buffers of threads are part of the workspace.
void leaveToWorkspace(OpPassManager &) {}

void makeKernels(OpPassManager &passes) {
  passes.addPass(createWritePastCachesPass());
  passes.addPass(createOutlineKernelsPass());
}

void lowerForCPU(OpPassManager &passes, const CompileOptions &options) {
  OpPassManager &functions = passes.nest<func::FuncOp>();
  functions.addPass(createConvertLinalgToLoopsPass());
  functions.addPass(createLowerVectorsPass());
  expandViews(functions);
  functions.addPass(createLowerAffinePass());
  functions.addPass(createWidenSmallFloatsPass());
  functions.addPass(createApproximateMathPass());
  addCleanUp(functions);
  passes.addPass(createParallelToOpenMPPass());
  lowerInterfaces(passes);
  lowerHost(passes);
  passes.addPass(createSmallFloatsToBitsPass());
  passes.addNestedPass<LLVM::LLVMFuncOp>(createFencePastCachesPass());
  // With gcc's sanitizer runtime, lines are shown only for functions that have
  // full debug information.
  describeLines(passes, options.watch.sanitizesAddress()
                            ? LLVM::DIEmissionKind::Full
                            : LLVM::DIEmissionKind::LineTablesOnly);
}

constexpr Emission emissionsForCPU[] = {
    Emission::MLIR,      Emission::Linalg, Emission::LLVM,
    Emission::Assembly,  Emission::Object, Emission::SharedLibrary,
    Emission::Executable};

//===----------------------------------------------------------------------===//
// CUDA
//===----------------------------------------------------------------------===//

/// Appends no pass, because the blocks of a GPU run in parallel as they are.
void shareAmongBlocks(OpPassManager &) {}

void planBlocks(OpPassManager &passes) {
  passes.addNestedPass<func::FuncOp>(createPlanBlocksPass());
}

void makeGPUKernels(OpPassManager &passes) {
  passes.addPass(createOutlineBlocksPass());
  addCleanUp(passes);
}

/// Lowers views and affine maps to arithmetic on indices.
void resolvePlaces(OpPassManager &passes) {
  expandViews(passes);
  passes.addPass(affine::createAffineExpandIndexOpsPass());
  passes.addPass(createLowerAffinePass());
}

/// Lowers kernels, from linalg on memrefs to the LLVM and NVVM dialects.
/// Threads share the kernels.
void lowerKernels(OpPassManager &kernels) {
  kernels.addPass(createSpreadThreadsPass());
  OpPassManager &each = kernels.nest<gpu::GPUFuncOp>();
  resolvePlaces(each);
  each.addPass(createWidenSmallFloatsPass());
  each.addPass(createApproximateMathPass());
  kernels.addPass(createCallDeviceMathPass());
  OpPassManager &called = kernels.nest<gpu::GPUFuncOp>();
  addCleanUp(called);
  called.addPass(createSCFToControlFlowPass());
  called.addPass(createConvertMathToLLVMPass());
  called.addPass(createArithToLLVMConversionPass());
  kernels.addPass(createKernelsToNVVMPass());
  addCleanUp(kernels.nest<LLVM::LLVMFuncOp>());
  kernels.addPass(createReconcileUnrealizedCastsPass());
}

void lowerForCUDA(OpPassManager &passes, const CompileOptions &) {
  lowerKernels(passes.nest<gpu::GPUModuleOp>());
  OpPassManager &host = passes.nest<func::FuncOp>();
  resolvePlaces(host);
  addCleanUp(host);
  lowerInterfaces(passes);
  passes.addPass(createLaunchKernelsPass());
  lowerHost(passes);
  // Adds line directives to the PTX, which the driver's tools use to report
  // positions. The sections that only debuggers read are left out.
  describeLines(passes, LLVM::DIEmissionKind::DebugDirectivesOnly);
}

constexpr LegalName legalForCUDA[] = {
    {"allocate", "gpu"}, {"lower", "gpu.module"}, {"lower", "nvvm"}};

constexpr Emission emissionsForCUDA[] = {
    Emission::MLIR, Emission::Linalg, Emission::LLVM,
    Emission::PTX,  Emission::Object, Emission::Executable};
} // namespace

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

ArrayRef<TargetKind> getTargetKinds() {
  static const TargetKind kinds[] = {
      {"cpu",
       "a CPU",
       buildScheduleCPU,
       shareAmongThreads,
       leaveToWorkspace,
       makeKernels,
       lowerForCPU,
       {},
       emissionsForCPU},
      {"cuda", "a GPU of NVIDIA", buildScheduleCUDA, shareAmongBlocks,
       planBlocks, makeGPUKernels, lowerForCUDA, legalForCUDA,
       emissionsForCUDA},
  };
  return kinds;
}

bool TargetKind::allows(StringRef phase, StringRef name) const {
  return llvm::any_of(legal, [&](const LegalName &each) {
    return each.phase == phase && each.name == name;
  });
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
