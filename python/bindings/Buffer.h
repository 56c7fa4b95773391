//===- Buffer.h - memory of Python objects ----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Where are the bytes of an object with Python's buffer protocol, such as bytes
// or an array of numpy?
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_BUFFER_H
#define AG_PYTHON_BINDINGS_BUFFER_H

#include "llvm/ADT/StringRef.h"
#include <nanobind/nanobind.h>

namespace ag::python {

/// The bytes of an object. They stay where they are until this is destroyed,
/// which needs the GIL.
class Buffer {
public:
  /// Throws Python's error if the object has no bytes in one piece.
  explicit Buffer(nanobind::handle object) {
    if (PyObject_GetBuffer(object.ptr(), &view, PyBUF_SIMPLE) != 0)
      throw nanobind::python_error();
  }
  Buffer(const Buffer &) = delete;
  ~Buffer() { PyBuffer_Release(&view); }

  llvm::StringRef bytes() const {
    return {static_cast<const char *>(view.buf), static_cast<size_t>(view.len)};
  }

private:
  Py_buffer view = {};
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_BUFFER_H
