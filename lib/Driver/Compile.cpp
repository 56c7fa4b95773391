//===- Compile.cpp - from a program to an artefact ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Compile.h"
#include "Link.h"
#include "PassFaults.h"
#include "Prepare.h"
#include "Recorder.h"
#include "ag/Analysis/Cost.h"
#include "ag/Analysis/EntryABI.h"
#include "ag/Driver/Arguments.h"
#include "ag/Driver/Tool.h"
#include "ag/Pipeline/Phases.h"
#include "ag/Pipeline/Targets.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/Support/Path.h"

using namespace mlir;

namespace ag {

StringRef getSuffix(Emission emission) {
  switch (emission) {
  case Emission::MLIR:
  case Emission::Linalg:
    return ".mlir";
  case Emission::LLVM:
    return ".ll";
  case Emission::Assembly:
    return ".s";
  case Emission::Object:
    return ".o";
  case Emission::SharedLibrary:
    return ".so";
  case Emission::Executable:
    return "";
  }
  llvm_unreachable("all emissions are listed");
}

Emission getEmission(StringRef path) {
  StringRef suffix = llvm::sys::path::extension(path);
  for (Emission emission : {Emission::MLIR, Emission::LLVM, Emission::Assembly,
                            Emission::SharedLibrary})
    if (suffix == getSuffix(emission))
      return emission;
  return Emission::Object;
}

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
static llvm::Expected<SmallVector<StringRef>>
chooseEntries(ModuleOp module, Emission emission,
              const CompileOptions &options) {
  auto all = llvm::map_to_vector(findEntries(module), getEntryName);
  SmallVector<StringRef> chosen(options.entries.begin(), options.entries.end());
  for (StringRef name : chosen)
    if (!llvm::is_contained(all, name))
      return wrongUse(
          "there is no public function @" + name +
          (all.empty() ? "" : ", expected one of " + llvm::join(all, ", ")));
  bool isAll = chosen.empty();
  if (isAll)
    chosen.assign(all.begin(), all.end());
  if (emission != Emission::Executable || chosen.size() <= 1)
    return chosen;
  if (isAll && llvm::is_contained(all, "main"))
    return SmallVector<StringRef>{"main"};
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
    return llvm::is_contained(*chosen, getEntryName(function));
  });
  for (FunctionOpInterface function : others)
    function.setPrivate();
  for (FunctionOpInterface function : others)
    if (SymbolTable::symbolKnownUseEmpty(function, module))
      function.erase();
  return success();
}

/// The phase that plans memory, which what watches memory needs.
static constexpr llvm::StringLiteral watchedPhase = "allocate";

/// The options that ask for what watches memory.
static SmallVector<StringRef> getWatchers(const CompileOptions &options) {
  SmallVector<StringRef> watchers;
  if (options.poisonMemory)
    watchers.push_back("--poison-memory");
  if (options.sanitizer == Sanitizer::Address)
    watchers.push_back("--sanitize=address");
  return watchers;
}

/// Whether the phases that remain do what the options ask for. Sizes are fixed
/// in the first one; later ones know nothing of them.
static LogicalResult checkPhases(ModuleOp module, ArrayRef<Phase> remaining,
                                 const CompileOptions &options) {
  auto check = [&](const Twine &option, StringRef phase) {
    if (findPhase(phase) >= remaining.begin())
      return success();
    return LogicalResult(module.emitError(option)
                         << " is for the phase " << phase
                         << ", which the program is past; give it as it was "
                            "before");
  };
  if (!options.dims.empty() &&
      failed(check("--dim " + options.dims.front(), getPhases().front().name)))
    return failure();
  return success(llvm::all_of(getWatchers(options), [&](StringRef option) {
    return succeeded(check(option, watchedPhase));
  }));
}

/// Runs the phases that remain up to and with the one so named; `memory` gets
/// the plans that are made.
static LogicalResult runPhases(ModuleOp module, StringRef last,
                               const CompileOptions &options,
                               std::vector<MemoryPlan> &memory) {
  const Phase *phase = findPhase(last);
  assert(phase && "callers check the name");
  FailureOr<const TargetKind *> target = getTargetKind(module);
  if (failed(target))
    return failure();
  FailureOr<ArrayRef<Phase>> phases = remainingPhases(module, *phase);
  if (failed(phases))
    return failure();
  if (failed(checkPhases(module, *phases, options)))
    return failure();
  Recorder recorder(options.report, *module.getContext());
  for (const Phase &each : *phases) {
    RecordedStep step(options.report, each.name, module);
    PassManager passes(module.getContext());
    passes.enableVerifier(true);
    watchForFaults(passes);
    recorder.watch(passes);
    buildPhase(passes, each, **target,
               {options.dims, &memory, options.poisonMemory,
                options.sanitizer == Sanitizer::Address});
    if (failed(passes.run(module)))
      return failure();
  }
  if (options.report) {
    options.report->march = readTarget(module)->march;
    options.report->costs = listCosts(module);
  }
  return success();
}

static std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream);
  stream << "\n";
  return text;
}

/// The phase that is the last to run for what is emitted.
static StringRef lastPhase(const CompileOptions &options, Emission emission) {
  switch (emission) {
  case Emission::MLIR:
    return options.to;
  case Emission::Linalg:
    return "structure";
  default:
    return getPhases().back().name;
  }
}

static llvm::Error checkWatchers(const CompileOptions &options,
                                 Emission emission) {
  SmallVector<StringRef> watchers = getWatchers(options);
  StringRef last = lastPhase(options, emission);
  if (watchers.empty() || findPhase(last) >= findPhase(watchedPhase))
    return llvm::Error::success();
  return wrongUse(watchers.front() + " is for the phase " + watchedPhase +
                  ", and " + last + " is the last one asked for");
}

llvm::Error checkOptions(const CompileOptions &options, Emission emission) {
  if (!findPhase(options.to))
    return wrongUse("--to=" + options.to + ": expected one of " + listPhases());
  if (options.opt > 3)
    return wrongUse("--opt=" + Twine(options.opt) + ": expected 0, 1, 2 or 3");
  if (options.embedWeights && options.weights.empty())
    return wrongUse("--embed-weights: there is no --weights to embed");
  if (!options.weights.empty() && emission < Emission::Object)
    return wrongUse("--weights are prepared by running code: expected "
                    "--emit=obj, so or exe");
  if (llvm::Error error = checkWatchers(options, emission))
    return error;
  if (auto dims = readDims(options.dims); !dims)
    return dims.takeError();
  llvm::Error error = checkRequest(options.target);
  return error ? wrongUse("--" + llvm::toString(std::move(error)))
               : llvm::Error::success();
}

static FailureOr<Artefact> compileToMLIR(ModuleOp module, StringRef last,
                                         const CompileOptions &options) {
  Artefact artefact;
  if (failed(runPhases(module, last, options, artefact.memory)))
    return failure();
  artefact.code = print(module);
  return artefact;
}

namespace {
/// Makes a native artefact of a lowered module.
class CodeMaker {
public:
  CodeMaker(ModuleOp module, Emission emission, const CompileOptions &options,
            CpuTarget target)
      : module(module), emission(emission), options(options),
        target(std::move(target)) {}

  FailureOr<Artefact> make();

private:
  FailureOr<std::string> makeCode(ArrayRef<StoredTensor> embedded);
  LogicalResult useWeights();

  ModuleOp module;
  Emission emission;
  const CompileOptions &options;
  CpuTarget target;
  Artefact artefact;
};

/// The text or, not linked yet, the bytes of the program.
FailureOr<std::string> CodeMaker::makeCode(ArrayRef<StoredTensor> embedded) {
  llvm::LLVMContext context;
  EmbeddedParameters values;
  for (const StoredTensor &tensor : embedded)
    values[tensor.name] = tensor.bytes;
  auto program = [&] {
    RecordedStep step(options.report, "LLVM: optimise");
    return makeProgram(module, artefact.signature, target, context, options.opt,
                       emission == Emission::Executable, values);
  }();
  if (failed(program))
    return failure();
  RecordedStep step(options.report, "LLVM: emit");
  if (emission == Emission::LLVM)
    return emitLLVM(**program);
  return emission == Emission::Assembly ? emitAssembly(**program, target)
                                        : emitObject(**program, target);
}

/// Runs load on the weights, and stores what it makes beside the artefact or in
/// it, where load has then nothing left to do.
LogicalResult CodeMaker::useWeights() {
  auto weights =
      prepareWeights(artefact.signature, artefact.code, options.weights);
  if (!weights)
    return emitError(UnknownLoc::get(module.getContext()), "--weights: ")
           << llvm::toString(weights.takeError());
  if (!options.embedWeights) {
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
  auto signature = describeArtefact(module, options.name);
  if (failed(signature))
    return failure();
  artefact.signature = std::move(*signature);
  artefact.signature.sanitizesAddress = options.sanitizer == Sanitizer::Address;
  auto code = makeCode({});
  if (failed(code))
    return failure();
  artefact.code = std::move(*code);
  if (!options.weights.empty() && failed(useWeights()))
    return failure();
  artefact.info = formatInfo(artefact.signature, target.machine.march);
  if (emission <= Emission::Object)
    return std::move(artefact);
  auto linked = link(artefact.code, emission, artefact.signature);
  if (!linked)
    return module.emitError(llvm::toString(linked.takeError()));
  artefact.code = std::move(*linked);
  return std::move(artefact);
}

} // namespace

FailureOr<Artefact> compile(ModuleOp module, Emission emission,
                            const CompileOptions &options) {
  if (options.report)
    options.report->name = options.name;
  if (failed(setTarget(module, options.target)) ||
      failed(keepEntries(module, emission, options)))
    return failure();
  StringRef last = lastPhase(options, emission);
  if (emission == Emission::MLIR || emission == Emission::Linalg)
    return compileToMLIR(module, last, options);
  std::vector<MemoryPlan> memory;
  if (failed(runPhases(module, last, options, memory)))
    return failure();
  FailureOr<Machine> machine = getMachine(module);
  if (failed(machine))
    return failure();
  auto artefact = CodeMaker(module, emission, options,
                            makeCpuTarget(std::move(*machine), options.opt))
                      .make();
  if (succeeded(artefact))
    artefact->memory = std::move(memory);
  return artefact;
}

} // namespace ag
