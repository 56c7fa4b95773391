//===- Child.cpp - work in a process of its own ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/Child.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace ag {

SharedFile::SharedFile() : file(memfd_create("ag", MFD_CLOEXEC)) {
  if (file < 0)
    report_fatal_error("no file in memory");
}

SharedFile::~SharedFile() { close(file); }

void SharedFile::replace(int stream) const { dup2(file, stream); }

void SharedFile::write(StringRef text) const {
  raw_fd_ostream(file, /*shouldClose=*/false) << text;
}

std::string SharedFile::read() const {
  std::string text;
  char bytes[4096];
  lseek(file, 0, SEEK_SET);
  for (ssize_t count; (count = ::read(file, bytes, sizeof bytes)) > 0;)
    text.append(bytes, count);
  return text;
}

std::optional<int> Ending::toolStatus() const {
  if (WIFEXITED(status) && WEXITSTATUS(status) <= 2)
    return WEXITSTATUS(status);
  return std::nullopt;
}

bool Ending::isHang() const {
  int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  return signal == SIGALRM || signal == SIGXCPU || signal == SIGKILL;
}

std::string Ending::describe() const {
  if (WIFEXITED(status))
    return "exit " + std::to_string(WEXITSTATUS(status));
  return "signal " + std::to_string(WTERMSIG(status));
}

/// Returns the bytes of this process's address space, which under
/// AddressSanitizer exceeds any memory.
static rlim_t countMappedBytes() {
  uint64_t pages = 0;
  auto file = MemoryBuffer::getFileAsStream("/proc/self/statm");
  if (!file || (*file)->getBuffer().split(' ').first.getAsInteger(10, pages))
    report_fatal_error("no /proc/self/statm");
  return pages * sysconf(_SC_PAGESIZE);
}

static void limitThisProcess(unsigned seconds) {
  rlim_t bytes = countMappedBytes() + (4ull << 30);
  rlimit memory{bytes, bytes}, core{0, 0}, time{seconds, seconds};
  setrlimit(RLIMIT_AS, &memory);
  setrlimit(RLIMIT_CORE, &core);
  setrlimit(RLIMIT_CPU, &time);
  alarm(12 * seconds);
}

/// Runs `work` in a child without limits.
static Ending runForked(function_ref<int()> work) {
  SharedFile out, err;
  // The child would write pending output a second time.
  outs().flush();
  errs().flush();
  pid_t child = fork();
  if (child < 0)
    report_fatal_error("no process");
  if (child == 0) {
    out.replace(STDOUT_FILENO);
    err.replace(STDERR_FILENO);
    int status = work();
    outs().flush();
    errs().flush();
    _exit(status);
  }
  Ending ending;
  waitpid(child, &ending.status, 0);
  ending.out = out.read();
  ending.err = err.read();
  return ending;
}

Ending runInChild(unsigned seconds, function_ref<int()> work) {
  return runForked([&] {
    limitThisProcess(seconds);
    return work();
  });
}

Ending runProgram(unsigned seconds, const std::string &path,
                  const std::string &argument) {
  return runForked([&] {
    alarm(seconds);
    execl(path.c_str(), path.c_str(), argument.c_str(), nullptr);
    errs() << std::error_code(errno, std::generic_category()).message();
    return 127; // The status of a shell in this case.
  });
}

} // namespace ag
