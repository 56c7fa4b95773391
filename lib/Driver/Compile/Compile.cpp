//===- Compile.cpp - from a program to an artefact ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Compile/Compile.h"
#include "Compile/Link.h"
#include "Compile/PassFaults.h"
#include "Compile/Recorder.h"
#include "Run/PreparedWeights.h"
#include "ag/Analysis/Cost/Cost.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Analysis/Entry/EntryKernels.h"
#include "ag/Dialect/AG/IR/Core/Phase.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Tool.h"
#include "ag/Emit/Object.h"
#include "ag/Emit/PTX.h"
#include "ag/Phases/Differentiate/Requests/RequestedDerivatives.h"
#include "ag/Pipeline/Contracts.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/LLVMContext.h"

using namespace mlir;

namespace ag {

/// The functions that can be asked for. Once lowered, not all that are public
/// are the user's.
static SmallVector<FunctionOpInterface> findEntries(ModuleOp module) {
  return llvm::filter_to_vector(
      module.getOps<FunctionOpInterface>(), [](FunctionOpInterface function) {
        return isEntry(function) && (isa<func::FuncOp>(function) ||
                                     function->hasAttr(signatureAttrName));
      });
}

/// Those to keep: the ones asked for, or all. An executable has one: @main or
/// the only one, if none is asked for.
static llvm::Expected<SmallVector<std::string>>
chooseEntries(ModuleOp module, Emission emission,
              const CompileOptions &options) {
  std::vector<std::string> added;
  if (options.request.grad) {
    auto derivatives = listDerivatives(module, *options.request.grad);
    if (!derivatives)
      return asWrongUse(derivatives.takeError());
    added = std::move(*derivatives);
  }
  auto all = llvm::map_to_vector(findEntries(module), [](auto function) {
    return getEntryName(function).str();
  });
  llvm::append_range(all, added);
  SmallVector<std::string> chosen(options.request.entries.begin(),
                                  options.request.entries.end());
  for (const std::string &name : chosen)
    if (!llvm::is_contained(all, name))
      return wrongUse(
          "there is no public function @" + Twine(name) +
          (all.empty() ? "" : ", expected one of " + llvm::join(all, ", ")));
  bool isAll = chosen.empty();
  if (isAll)
    chosen.assign(all.begin(), all.end());
  if (!getKind(emission).has(HasMain) || chosen.size() <= 1)
    return chosen;
  if (isAll && llvm::is_contained(all, "main"))
    return SmallVector<std::string>{"main"};
  return wrongUse("an executable runs one function, but " +
                  Twine(chosen.size()) +
                  (isAll ? " are public and none is @main" : " are asked for") +
                  "; name one by --entry");
}

llvm::Error checkEntries(ModuleOp module, Emission emission,
                         const CompileOptions &options) {
  return chooseEntries(module, emission, options).takeError();
}

/// Removes the other entries, but for what the chosen ones call.
static LogicalResult keepEntries(ModuleOp module, Emission emission,
                                 const CompileOptions &options) {
  auto chosen = chooseEntries(module, emission, options);
  if (!chosen)
    return module.emitError(llvm::toString(chosen.takeError()));
  SmallVector<FunctionOpInterface> others = findEntries(module);
  llvm::erase_if(others, [&](FunctionOpInterface function) {
    return llvm::is_contained(*chosen, getEntryName(function).str());
  });
  for (FunctionOpInterface function : others)
    function.setPrivate();
  // What nothing runs is not looked at: its faults are nobody's.
  PassManager passes(module.getContext());
  passes.addPass(createSymbolDCEPass());
  return passes.run(module);
}

/// Reports an option that is for a phase which the program is past. Sizes, for
/// one, are fixed in the first phases; later ones know nothing of them.
static LogicalResult checkRequests(ModuleOp module,
                                   const CompileOptions &options) {
  FailureOr<const Phase *> done = findDone(module);
  if (failed(done) || !*done)
    return done;
  auto check = [&](const Twine &option, StringRef phase) -> LogicalResult {
    if (*done < findPhase(phase))
      return success();
    return module.emitError(option)
           << " is for the phase " << phase
           << ", which the program is past; give it as it was before";
  };
  const ProgramRequest &request = options.request;
  if ((request.grad && failed(check("--grad", "differentiate"))) ||
      (!request.dims.empty() &&
       failed(check("--dim " + request.dims.front(), "trace"))) ||
      (request.shard && failed(check("--shard", "shard"))))
    return failure();
  return success(
      llvm::all_of(getMemoryWatchers(options.watch), [&](StringRef option) {
        return succeeded(check(option, watchedPhase));
      }));
}

static const Phase &getDifferentiation() { return *findPhase("differentiate"); }

bool requestsDerivatives(ModuleOp module, const CompileOptions &options) {
  return getDifferentiation().isRequested(module, options);
}

/// What entries launch on a GPU, once that is decided.
static std::vector<EntryKernels> listKernels(ModuleOp module) {
  std::vector<EntryKernels> entries;
  for (auto function : module.getOps<FunctionOpInterface>())
    if (auto kernels = readKernels(function); !kernels.empty())
      entries.push_back({getEntryName(function).str(), std::move(kernels)});
  return entries;
}

namespace {
/// Runs the phases that remain, and writes down what they do.
class PhaseRunner {
public:
  PhaseRunner(ModuleOp module, const CompileOptions &options,
              Collector &collector)
      : module(module), options(options), collector(collector),
        report(collector.getSteps()), recorder(report, *module.getContext()) {}

  LogicalResult run(const Phase &last, Emission emission);

private:
  LogicalResult run(const Phase &phase);

  ModuleOp module;
  /// Without the derivatives, once these are there.
  CompileOptions options;
  Collector &collector;
  /// Null if steps are not collected.
  Report *report;
  Recorder recorder;
};

LogicalResult PhaseRunner::run(const Phase &phase) {
  if (phase.isRequested && !phase.isRequested(module, options))
    return success();
  FailureOr<const TargetKind *> target = getTargetKind(module);
  if (failed(target))
    return failure();
  RecordedStep step(report, phase.name, module);
  PassManager passes(module.getContext());
  passes.enableVerifier(true);
  watchForFaults(passes);
  recorder.watch(passes);
  buildPhase(passes, phase, **target, options, &collector);
  return passes.run(module);
}

/// Entries are chosen among those that are there once derivatives are.
LogicalResult PhaseRunner::run(const Phase &last, Emission emission) {
  if (failed(checkRequests(module, options)) ||
      failed(checkNotPast(module, last)) || failed(run(getDifferentiation())))
    return failure();
  if (&last == &getDifferentiation())
    return success();
  options.request.grad = std::nullopt;
  if (failed(keepEntries(module, emission, options)))
    return failure();
  FailureOr<ArrayRef<Phase>> phases = remainingPhases(module, last);
  if (failed(phases))
    return failure();
  for (const Phase &phase : *phases)
    if (&phase != &getDifferentiation() && failed(run(phase)))
      return failure();
  if (report) {
    Target target = *readTarget(module);
    report->kind = target.kind;
    report->march = target.march;
    report->costs = listCosts(module);
    report->kernels = listKernels(module);
  }
  return success();
}
} // namespace

namespace {
/// Makes a native artefact of a lowered module.
class CodeMaker {
public:
  /// `machine` runs the program, and `target` is for the part of it that runs
  /// on the host. Steps are written to `report`, unless it is null.
  CodeMaker(ModuleOp module, Emission emission, const CompileOptions &options,
            Machine machine, CpuTarget target, Report *report)
      : module(module), emission(emission), options(options),
        machine(std::move(machine)), target(std::move(target)), report(report) {
  }

  FailureOr<Artefact> make();

private:
  LogicalResult makeDeviceCode();
  FailureOr<std::string> makeCode(ArrayRef<StoredTensor> embedded);
  LogicalResult useWeights();

  ModuleOp module;
  Emission emission;
  const CompileOptions &options;
  Machine machine;
  CpuTarget target;
  Report *report;
  /// What a GPU runs; none of a CPU's program.
  std::optional<DeviceCode> device;
  Artefact artefact;
};

LogicalResult CodeMaker::makeDeviceCode() {
  if (!machine.isGPU())
    return success();
  if (!options.request.weights.empty())
    return emitError(UnknownLoc::get(module.getContext()),
                     "--weights: parameters of a program for cuda are not "
                     "prepared yet; give their file to its load");
  RecordedStep step(report, "LLVM: PTX");
  auto code = emitPTX(module, machine, options.request.opt);
  if (failed(code))
    return failure();
  device = std::move(*code);
  return success();
}

/// The text or, not linked yet, the bytes of the program.
FailureOr<std::string> CodeMaker::makeCode(ArrayRef<StoredTensor> embedded) {
  llvm::LLVMContext context;
  EmbeddedParameters values;
  for (const StoredTensor &tensor : embedded)
    values.values[tensor.name] = tensor.bytes;
  values.areFilledLater =
      emission != Emission::LLVM && emission != Emission::Assembly;
  auto program = [&] {
    RecordedStep step(report, "LLVM: optimise");
    return makeProgram(module, artefact.signature, target, context,
                       device ? 0 : options.request.opt,
                       getKind(emission).has(HasMain), values,
                       device ? &*device : nullptr);
  }();
  if (failed(program))
    return failure();
  RecordedStep step(report, "LLVM: emit");
  if (emission == Emission::LLVM)
    return emitLLVM(**program);
  return emission == Emission::Assembly ? emitAssembly(**program, target)
                                        : emitObject(**program, target, values);
}

/// Runs load on the weights, and stores what it makes beside the artefact or in
/// it, where load has then nothing left to do.
LogicalResult CodeMaker::useWeights() {
  auto weights = prepareWeights(artefact.signature, artefact.code,
                                options.request.weights);
  if (!weights)
    return emitError(UnknownLoc::get(module.getContext()), "--weights: ")
           << llvm::toString(weights.takeError());
  if (!options.request.embedWeights) {
    artefact.weights = formatPrepared(*weights);
    return success();
  }
  embedParameters(artefact.signature);
  auto code = makeCode(weights->parameters);
  if (succeeded(code))
    artefact.code = std::move(*code);
  return code;
}

FailureOr<Artefact> CodeMaker::make() {
  auto signature = describeArtefact(module, options.request.name);
  if (failed(signature))
    return failure();
  artefact.signature = std::move(*signature);
  artefact.signature.sanitizesAddress = options.watch.sanitizesAddress();
  if (failed(makeDeviceCode()))
    return failure();
  artefact.info = formatInfo(artefact.signature);
  if (emission == Emission::PTX) {
    artefact.code = device->ptx;
    return std::move(artefact);
  }
  auto code = makeCode({});
  if (failed(code))
    return failure();
  artefact.code = std::move(*code);
  if (!options.request.weights.empty() && failed(useWeights()))
    return failure();
  artefact.info = formatInfo(artefact.signature);
  if (!getKind(emission).has(IsLinked))
    return std::move(artefact);
  auto linked = link(std::move(artefact.code), emission, artefact.signature);
  if (!linked)
    return module.emitError(llvm::toString(linked.takeError()));
  artefact.code = std::move(*linked);
  return std::move(artefact);
}

} // namespace

static FailureOr<Artefact> compileLowered(ModuleOp module, Emission emission,
                                          const CompileOptions &options,
                                          Report *report) {
  FailureOr<Machine> machine = getMachine(module);
  if (failed(machine))
    return failure();
  // What launches kernels runs on any host.
  Machine host = machine->isGPU()
                     ? llvm::cantFail(makeMachine({"cpu", "x86-64", {}, {}}))
                     : *machine;
  // Nothing of that is worth a time that grows faster than the launches.
  unsigned level = machine->isGPU() ? 0 : options.request.opt;
  return CodeMaker(module, emission, options, std::move(*machine),
                   makeCpuTarget(std::move(host), level), report)
      .make();
}

/// Whether what watches memory is for the module's target.
static LogicalResult checkWatch(ModuleOp module,
                                const CompileOptions &options) {
  FailureOr<Machine> machine = getMachine(module);
  if (failed(machine))
    return failure();
  if (machine->isGPU() && options.watch.sanitizesAddress())
    return module.emitError("--sanitize=address: is for target=cpu; on a GPU, "
                            "ag-run --on=emulator finds such accesses");
  return success();
}

/// Whether programs for the module's target can end in `emission`.
static LogicalResult checkEmission(ModuleOp module, Emission emission) {
  FailureOr<const TargetKind *> target = getTargetKind(module);
  if (failed(target))
    return failure();
  if (llvm::is_contained((*target)->emissions, emission))
    return success();
  auto names = llvm::map_range((*target)->emissions, [](Emission each) {
    return getKind(each).name.str();
  });
  return module.emitError("--emit=")
         << getKind(emission).name << ": is not for target=" << (*target)->name
         << "; expected one of " << llvm::join(names, ", ");
}

char CompilationFailed::ID;

/// Writes what it finds out to `outcome`.
static LogicalResult run(ModuleOp module, const CompileOptions &options,
                         const Until &until, const Phase &last,
                         Outcome &outcome) {
  Emission emission = until.getEmission();
  if (failed(setTarget(module, options.target)) ||
      failed(checkEmission(module, emission)) ||
      failed(checkWatch(module, options)) ||
      failed(
          PhaseRunner(module, options, outcome.collected).run(last, emission)))
    return failure();
  if (until.isPhase())
    return success();
  if (getKind(emission).has(IsModule)) {
    outcome.artefact.code = printProgram(module);
    return success();
  }
  auto artefact =
      compileLowered(module, emission, options, outcome.collected.getSteps());
  if (succeeded(artefact))
    outcome.artefact = std::move(*artefact);
  return artefact;
}

llvm::Expected<Outcome> run(ModuleOp module, const CompileOptions &options,
                            const Until &until) {
  Emission emission = until.getEmission();
  if (llvm::Error error = until.isPhase() ? checkValues(options)
                                          : checkOptions(options, emission))
    return asWrongUse(std::move(error));
  auto last = getPhase(until.isPhase() ? until.getPhase()
                                       : getLastPhase(options, emission));
  if (!last)
    return asWrongUse(last.takeError());
  if (llvm::Error error = checkEntries(module, emission, options))
    return std::move(error);
  Outcome outcome{{}, Collector(options.collect)};
  outcome.collected.report.name = options.request.name;
  if (failed(run(module, options, until, **last, outcome)))
    return llvm::make_error<CompilationFailed>(std::move(outcome.collected));
  return outcome;
}

} // namespace ag
