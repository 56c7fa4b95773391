//===- OptMain.cpp - ag-opt's command line --------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/OptMain.h"
#include "Compile/CompileFlags.h"
#include "Compile/PassFaults.h"
#include "OptHelp.h"
#include "Plugins.h"
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Driver/Bytecode.h"
#include "ag/Driver/Diagnostics.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Tool.h"
#include "ag/Phases/Common/Passes.h"
#include "ag/Support/Report/WriteFile.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/ErrorHandling.h"

using namespace mlir;

namespace ag {
namespace {
/// The first pass over a program from bytecode, which cannot be checked before
/// it is read.
class CheckBytecodePass
    : public PassWrapper<CheckBytecodePass, OperationPass<>> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(CheckBytecodePass)

  StringRef getArgument() const override { return "ag-check-bytecode"; }
  StringRef getDescription() const override {
    return "Refuse nesting and types that the reader of bytecode lets pass";
  }
  void runOnOperation() override {
    if (!checkBytecode(getOperation()))
      signalPassFailure();
  }
};

/// The options of the command line other than passes.
struct Request {
  StringRef input;
  StringRef output;
  TargetRequest target;
};

/// Returns true if the passes that the command line names can be set up.
/// Otherwise reports an error.
bool checkPipeline(const MlirOptMainConfig &config) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  PassManager passes(&context, PassManager::getAnyOpAnchorName());
  return succeeded(config.setupPassPipeline(passes));
}

/// Returns false and reports an error if the text of the input nests too deep.
/// Bytecode is checked after it is read, by CheckBytecodePass.
bool checkInput(const llvm::MemoryBuffer &input) {
  if (isBytecode(input.getMemBufferRef()))
    return true;
  MLIRContext context(MLIRContext::Threading::DISABLED);
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer(input.getMemBufferRef(),
                                       /*RequiresNullTerminator=*/false),
      SMLoc());
  SourceDiagnostics diagnostics(sources, &context);
  return checkNesting(sources, context);
}

/// Copies passes. Pass::clone is accessible to subclasses and OpPassManager
/// only.
struct CopiedPass : Pass {
  static std::unique_ptr<Pass> copy(const Pass &pass) {
    return (pass.*&CopiedPass::clone)();
  }
};

/// Fails unless the passes run on a module, because targets are attributes of
/// modules.
LogicalResult checkAnchor(const PassManager &passes) {
  if (passes.getOpAnchorName() == ModuleOp::getOperationName())
    return success();
  return emitError(UnknownLoc::get(passes.getContext()),
                   "--target, --march and --threads are for the passes of a "
                   "builtin.module, not for those of ")
         << passes.getOpAnchorName();
}

/// Returns an option of upstream's. Ends the process if there is none of that
/// name, as a later version of LLVM may rename it.
llvm::cl::Option &getUpstreamOption(StringRef name) {
  auto &options = llvm::cl::getRegisteredOptions();
  auto found = options.find(name);
  if (found == options.end())
    llvm::report_fatal_error("LLVM and MLIR have no option --" + name +
                             ", which ag-opt replaces");
  return *found->second;
}

/// Returns true if the command line has --dump-pass-pipeline, and resets that
/// option. Upstream would print the passes without ag-set-target.
bool takeDumpRequest() {
  auto &flag = static_cast<llvm::cl::opt<bool, /*ExternalStorage=*/true> &>(
      getUpstreamOption("dump-pass-pipeline"));
  bool isRequested = flag;
  flag.setValue(false);
  return isRequested;
}

/// Switches off MLIR's threads if they cannot be started. Upstream's main
/// function makes the context.
void avoidThreads() {
  if (!canStartPool())
    static_cast<llvm::cl::opt<bool> &>(
        getUpstreamOption("mlir-disable-threading"))
        .setValue(true);
}

/// Adds the check of bytecode and the requested target before the passes that
/// the command line names. The latter are set up first and then copied, because
/// --pass-pipeline discards the passes that are already there.
///
/// Also loads ag's dialect, whose canonicalizations keep upstream's from
/// crashing, even in programs without an op of ag.
void guardPasses(MlirOptMainConfig &config, bool readsBytecode, bool printsThem,
                 const TargetRequest &target) {
  config.setPassPipelineSetupFn([=](PassManager &passes) -> LogicalResult {
    if (failed(config.setupPassPipeline(passes)))
      return failure();
    if (!target.isEmpty() && failed(checkAnchor(passes)))
      return failure();
    OpPassManager named = passes;
    auto addNamed = [&](PassManager &to) {
      if (!target.isEmpty())
        to.addPass(createSetTargetPass(target));
      for (const Pass &pass : std::as_const(named).getPasses())
        to.addPass(CopiedPass::copy(pass));
    };
    if (printsThem) {
      PassManager printed(passes.getContext(), passes.getOpAnchorName());
      addNamed(printed);
      printed.dump();
    }
    passes.clear();
    passes.getContext()->getOrLoadDialect<AGDialect>();
    watchForFaults(passes);
    if (readsBytecode)
      passes.addPass(std::make_unique<CheckBytecodePass>());
    addNamed(passes);
    return success();
  });
}

/// Loads ag's dialect. Bytecode loads only the dialects of its ops, and the
/// attributes of a dialect that is not loaded are not verified.
void loadForAttributes(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, BuiltinDialect *) {
    context->getOrLoadDialect<AGDialect>();
  });
}

/// Runs the passes and writes the result. Standard output receives it as it is
/// produced, for instance each piece of a split input. A file, which may be the
/// input itself, receives all of it or is not changed.
ExitStatus optimize(std::unique_ptr<llvm::MemoryBuffer> input,
                    StringRef outputPath, DialectRegistry &registry,
                    const MlirOptMainConfig &config) {
  bool toStdout = outputPath == "-";
  std::string text;
  llvm::raw_string_ostream file(text);
  llvm::raw_ostream *output = &file;
  if (toStdout)
    output = &llvm::outs();
  if (failed(MlirOptMain(*output, std::move(input), registry, config)))
    return hasWrongUse() ? ExitStatus::WrongUse : ExitStatus::InputAtFault;
  if (!toStdout)
    if (llvm::Error error = writeFile(outputPath, text))
      return report(std::move(error));
  return ExitStatus::Right;
}

ExitStatus optimizeFile(const Request &request, DialectRegistry &registry) {
  bool printsPasses = takeDumpRequest();
  auto config = MlirOptMainConfig::createFromCLOptions();
  if (config.shouldShowDialects()) {
    llvm::outs() << llvm::join(registry.getDialectNames(), "\n") << "\n";
    return ExitStatus::Right;
  }
  if (config.shouldListPasses()) {
    printRegisteredPasses();
    return ExitStatus::Right;
  }
  if (!checkPipeline(config))
    return ExitStatus::WrongUse;
  auto input = readProgramFile(request.input);
  if (!input)
    return report(llvm::createStringError("cannot read " + request.input +
                                          ": " + input.getError().message()));
  keepForReproducer((*input)->getBuffer());
  if (!checkInput(**input))
    return ExitStatus::InputAtFault;
  bool readsBytecode = isBytecode((*input)->getMemBufferRef());
  if (readsBytecode)
    loadForAttributes(registry);
  guardPasses(config, readsBytecode, printsPasses, request.target);
  avoidThreads();
  return optimize(std::move(*input), request.output, registry, config);
}
} // namespace

int optMain(int argc, char **argv, DialectRegistry &registry) {
  hideLLVMOptions();
  // LLVM has an option of this name for its linker.
  getUpstreamOption("threads").removeArgument();
  llvm::cl::opt<std::string> input(llvm::cl::Positional, llvm::cl::init("-"),
                                   llvm::cl::desc("<program, or - for "
                                                  "standard input>"));
  llvm::cl::opt<std::string> output("o", llvm::cl::init("-"),
                                    llvm::cl::value_desc("file"),
                                    llvm::cl::desc("The output"));
  CompileFlags target(AGOpt, llvm::cl::getGeneralCategory());
  std::string dialects = registerCLIOptions("", registry);
  // Upstream's option ignores plugins that it cannot load.
  getUpstreamOption("load-dialect-plugin").removeArgument();
  PluginFlag plugins(llvm::cl::getGeneralCategory());
  hidePasses();
  std::string help = describeOpt() + dialects;
  llvm::cl::SetVersionPrinter(printVersion);
  if (!llvm::cl::ParseCommandLineOptions(argc, argv, help, &llvm::errs()))
    return static_cast<int>(ExitStatus::WrongUse);
  return runGuarded(argc, argv, [&] {
    if (llvm::Error error = plugins.load(registry))
      return report(std::move(error));
    CompileOptions options;
    if (llvm::Error error = target.read(options))
      return report(std::move(error));
    if (llvm::Error error = asWrongUse(checkOptions(options, Emission::MLIR)))
      return report(std::move(error));
    return optimizeFile({input, output, options.target}, registry);
  });
}

} // namespace ag
