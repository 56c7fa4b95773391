//===- Tool.cpp - what all tools share -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Tool.h"
#include "ag-runtime/ABI.h"
#include "ag/Dialect/AG/IR/AGDialect.h"
#include "ag/Dialect/AG/IR/Dims.h"
#include "ag/Dialect/AG/Models/Models.h"
#include "ag/Reference/Interpreter.h"
#include "ag/Support/Nesting.h"
#include "mlir/Bytecode/BytecodeReader.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/WithColor.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

static void printError(const Twine &message) {
  llvm::WithColor::error(llvm::errs()) << message << "\n";
}

llvm::Error wrongUse(const Twine &message) {
  return llvm::createStringError(
      std::make_error_code(std::errc::invalid_argument), message);
}

ExitStatus report(llvm::Error error) {
  auto status = ExitStatus::InputAtFault;
  llvm::handleAllErrors(
      std::move(error),
      [](const InterpreterError &located) {
        emitError(located.loc) << located.message;
      },
      [&](const llvm::StringError &plain) {
        if (plain.convertToErrorCode() == std::errc::invalid_argument)
          status = ExitStatus::WrongUse;
        printError(plain.getMessage());
      });
  return status;
}

//===----------------------------------------------------------------------===//
// Starting and ending
//===----------------------------------------------------------------------===//

/// Of address space; it is only taken as far as it is used.
constexpr unsigned stackBytes = 512u << 20;

static void printVersion(llvm::raw_ostream &os) {
  os << "ag " AG_VERSION ", LLVM " LLVM_VERSION_STRING ", ABI "
     << AG_ABI_VERSION << "\n";
}

/// LLVM's own options, hundreds of them, are no options of ours.
static void removeForeignOptions(StringRef category) {
  llvm::DenseMap<StringRef, llvm::cl::Option *> options =
      llvm::cl::getRegisteredOptions();
  for (auto [name, option] : options) {
    bool isOurs = llvm::any_of(option->Categories, [&](auto *known) {
      return known->getName() == category;
    });
    if (!isOurs && name != "help" && name != "h" && name != "version")
      option->removeArgument();
  }
}

int runTool(int argc, char **argv, StringRef overview, StringRef category,
            llvm::function_ref<ExitStatus()> work) {
  removeForeignOptions(category);
  llvm::cl::SetVersionPrinter(printVersion);
  if (!llvm::cl::ParseCommandLineOptions(argc, argv, overview, &llvm::errs()))
    return static_cast<int>(ExitStatus::WrongUse);
  auto status = ExitStatus::OurFault;
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext recovery;
  if (!recovery.RunSafelyOnThread([&] { status = work(); }, stackBytes))
    printError("internal error: please report the input and this command: " +
               llvm::join(llvm::ArrayRef(argv, argc), " "));
  llvm::outs().flush();
  return static_cast<int>(status);
}

//===----------------------------------------------------------------------===//
// Programs
//===----------------------------------------------------------------------===//

void registerAllDialects(DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  registry.insert<AGDialect>();
  registerDimBounds(registry);
  registerModels(registry);
}

Program::Program() = default;
Program::Program(Program &&) = default;
Program::~Program() = default;

static unsigned depthOf(Operation *op) {
  unsigned depth = 0;
  for (; op; op = op->getParentOp())
    ++depth;
  return depth;
}

/// Reports the first op of a program that nests too deep, as bytecode can.
static bool checkNesting(ModuleOp module) {
  return !module
              ->walk<WalkOrder::PreOrder>([&](Operation *op) {
                if (depthOf(op) <= maxNesting)
                  return WalkResult::advance();
                op->emitError("the program nests deeper than ") << maxNesting;
                return WalkResult::interrupt();
              })
              .wasInterrupted();
}

std::optional<Program> Program::read(StringRef path, MLIRContext &context) {
  auto file = llvm::MemoryBuffer::getFileOrSTDIN(path);
  if (!file) {
    printError("cannot read " + path + ": " + file.getError().message());
    return std::nullopt;
  }
  Program program;
  program.sources = std::make_unique<llvm::SourceMgr>();
  llvm::MemoryBufferRef text = **file;
  program.sources->AddNewSourceBuffer(std::move(*file), SMLoc());
  program.diagnostics =
      std::make_unique<SourceMgrDiagnosticHandler>(*program.sources, &context);
  bool isText = !isBytecode(text);
  if (auto where =
          isText ? findTooDeep(text.getBuffer(), maxNesting) : std::nullopt) {
    program.sources->PrintMessage(
        SMLoc::getFromPointer(text.getBufferStart() + *where),
        llvm::SourceMgr::DK_Error,
        "the program nests deeper than " + Twine(maxNesting));
    return std::nullopt;
  }
  program.moduleOp = parseSourceFile<ModuleOp>(*program.sources, &context);
  if (!program.moduleOp || (!isText && !checkNesting(program.module())))
    return std::nullopt;
  return program;
}

} // namespace ag
