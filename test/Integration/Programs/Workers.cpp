//===- Workers.cpp - numbered work, spread over cores ---------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Workers.h"
#include "ag/Driver/Run/Child.h"
#include "llvm/Support/raw_ostream.h"
#include <atomic>
#include <memory>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;

namespace ag {
namespace {
/// A number that this process and its children count up together.
class SharedCounter {
public:
  SharedCounter()
      : next(static_cast<std::atomic<size_t> *>(
            mmap(nullptr, sizeof(std::atomic<size_t>), PROT_READ | PROT_WRITE,
                 MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
    if (next == MAP_FAILED)
      report_fatal_error("no shared memory");
  }
  ~SharedCounter() { munmap(next, sizeof(*next)); }

  size_t take() { return (*next)++; }

private:
  std::atomic<size_t> *next;
};
} // namespace

/// Does a worker's share, and returns its exit status.
static int runWorker(SharedCounter &counter, size_t count,
                     function_ref<Error(size_t)> work,
                     function_ref<std::string()> finish,
                     const SharedFile &answer) {
  for (size_t number; (number = counter.take()) < count;)
    if (Error error = work(number)) {
      answer.write(toString(std::move(error)));
      return 1;
    }
  answer.write(finish());
  return 0;
}

Expected<std::vector<std::string>>
runInWorkers(unsigned workers, size_t count, function_ref<Error(size_t)> work,
             function_ref<std::string()> finish) {
  SharedCounter counter;
  std::vector<std::unique_ptr<SharedFile>> files;
  std::vector<pid_t> children;
  // A child would write pending output a second time.
  outs().flush();
  errs().flush();
  for (unsigned worker = 0; worker < workers; ++worker) {
    const SharedFile &answer =
        *files.emplace_back(std::make_unique<SharedFile>());
    pid_t child = children.emplace_back(fork());
    if (child < 0)
      return createStringError("no process can be started");
    if (child > 0)
      continue;
    int status = runWorker(counter, count, work, finish, answer);
    outs().flush();
    errs().flush();
    _exit(status);
  }
  std::vector<std::string> answers;
  Error failure = Error::success();
  for (auto [child, file] : zip(children, files)) {
    int status = 0;
    waitpid(child, &status, 0);
    answers.push_back(file->read());
    if (status != 0)
      failure = joinErrors(std::move(failure),
                           createStringError(answers.back().empty()
                                                 ? "a worker crashed"
                                                 : answers.back()));
  }
  if (failure)
    return std::move(failure);
  return answers;
}

} // namespace ag
