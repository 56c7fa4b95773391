//===- Gil.h - Python's lock, until Python ends -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a thread release the GIL, and what happens if Python ends before the
// thread has it again?
//
// The thread waits for ever, and ends with the process. Python 3.14 makes it
// wait. Earlier versions end the thread with pthread_exit instead, which
// unwinds its stack: a destructor on it, as that of nb::gil_scoped_release,
// would end the process with "FATAL: exception not rethrown".
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_GIL_H
#define AG_PYTHON_BINDINGS_GIL_H

#include <cxxabi.h>
#include <nanobind/nanobind.h>
#include <utility>

namespace ag::python {

/// Blocks the calling thread until the process ends.
[[noreturn]] void waitForEnd();

/// Returns the result of `work`, which calls one function of Python's C API.
/// Waits for the end of the process if Python ends this thread meanwhile. By
/// then the thread has lost the GIL, and its stack is unwound up to here. So
/// `work` owns no object of Python, whose destructor would need the GIL.
template <typename Work> auto callPython(Work &&work) {
  try {
    return std::forward<Work>(work)();
  } catch (abi::__forced_unwind &) {
    waitForEnd();
  }
}

/// The way in which Python ends while a thread that has released the GIL is at
/// work.
enum class AtEnd {
  /// The process ends without waiting for the work.
  Abandon,
  /// Python waits until the work is done. Work that uses LLVM needs it, because
  /// exit() destroys static objects of LLVM.
  Await
};

/// Releases the GIL until destroyed.
class ReleasedGil {
public:
  explicit ReleasedGil(AtEnd atEnd = AtEnd::Abandon);
  ReleasedGil(const ReleasedGil &) = delete;
  ~ReleasedGil();

private:
  AtEnd atEnd;
  PyThreadState *state;
};

/// Returns true if the object has the attribute, which may run code in Python.
bool hasAttribute(nanobind::handle object, const char *name);

/// Holds the GIL until destroyed, in a thread that may not have it.
class AcquiredGil {
public:
  AcquiredGil() : state(callPython(PyGILState_Ensure)) {}
  AcquiredGil(const AcquiredGil &) = delete;
  ~AcquiredGil() { PyGILState_Release(state); }

private:
  PyGILState_STATE state;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_GIL_H
