//===- Tool.cpp - what all tools share -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Tool.h"
#include "ag-runtime/ABI.h"
#include "ag/Reference/Interpreter.h"
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

bool isWrongUse(const llvm::ErrorInfoBase &error) {
  return error.convertToErrorCode() == std::errc::invalid_argument;
}

ExitStatus report(llvm::Error error) {
  auto status = ExitStatus::InputAtFault;
  llvm::handleAllErrors(
      std::move(error),
      [](const InterpreterError &located) {
        emitError(located.loc) << located.message;
      },
      [&](const llvm::ErrorInfoBase &other) {
        if (isWrongUse(other))
          status = ExitStatus::WrongUse;
        printError(other.message());
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

} // namespace ag
