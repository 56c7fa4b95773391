//===- Tool.cpp - what all tools share -----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Tool.h"
#include "ag-runtime/ABI.h"
#include "ag/Reference/Interpreter.h"
#include "ag/Support/WriteFile.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/WithColor.h"
#include <atomic>
#include <new>
#include <unistd.h>

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

void printVersion(llvm::raw_ostream &os) {
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
  return runGuarded(argc, argv, work);
}

//===----------------------------------------------------------------------===//
// Crashes
//===----------------------------------------------------------------------===//

namespace {
/// What a crash tells; there is one tool in a process.
struct Reproducer {
  std::string program;
  std::string command;
  /// The first thread that crashes reports, also if others follow.
  std::atomic_flag isReported = ATOMIC_FLAG_INIT;
};
} // namespace

static Reproducer reproducer;

void keepForReproducer(StringRef text) { reproducer.program = text.str(); }

static void reportCrash() {
  if (reproducer.isReported.test_and_set())
    return;
  llvm::SmallString<64> path;
  std::error_code code =
      llvm::sys::fs::createTemporaryFile("ag-crash", "mlir", path);
  llvm::Error error =
      code ? llvm::errorCodeToError(code) : writeFile(path, reproducer.program);
  std::string where = error ? "no reproducer could be written: " +
                                  llvm::toString(std::move(error))
                            : "the reproducer is " + path.str().str();
  printError("internal error; " + where +
             "; please report it with this command: " + reproducer.command);
}

/// LLVM's threads have no recovery context, so a crash there ends here.
static void endCrash(void *) {
  reportCrash();
  _exit(static_cast<int>(ExitStatus::OurFault));
}

static void endWithoutMemory() {
  printError("out of memory: the program needs more than there is");
  _exit(static_cast<int>(ExitStatus::InputAtFault));
}

int runGuarded(int argc, char **argv, llvm::function_ref<ExitStatus()> work) {
  reproducer.command = llvm::join(llvm::ArrayRef(argv, argc), " ");
  std::set_new_handler(endWithoutMemory);
  llvm::sys::AddSignalHandler(endCrash, nullptr);
  llvm::CrashRecoveryContext::Enable();
  llvm::CrashRecoveryContext recovery;
  auto status = ExitStatus::OurFault;
  if (!recovery.RunSafelyOnThread([&] { status = work(); }, stackBytes))
    reportCrash();
  llvm::outs().flush();
  return static_cast<int>(status);
}

} // namespace ag
