//===- Passes.cpp - every pass of ag, and the phases by name --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Passes.h"
#include "ag/Phases/Allocate/Passes.h"
#include "ag/Phases/Common/Passes.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "ag/Phases/Fuse/Passes.h"
#include "ag/Phases/Lower/Passes.h"
#include "ag/Phases/Schedule/CPU/ScheduleCPU.h"
#include "ag/Phases/Schedule/Passes.h"
#include "ag/Phases/Shard/Passes.h"
#include "ag/Phases/Structure/Passes.h"
#include "ag/Phases/Trace/Passes.h"
#include "ag/Pipeline/Contracts.h"
#include "ag/Pipeline/Options.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Pipeline/Targets.h"
#include "ag/Support/Memory/MemoryTable.h"
#include "ag/Support/Notation/GradSpec.h"
#include "ag/Support/Report/Collector.h"
#include "ag/Support/Sharding/ShardSpec.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassRegistry.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_RUNPHASESPASS
#include "ag/Pipeline/Passes.h.inc"

static constexpr StringLiteral memoryPhase = "allocate";

static bool plansMemory(const Phase &phase) {
  return phase.name == memoryPhase;
}

namespace {
/// Runs the phases that remain. They depend on the module, so runOnOperation()
/// builds the pipeline.
struct RunPhasesPass : WithModels<impl::RunPhasesPassBase<RunPhasesPass>> {
  using WithModels::WithModels;

  LogicalResult initializeOptions(
      StringRef text,
      llvm::function_ref<LogicalResult(const Twine &)> emitError) override {
    if (failed(RunPhasesPassBase::initializeOptions(text, emitError)))
      return failure();
    auto last = getPhase(to);
    if (!last)
      return emitError(llvm::toString(last.takeError()));
    if (shard.empty())
      return success();
    auto spec = parseShardSpec(shard);
    return spec ? success()
                : emitError("shard=" + llvm::toString(spec.takeError()));
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    WithModels::getDependentDialects(registry);
    OpPassManager passes(ModuleOp::getOperationName());
    for (const TargetKind &target : getTargetKinds())
      for (const Phase &phase : getPhases())
        phase.build(passes, target, CompileOptions(), /*collector=*/nullptr);
    passes.getDependentDialects(registry);
  }

  void runOnOperation() override {
    OpPassManager passes(ModuleOp::getOperationName());
    FailureOr<const TargetKind *> target = getTargetKind(getOperation());
    if (failed(target))
      return signalPassFailure();
    FailureOr<const Phase *> last = getPhase(getOperation(), to);
    if (failed(last))
      return signalPassFailure();
    FailureOr<ArrayRef<Phase>> phases = remainingPhases(getOperation(), **last);
    if (failed(phases))
      return signalPassFailure();
    if (printsMemory && llvm::none_of(*phases, plansMemory)) {
      emitError(getOperation().getLoc(), "there is no memory to print: the "
                                         "phase ")
          << memoryPhase
          << ", which plans memory, is past or was not asked for";
      return signalPassFailure();
    }
    CompileOptions options;
    if (!shard.empty())
      options.request.shard = shard;
    Collector collector(printsMemory ? CollectMemory : 0);
    for (const Phase &phase : *phases)
      if (!phase.isRequested || phase.isRequested(getOperation(), options))
        buildPhase(passes, phase, **target, options, &collector);
    if (failed(runPipeline(passes, getOperation())))
      return signalPassFailure();
    for (const MemoryPlan &plan : collector.report.memory)
      llvm::errs() << formatMemoryTable(plan);
  }
};

using DiagnosticFn = llvm::function_ref<LogicalResult(const Twine &)>;

/// Returns success if `passes` run on a module, or on any op. Reports an error
/// that names `pipeline` otherwise.
LogicalResult checkAnchor(const OpPassManager &passes, StringRef pipeline,
                          DiagnosticFn emitError) {
  StringRef anchor = passes.getOpAnchorName();
  if (anchor == ModuleOp::getOperationName() ||
      anchor == OpPassManager::getAnyOpAnchorName())
    return success();
  return emitError("'" + pipeline + "' is for builtin.module, not for " +
                   anchor);
}

LogicalResult addPhases(OpPassManager &passes, StringRef name,
                        DiagnosticFn emitError) {
  if (failed(checkAnchor(passes, "to", emitError)))
    return failure();
  if (auto last = getPhase(name); !last)
    return emitError(llvm::toString(last.takeError()));
  RunPhasesPassOptions options;
  options.to = name.str();
  passes.addPass(createRunPhasesPass(options));
  return success();
}

LogicalResult addLowering(OpPassManager &passes, StringRef name,
                          DiagnosticFn emitError) {
  if (failed(checkAnchor(passes, "lower", emitError)))
    return failure();
  if (!findTargetKind(name)) {
    auto kinds = llvm::map_range(getTargetKinds(), [](const TargetKind &kind) {
      return kind.name.str();
    });
    return emitError("there is no target '" + name + "', expected " +
                     llvm::join(kinds, " or "));
  }
  TargetRequest request;
  request.kind = name.str();
  passes.addPass(createSetTargetPass(request));
  return addPhases(passes, getPhases().back().name, emitError);
}

LogicalResult addDerivatives(OpPassManager &passes, StringRef text,
                             DiagnosticFn emitError) {
  if (failed(checkAnchor(passes, "grad", emitError)))
    return failure();
  if (auto specs = parseGradSpecs(text); !specs)
    return emitError("--grad " + llvm::toString(specs.takeError()));
  DifferentiatePassOptions options;
  options.grad = text.str();
  passes.addPass(createDifferentiatePass(options));
  return success();
}

LogicalResult addGroups(OpPassManager &passes, StringRef options,
                        DiagnosticFn emitError) {
  if (!options.empty())
    return emitError("--fuse takes no value, got '" + options + "'");
  if (failed(checkAnchor(passes, "fuse", emitError)))
    return failure();
  passes.addPass(createFusePass());
  return success();
}

/// Appends the phases up to shard. Groups are created again afterwards, as a
/// collective ends a group.
LogicalResult addRanks(OpPassManager &passes, StringRef text,
                       DiagnosticFn emitError) {
  if (failed(checkAnchor(passes, "shard", emitError)))
    return failure();
  if (auto spec = parseShardSpec(text); !spec)
    return emitError("--shard " + llvm::toString(spec.takeError()));
  RunPhasesPassOptions phases;
  phases.to = "shard";
  phases.shard = text.str();
  passes.addPass(createRunPhasesPass(phases));
  FusePassOptions fuse;
  fuse.isAgain = true;
  passes.addPass(createFusePass(fuse));
  return success();
}

LogicalResult addScheduleCPU(OpPassManager &passes, StringRef options,
                             DiagnosticFn emitError) {
  if (!options.empty())
    return emitError("ag-schedule-cpu takes no value, got '" + options + "'");
  buildScheduleCPU(passes);
  return success();
}

LogicalResult addMemoryPlan(OpPassManager &passes, StringRef options,
                            DiagnosticFn emitError) {
  if (!options.empty())
    return emitError("--plan-memory takes no value, got '" + options + "'");
  if (failed(checkAnchor(passes, "plan-memory", emitError)))
    return failure();
  RunPhasesPassOptions plan;
  plan.to = memoryPhase.str();
  plan.printsMemory = true;
  passes.addPass(createRunPhasesPass(plan));
  return success();
}

void noOptions(llvm::function_ref<void(const mlir::detail::PassOptions &)>) {}
} // namespace

ArrayRef<Pipeline> getPipelines() {
  static constexpr Pipeline pipelines[] = {
      {"grad",
       "Add functions that compute derivatives, as --grad=f:wrt=0,name:value",
       addDerivatives},
      {"fuse", "Put ops that are computed together into groups", addGroups,
       "ag-compile always fuses; --remarks=fusion says what, ag-opt --fuse "
       "runs the pass alone"},
      {"shard",
       "Turn a program into that of one rank of a mesh, as --shard=dp2,tp4",
       addRanks},
      {"to", "Run the phases up to and with the one named", addPhases},
      {"lower", "Run all phases for a target, as --lower=cpu", addLowering,
       "ag-compile always lowers; --target says for what, --to=lower prints "
       "the program after the last phase"},
      {"plan-memory",
       "Run the phases up to and with allocate, and print what each entry's "
       "workspace holds",
       addMemoryPlan,
       "ag-compile always plans memory; -v prints what each workspace holds, "
       "--graph=memory:FILE.svg draws it"},
      {"ag-schedule-cpu", "Turn linalg ops on tensors into loops over vectors",
       addScheduleCPU,
       "ag-compile always makes these loops for a CPU; --to=schedule prints "
       "the program with them"},
  };
  return pipelines;
}

void registerPasses() {
  // A tool with all of ag may load a plugin that registers the same. A pass may
  // be registered twice, a pipeline may not.
  if (PassPipelineInfo::lookup(getPipelines().front().name))
    return;
  registerCommonPasses();
  registerDifferentiatePasses();
  registerTracePasses();
  registerShardPasses();
  registerFusePasses();
  registerStructurePasses();
  registerSchedulePasses();
  registerAllocatePasses();
  registerLowerPasses();
  registerPipelinePasses();
  for (const Pipeline &pipeline : getPipelines())
    registerPassPipeline(pipeline.name, pipeline.help, pipeline.add, noOptions);
}

} // namespace ag
