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

/// Returns the functions that --entry can name. In a lowered module, some
/// public functions are not the user's.
static SmallVector<FunctionOpInterface> findEntries(ModuleOp module) {
  return llvm::filter_to_vector(
      module.getOps<FunctionOpInterface>(), [](FunctionOpInterface function) {
        return isEntry(function) && (isa<func::FuncOp>(function) ||
                                     function->hasAttr(signatureAttrName));
      });
}

/// Returns the names of the entries to keep: those that the options request, or
/// all. An executable keeps one. If none is requested, it is @main or the only
/// entry.
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

/// Removes all entries that are neither chosen nor called by chosen ones.
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
  // Functions that are never run are not compiled, so that their errors are not
  // reported.
  PassManager passes(module.getContext());
  passes.addPass(createSymbolDCEPass());
  return passes.run(module);
}

/// Reports an option of a phase that the program is past. Sizes of dimensions,
/// for example, are fixed in the first phases.
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

/// Returns the kernels that entries launch on a GPU; empty before the phase
/// that decides them.
static std::vector<EntryKernels> listKernels(ModuleOp module) {
  std::vector<EntryKernels> entries;
  for (auto function : module.getOps<FunctionOpInterface>())
    if (auto kernels = readKernels(function); !kernels.empty())
      entries.push_back({getEntryName(function).str(), std::move(kernels)});
  return entries;
}

namespace {
/// Runs the remaining phases, and records their steps.
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
  /// The options; `request.grad` is reset once the derivatives exist.
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

/// Chooses entries after the phase differentiate, which may add some.
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
  // The summary has these even if steps are not collected.
  Target target = *readTarget(module);
  collector.report.kind = target.kind;
  collector.report.march = target.march;
  collector.report.costs = listCosts(module);
  collector.report.kernels = listKernels(module);
  return success();
}
} // namespace

namespace {
/// Generates a native artefact from a lowered module.
class CodeMaker {
public:
  /// `machine` runs the program, and `target` its host code. Steps are written
  /// to `report`, unless it is null.
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
  /// The code of the GPU; std::nullopt in a program for a CPU.
  std::optional<DeviceCode> device;
  Artefact artefact;
};

LogicalResult CodeMaker::makeDeviceCode() {
  if (!machine.isGPU())
    return success();
  RecordedStep step(report, "LLVM: PTX");
  auto code = emitPTX(module, machine, options.request.opt);
  if (failed(code))
    return failure();
  device = std::move(*code);
  return success();
}

/// Returns the text of the program, or the bytes of its object.
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

/// Stores the weights beside the artefact, or embeds them in it. Runs load of a
/// program for a CPU before, so that it has no work left.
LogicalResult CodeMaker::useWeights() {
  const std::string &path = options.request.weights;
  auto weights = device
                     ? readWeights(artefact.signature, path)
                     : prepareWeights(artefact.signature, artefact.code, path);
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
  auto linked = link(std::move(artefact.code), emission, artefact.signature,
                     options.request.libraryName);
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
  // Code that launches kernels is compiled for any x86-64 host.
  Machine host = machine->isGPU()
                     ? llvm::cantFail(makeMachine({"cpu", "x86-64", {}, {}}))
                     : *machine;
  // Optimizing launches gains nothing, and takes time that grows faster than
  // their number.
  unsigned level = machine->isGPU() ? 0 : options.request.opt;
  return CodeMaker(module, emission, options, std::move(*machine),
                   makeCpuTarget(std::move(host), level), report)
      .make();
}

/// Fails if the requested memory checks do not exist for the module's target.
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

/// Fails if the module's target does not have `emission`.
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

/// Runs the phases up to `last`, and generates the artefact unless `until` is a
/// phase. Reports errors as diagnostics. On failure, `outcome` has what was
/// collected so far.
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
