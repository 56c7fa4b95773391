//===- Compile.cpp - from a program to an artefact ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Compile.h"
#include "Link.h"
#include "ag/Analysis/EntryInterface.h"
#include "ag/Driver/Tool.h"
#include "ag/Pipeline/Phases.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/IR/LLVMContext.h"

using namespace mlir;

namespace ag {

/// Keeps of the public functions the entries, and what they call.
static LogicalResult keepEntries(ModuleOp module,
                                 const std::vector<std::string> &entries) {
  if (entries.empty())
    return success();
  for (const std::string &name : entries) {
    auto function = module.lookupSymbol<func::FuncOp>(name);
    if (!function || !isEntry(function))
      return module.emitError("there is no public function @") << name;
  }
  SmallVector<func::FuncOp> others;
  for (auto function : module.getOps<func::FuncOp>())
    if (isEntry(function) && !llvm::is_contained(entries, function.getName()))
      others.push_back(function);
  for (func::FuncOp function : others)
    function.setPrivate();
  for (func::FuncOp function : others)
    if (SymbolTable::symbolKnownUseEmpty(function, module))
      function.erase();
  return success();
}

/// The scope of a step, which measures nothing if that was not asked for.
static TimingScope nestTiming(const CompileOptions &options, StringRef step) {
  return options.timing ? options.timing->nest(step) : TimingScope();
}

LogicalResult runPhases(ModuleOp module, StringRef last,
                        const CompileOptions &options) {
  if (failed(keepEntries(module, options.entries)))
    return failure();
  const Phase *phase = findPhase(last);
  assert(phase && "callers check the name");
  FailureOr<ArrayRef<Phase>> phases = remainingPhases(module, *phase);
  if (failed(phases))
    return failure();
  for (const Phase &each : *phases) {
    TimingScope scope = nestTiming(options, each.name);
    PassManager passes(module.getContext());
    passes.enableVerifier(true);
    passes.enableTiming(scope);
    buildPhase(passes, each, {options.march});
    if (failed(passes.run(module)))
      return failure();
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

llvm::Error checkOptions(const CompileOptions &options) {
  if (options.opt > 3)
    return wrongUse("--opt=" + Twine(options.opt) + ": expected 0, 1, 2 or 3");
  auto target = makeCpuTarget(options.march, options.opt);
  return target ? llvm::Error::success()
                : wrongUse(llvm::toString(target.takeError()));
}

static FailureOr<Artefact> compileToMLIR(ModuleOp module, StringRef last,
                                         const CompileOptions &options) {
  if (failed(runPhases(module, last, options)))
    return failure();
  Artefact artefact;
  artefact.code = print(module);
  return artefact;
}

/// The text or bytes of `emission`, of a program in LLVM IR.
static llvm::Expected<std::string>
emit(llvm::Module &program, Emission emission, const CpuTarget &target) {
  std::string code;
  if (emission == Emission::LLVM) {
    llvm::raw_string_ostream(code) << program;
    return code;
  }
  if (emission == Emission::Assembly)
    return emitCode(program, target, llvm::CodeGenFileType::AssemblyFile);
  code = emitCode(program, target, llvm::CodeGenFileType::ObjectFile);
  return emission == Emission::Object ? code : link(code, emission);
}

/// An executable has one entry: the one asked for, @main, or the only one.
static LogicalResult keepOneEntry(ModuleOp module,
                                  const CompileOptions &options) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  if (options.entries.empty() && main && isEntry(main))
    return keepEntries(module, {"main"});
  if (failed(keepEntries(module, options.entries)))
    return failure();
  auto entries =
      llvm::count_if(module.getOps<func::FuncOp>(),
                     [](func::FuncOp function) { return isEntry(function); });
  if (entries > 1)
    return module.emitError("an executable runs one function, but ")
           << entries << " are public and none is @main; name one by --entry";
  return success();
}

FailureOr<Artefact> compile(ModuleOp module, Emission emission,
                            const CompileOptions &options) {
  if (emission == Emission::MLIR || emission == Emission::Linalg)
    return compileToMLIR(
        module, emission == Emission::MLIR ? "trace" : "structure", options);
  auto target = makeCpuTarget(options.march, options.opt);
  if (!target)
    return module.emitError(llvm::toString(target.takeError()));
  bool isExecutable = emission == Emission::Executable;
  if (isExecutable && failed(keepOneEntry(module, options)))
    return failure();
  if (failed(runPhases(module, "lower", options)))
    return failure();
  FailureOr<ArtefactInterface> interface =
      describeArtefact(module, options.name);
  if (failed(interface))
    return failure();
  llvm::LLVMContext context;
  TimingScope optimizing = nestTiming(options, "LLVM: optimise");
  auto program = makeProgram(module, *interface, *target, context, options.opt,
                             isExecutable);
  optimizing.stop();
  if (failed(program))
    return failure();
  TimingScope emitting = nestTiming(options, "LLVM: emit");
  auto code = emit(**program, emission, *target);
  emitting.stop();
  if (!code)
    return module.emitError(llvm::toString(code.takeError()));
  return Artefact{std::move(*code), *interface,
                  formatInfo(*interface, target->march)};
}

} // namespace ag
