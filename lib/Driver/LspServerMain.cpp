//===- LspServerMain.cpp - ag-lsp-server's command line -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/LspServerMain.h"
#include "Plugins.h"
#include "ag/Driver/Tool.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"
#include "llvm/Support/CommandLine.h"

using namespace llvm;

namespace ag {
namespace {
constexpr StringLiteral lspOverview =
    "Serves the Language Server Protocol for MLIR programs: errors while "
    "typing, an\nop's text under the cursor, definitions, completion. Editors "
    "start it\n(docs/Editors.md).\n";

enum class LogLevel : uint8_t { Error, Info, Verbose };

/// Returns upstream's option for a level.
std::string makeLogOption(LogLevel level) {
  constexpr StringLiteral levels[] = {"error", "info", "verbose"};
  return ("--log=" + levels[static_cast<unsigned>(level)]).str();
}

/// Makes diagnostics quote the source but not print the op, as in the other
/// tools.
void leaveOutOps(mlir::DialectRegistry &registry) {
  registry.addExtension(
      +[](mlir::MLIRContext *context, mlir::BuiltinDialect *) {
        context->printOpOnDiagnostic(false);
      });
}

/// Runs upstream's server. It takes its options from a command line only. Some
/// of them have the names of ag's options, which are therefore removed first.
ExitStatus serve(StringRef program, LogLevel level,
                 mlir::DialectRegistry &registry) {
  forgetOptions();
  std::string words[] = {program.str(), makeLogOption(level)};
  char *argv[] = {words[0].data(), words[1].data(), nullptr};
  return mlir::failed(mlir::MlirLspServerMain(2, argv, registry))
             ? ExitStatus::InputAtFault
             : ExitStatus::Right;
}
} // namespace

int lspServerMain(int argc, char **argv, mlir::DialectRegistry &registry) {
  forgetOptions();
  cl::OptionCategory ours("ag-lsp-server options");
  PluginFlag plugins(ours);
  cl::opt<LogLevel> level(
      "log", cl::cat(ours), cl::init(LogLevel::Error),
      cl::desc("The messages on standard error:"),
      cl::values(clEnumValN(LogLevel::Error, "error", "errors (default)"),
                 clEnumValN(LogLevel::Info, "info", "each message's name"),
                 clEnumValN(LogLevel::Verbose, "verbose", "each message")));
  return runTool(argc, argv, lspOverview, [&] {
    if (Error error = plugins.load(registry))
      return report(std::move(error));
    leaveOutOps(registry);
    return serve(argv[0], level, registry);
  });
}

} // namespace ag
