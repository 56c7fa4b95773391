//===- Tool.cpp - start, end and errors of tools --------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Tool.h"
#include "ag-runtime/ABI.h"
#include "ag/Driver/Compile/Compile.h"
#include "ag/Reference/Interpreter.h"
#include "ag/Support/Process/Threads.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/WithColor.h"
#include <algorithm>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <new>
#include <sys/resource.h>
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

llvm::Error asWrongUse(llvm::Error error) {
  return error ? wrongUse(llvm::toString(std::move(error)))
               : llvm::Error::success();
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
      // The reasons have been reported.
      [](const CompilationFailed &) {},
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

/// The size of the stack in address space. Only pages in use take memory.
constexpr unsigned stackBytes = 512u << 20;

void printVersion(llvm::raw_ostream &os) {
  os << "ag " AG_VERSION ", LLVM " LLVM_VERSION_STRING ", ABI "
     << AG_ABI_VERSION << "\n";
}

void forgetOptions() {
  llvm::DenseMap<StringRef, llvm::cl::Option *> options =
      llvm::cl::getRegisteredOptions();
  for (auto [name, option] : options)
    if (name != "help" && name != "h" && name != "version")
      option->removeArgument();
}

int runTool(int argc, char **argv, StringRef overview,
            llvm::function_ref<ExitStatus()> work) {
  llvm::cl::SetVersionPrinter(printVersion);
  if (!llvm::cl::ParseCommandLineOptions(argc, argv, overview, &llvm::errs()))
    return static_cast<int>(ExitStatus::WrongUse);
  return runGuarded(argc, argv, work);
}

//===----------------------------------------------------------------------===//
// Crashes
//===----------------------------------------------------------------------===//

namespace {
/// The program and the messages of an internal error. A process runs one tool.
/// The texts are prepared in advance, because a crash within malloc prevents
/// further allocation.
struct Reproducer {
  std::string program;
  llvm::SmallString<64> path;
  std::string written;
  std::string notWritten;
  std::atomic_flag isReported = ATOMIC_FLAG_INIT;
  std::atomic<bool> isRequested = false;
};
} // namespace

static Reproducer reproducer;

void keepForReproducer(StringRef text) { reproducer.program = text.str(); }

void noteInternalError() { reproducer.isRequested = true; }

bool hasInternalError() { return reproducer.isRequested; }

static bool isWronglyUsed = false;

void noteWrongUse() { isWronglyUsed = true; }

bool hasWrongUse() { return isWronglyUsed; }

static void prepareReproducer(StringRef command) {
  if (llvm::sys::fs::getPotentiallyUniqueTempFileName("ag-crash", "mlir",
                                                      reproducer.path))
    reproducer.path = "ag-crash.mlir"; // There is no temporary folder.
  std::string end = ("; please report it with this command: " + command).str();
  end += "\n";
  reproducer.written =
      ("error: internal error; the reproducer is " + reproducer.path + end)
          .str();
  reproducer.notWritten =
      ("error: internal error; no reproducer could be written to " +
       reproducer.path + end)
          .str();
}

static bool writeAll(int file, StringRef text) {
  while (!text.empty()) {
    ssize_t count = ::write(file, text.data(), text.size());
    if (count <= 0)
      return false;
    text = text.drop_front(count);
  }
  return true;
}

static void reportInternalError() {
  int file = ::open(reproducer.path.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0600);
  bool isWritten = file >= 0 && writeAll(file, reproducer.program);
  writeAll(STDERR_FILENO,
           isWritten ? reproducer.written : reproducer.notWritten);
}

/// Ends the process from a signal handler. If several threads crash, only the
/// first one reports.
static void endCrash(void *) {
  while (reproducer.isReported.test_and_set())
    ::pause();
  reportInternalError();
  ::_exit(static_cast<int>(ExitStatus::OurFault));
}

/// Ends the process after the handlers that were added later, such as the one
/// that writes the file of --mlir-pass-pipeline-crash-reproducer. Ends it as
/// well if one of these waits for a lock that the crashed code holds.
static void endAfterOthers(void *) {
  constexpr unsigned secondsOfOthers = 30;
  std::signal(SIGALRM, [](int) { endCrash(nullptr); });
  ::alarm(secondsOfOthers);
  llvm::sys::AddSignalHandler(endCrash, nullptr);
}

static void endWithoutMemory() {
  writeAll(STDERR_FILENO,
           "error: out of memory: the program needs more than there is\n");
  ::_exit(static_cast<int>(ExitStatus::InputAtFault));
}

/// Flushes standard output, and returns `status`. If it cannot be written, for
/// example because the disk is full, reports an error as for any other file;
/// llvm::outs() would abort.
static ExitStatus finishOutput(ExitStatus status) {
  llvm::outs().flush();
  std::error_code code = llvm::outs().error();
  llvm::outs().clear_error();
  return code ? report(llvm::createFileError("-", code)) : status;
}

/// Raises the limit of this thread's stack, which grows on demand, to
/// stackBytes, or to the greatest limit that is allowed.
static void growStack() {
  rlimit limit;
  if (::getrlimit(RLIMIT_STACK, &limit))
    return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, stackBytes);
  ::setrlimit(RLIMIT_STACK, &limit);
}

/// Runs `work` on a thread with a large stack, or on this thread if none can be
/// started.
static void runOnLargeStack(llvm::function_ref<void()> work) {
  if (canStartThreads(1, stackBytes)) {
    llvm::CrashRecoveryContext().RunSafelyOnThread(work, stackBytes);
    return;
  }
  growStack();
  llvm::CrashRecoveryContext().RunSafely(work);
}

int runGuarded(int argc, char **argv, llvm::function_ref<ExitStatus()> work) {
  prepareReproducer(llvm::join(llvm::ArrayRef(argv, argc), " "));
  std::set_new_handler(endWithoutMemory);
  // LLVM's vectors and maps call malloc, and would crash.
  llvm::install_bad_alloc_error_handler(
      [](void *, const char *, bool) { endWithoutMemory(); });
  // CrashRecoveryContext::Enable() would miss crashes of LLVM's own threads,
  // and the code it returns to would wait for a lock that malloc holds.
  llvm::sys::AddSignalHandler(endAfterOthers, nullptr);
  // Writing a file beyond the system's size limit then fails instead of
  // crashing.
  std::signal(SIGXFSZ, SIG_IGN);
  auto status = ExitStatus::OurFault;
  runOnLargeStack([&] { status = work(); });
  status = finishOutput(status);
  if (hasInternalError()) {
    reportInternalError();
    status = ExitStatus::OurFault;
  }
  return static_cast<int>(status);
}

} // namespace ag
