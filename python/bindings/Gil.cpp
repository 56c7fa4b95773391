//===- Gil.cpp - Python's lock, until Python ends -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Gil.h"
#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <unistd.h>

namespace ag::python {

namespace {
/// The work that Python's end waits for.
struct AwaitedWork {
  std::mutex mutex;
  std::condition_variable changed;
  unsigned count = 0;

  void add(int difference) {
    std::lock_guard<std::mutex> lock(mutex);
    count += difference;
    changed.notify_all();
  }
};
} // namespace

/// Is never destroyed, since threads may use it until the process ends.
static AwaitedWork *awaited = nullptr;

static void awaitWork() {
  std::unique_lock<std::mutex> lock(awaited->mutex);
  awaited->changed.wait(lock, [] { return awaited->count == 0; });
}

/// Creates `awaited`. The caller holds the GIL.
static void prepareAwaitedWork() {
  if (awaited)
    return;
  awaited = new AwaitedWork;
  // If Python cannot register another function, its end does not wait.
  Py_AtExit(awaitWork);
  // A forked process does not have the threads that do the work.
  pthread_atfork(nullptr, nullptr, [] { awaited = new AwaitedWork; });
}

ReleasedGil::ReleasedGil(AtEnd atEnd) : atEnd(atEnd) {
  if (atEnd == AtEnd::Await) {
    prepareAwaitedWork();
    awaited->add(1);
  }
  state = PyEval_SaveThread();
}

ReleasedGil::~ReleasedGil() {
  if (atEnd == AtEnd::Await)
    awaited->add(-1);
  callPython([&] { PyEval_RestoreThread(state); });
}

bool hasAttribute(nanobind::handle object, const char *name) {
  return callPython([&] { return PyObject_HasAttrString(object.ptr(), name); });
}

void waitForEnd() {
  // A signal ends a pause.
  for (;;)
    ::pause();
}

} // namespace ag::python
