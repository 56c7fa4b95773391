//===- Compile.cpp - from a program to an artefact ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Compile.h"
#include "ag/Pipeline/Phases.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/IR/LLVMContext.h"

using namespace mlir;

namespace ag {

/// Makes the public functions other than the entries private.
static LogicalResult keepEntries(ModuleOp module,
                                 const std::vector<std::string> &entries) {
  if (entries.empty())
    return success();
  for (const std::string &name : entries) {
    auto function = module.lookupSymbol<func::FuncOp>(name);
    if (!function || !function.isPublic())
      return module.emitError("there is no public function @") << name;
  }
  for (auto function : module.getOps<func::FuncOp>())
    if (function.isPublic() && !llvm::is_contained(entries, function.getName()))
      function.setPrivate();
  return success();
}

LogicalResult runPhases(ModuleOp module, StringRef last,
                        const CompileOptions &options) {
  if (failed(keepEntries(module, options.entries)))
    return failure();
  const Phase *phase = findPhase(last);
  assert(phase && "callers check the name");
  PassManager passes(module.getContext());
  passes.enableVerifier(true);
  if (failed(buildPhases(passes, module, *phase, PhaseOptions{options.march})))
    return failure();
  return passes.run(module);
}

static std::string print(ModuleOp module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream);
  stream << "\n";
  return text;
}

FailureOr<Artefact> compile(ModuleOp module, Emission emission,
                            const CompileOptions &options) {
  Artefact artefact;
  if (emission == Emission::MLIR || emission == Emission::Linalg) {
    StringRef last = emission == Emission::MLIR ? "trace" : "structure";
    if (failed(runPhases(module, last, options)))
      return failure();
    artefact.code = print(module);
    return artefact;
  }
  auto target = makeCpuTarget(options.march, options.opt);
  if (!target)
    return module.emitError(llvm::toString(target.takeError()));
  if (failed(runPhases(module, "lower", options)))
    return failure();
  FailureOr<ArtefactInterface> interface =
      describeArtefact(module, options.name);
  if (failed(interface))
    return failure();
  artefact.interface = std::move(*interface);
  llvm::LLVMContext context;
  auto program =
      makeProgram(module, artefact.interface, *target, context, options.opt);
  if (failed(program))
    return failure();
  if (emission == Emission::LLVM) {
    llvm::raw_string_ostream(artefact.code) << **program;
    return artefact;
  }
  artefact.code = emitCode(**program, *target,
                           emission == Emission::Assembly
                               ? llvm::CodeGenFileType::AssemblyFile
                               : llvm::CodeGenFileType::ObjectFile);
  return artefact;
}

} // namespace ag
