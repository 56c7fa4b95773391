//===- Phases.cpp - THE table of phases -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Phases.h"
#include "ag/Interfaces/RequestTrait.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/CleanUp.h"
#include "ag/Phases/Common/Passes.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "ag/Phases/Fuse/Passes.h"
#include "ag/Phases/Schedule/Passes.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Phases/Structure/Passes.h"
#include "ag/Phases/Trace/Passes.h"
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Targets.h"
#include "ag/Support/Sharding/ShardFile.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
namespace {
/// Appends a pass that sets `field` of the module's target to its default if
/// the field is not set.
void needTarget(OpPassManager &passes, StringRef field) {
  SetTargetPassOptions options;
  options.needs = {field.str()};
  passes.addPass(createSetTargetPass(options));
}

void buildDifferentiate(OpPassManager &passes, const TargetKind &,
                        const CompileOptions &options, Collector *) {
  DifferentiatePassOptions differentiate;
  differentiate.grad = options.request.grad.value_or("");
  differentiate.isRequested = options.request.grad.has_value();
  differentiate.remat = options.request.remat;
  passes.addPass(createDifferentiatePass(differentiate));
}

bool hasDerivativeRequests(ModuleOp module, const CompileOptions &options) {
  auto isRequest = [](Operation *op) {
    return op->hasTrait<RequestTrait>() ? WalkResult::interrupt()
                                        : WalkResult::advance();
  };
  return options.request.grad.has_value() ||
         module.walk(isRequest).wasInterrupted();
}

void buildTrace(OpPassManager &passes, const TargetKind &,
                const CompileOptions &options, Collector *) {
  addInlining(passes);
  passes.addPass(createScalarsToTensorsPass());
  FixDimsPassOptions fix;
  fix.dims.assign(options.request.dims.begin(), options.request.dims.end());
  passes.addPass(createFixDimsPass(fix));
  // Folds the code that front ends emit for negative sizes, so that later
  // passes do not record or compute it.
  passes.addPass(createFoldSizesPass());
  passes.addPass(createRecordSignaturePass());
  passes.addPass(createLiftParametersPass());
  // Each parameter is a single value from here on.
  passes.addNestedPass<func::FuncOp>(createMergeEqualOpsPass());
}

void buildShard(OpPassManager &passes, const TargetKind &,
                const CompileOptions &options, Collector *collector) {
  if (options.request.shard)
    addSharding(passes, *options.request.shard, collector);
}

bool hasRankRequest(ModuleOp, const CompileOptions &options) {
  return options.request.shard.has_value();
}

void buildFuse(OpPassManager &passes, const TargetKind &,
               const CompileOptions &, Collector *collector) {
  passes.addPass(createForgetPinsPass());
  passes.addPass(createJoinFactorsPass());
  FusePassOptions fuse;
  fuse.isChecked = true;
  passes.addPass(createFusePass(fuse, collector));
}

void buildStructure(OpPassManager &passes, const TargetKind &,
                    const CompileOptions &, Collector *) {
  passes.addPass(createInsertChecksPass());
  passes.addPass(createAGToLinalgPass());
  addCleanUp(passes);
  passes.addPass(createEstimateCostPass());
  passes.addPass(createSwitchToIfPass());
}

void buildSchedule(OpPassManager &passes, const TargetKind &target,
                   const CompileOptions &, Collector *) {
  needTarget(passes, "march");
  passes.addPass(createYieldInPlacePass());
  // The schedule merges equal ops.
  target.addSchedule(passes);
  addCanonicalization(passes);
  passes.addPass(createSplitLoadPass());
}

void buildAllocate(OpPassManager &passes, const TargetKind &target,
                   const CompileOptions &options, Collector *collector) {
  needTarget(passes, "threads");
  passes.addPass(createResultsToDestinationsPass());
  addCanonicalization(passes);
  passes.addPass(createBufferizePass());
  target.addSharing(passes);
  passes.addPass(memref::createResolveShapedTypeResultDimsPass());
  addCleanUp(passes);
  // After CSE has merged equal buffers, copies between them fold.
  addCanonicalization(passes);
  passes.addNestedPass<func::FuncOp>(createComputeInPlacePass());
  passes.addNestedPass<func::FuncOp>(createRotateBuffersPass());
  target.addOwnMemory(passes);
  passes.addNestedPass<func::FuncOp>(createOrderForMemoryPass());
  passes.addPass(createPlanWorkspacePass(
      collector, options.watch.sanitizesAddress() ? workspaceAlignment : 0));
  passes.addPass(createVerifyWorkspacePass());
  if (options.watch.poisonMemory)
    passes.addPass(createPoisonMemoryPass());
  if (options.watch.sanitizesAddress())
    passes.addPass(createGuardMemoryPass());
  passes.addNestedPass<func::FuncOp>(createHoistViewsPass());
  addCleanUp(passes);
  target.addKernels(passes);
}

void buildLower(OpPassManager &passes, const TargetKind &target,
                const CompileOptions &options, Collector *) {
  needTarget(passes, "march");
  target.addLowering(passes, options);
}
} // namespace

ArrayRef<Phase> getPhases() {
  static const std::vector<Phase> phases = {
      {"differentiate",
       "There are functions that compute the requested derivatives.",
       buildDifferentiate,
       {},
       /*onTensors=*/true,
       hasDerivativeRequests},
      {"trace",
       "Each entry stands alone and takes tensors: calls are inlined, "
       "parameters are its last arguments, its signature is recorded, and "
       "equal ops are merged.",
       buildTrace,
       {"ag", "affine", "arith", "func", "linalg", "math", "scf", "tensor"},
       /*onTensors=*/true},
      {"shard",
       "Each entry is that of one rank of a mesh.",
       buildShard,
       {},
       /*onTensors=*/true,
       hasRankRequest},
      {"fuse",
       "Ops that are computed together are in groups.",
       buildFuse,
       {},
       /*onTensors=*/true},
      {"structure",
       "Conditions that can fail at run time are ag.require ops, and other ops "
       "are in linalg and tensor, without signs.",
       buildStructure,
       {"ag.barrier", "ag.fused", "ag.require", "ag.yield", "affine", "arith",
        "func", "linalg", "math", "scf", "tensor"},
       /*onTensors=*/true},
      {"schedule",
       "Loops are fused, tiled and vectorised for the target, and values that "
       "depend on parameters and constants only are computed once, by load.",
       buildSchedule,
       {"ag.barrier", "ag.require", "affine", "arith", "bufferization", "func",
        "linalg", "math", "scf", "tensor", "ub", "vector"},
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

void addInlining(OpPassManager &passes) {
  // Runs first, because inlining folds loops, and upstream computes their trip
  // counts in the width of the bounds, which may overflow.
  passes.addPass(createIndexLoopsPass());
  // Runs before inlining as well, because inlining folds.
  passes.addPass(createDecomposePass());
  // Later passes make sizes static, fold constants and open regions that groups
  // may not cross. Each of these can change the form of a group.
  passes.addPass(createForgetGroupsPass());
  passes.addPass(createForgetRulesPass());
  passes.addPass(createInlinerPass({}, addRightCanonicalization));
  // Erases globals that front ends leave without uses.
  passes.addPass(createSymbolDCEPass());
}

static llvm::Expected<ShardFile> readFileOf(StringRef text) {
  auto spec = parseShardSpec(text);
  if (!spec)
    return spec.takeError();
  return readShardFile(*spec);
}

void addSharding(OpPassManager &passes, StringRef spec, Collector *collector) {
  // The pass ag-plan-sharding reports a file that cannot be read.
  std::optional<ShardFile> file = llvm::expectedToOptional(readFileOf(spec));
  PlanShardingPassOptions plan;
  plan.spec = spec.str();
  PartitionPassOptions partition;
  MergeCollectivesPassOptions merge;
  if (file && file->bucketBytes)
    partition.bucketBytes = merge.bucketBytes = *file->bucketBytes;
  // Brings the program into one form, regardless of how it was written or
  // grouped.
  passes.addPass(createOpenGroupsPass());
  passes.addPass(createUseKnownSumsPass());
  passes.addNestedPass<func::FuncOp>(createMergeEqualOpsPass());
  passes.addNestedPass<func::FuncOp>(createOrderOpsPass());
  passes.addPass(createPlanShardingPass(plan, std::move(file), collector));
  passes.addPass(createPartitionPass(partition));
  passes.addNestedPass<func::FuncOp>(createMergeCollectivesPass(merge));
  passes.addPass(createDescribeRanksPass(collector));
}

const Phase *findPhase(StringRef name) {
  const auto *found = llvm::find_if(
      getPhases(), [&](const Phase &phase) { return phase.name == name; });
  return found == getPhases().end() ? nullptr : found;
}

llvm::Expected<const Phase *> getPhase(StringRef name) {
  if (const Phase *phase = findPhase(name))
    return phase;
  return llvm::createStringError("there is no phase '" + name +
                                 "', expected one of " + listPhases());
}

std::string listPhases() {
  return llvm::join(
      llvm::map_range(getPhases(),
                      [](const Phase &phase) { return phase.name.str(); }),
      ", ");
}

} // namespace ag
