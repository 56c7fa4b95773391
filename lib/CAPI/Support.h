//===- Support.h - strings and errors of the C API --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_CAPI_SUPPORT_H
#define AG_LIB_CAPI_SUPPORT_H

#include "ag-c/Run.h"
#include "ag/Driver/Compile/Compile.h"
#include "llvm/Support/Error.h"
#include <exception>

namespace ag {

/// The object behind an AgArtefact.
struct CompiledArtefact {
  Artefact artefact;
  Report report;
  std::string header;
  bool isObject;
};

inline AgStringRef toC(llvm::StringRef text) {
  return {text.data(), text.size()};
}

/// Stores the message for agGetLastError, and returns `status`.
int32_t fail(int32_t status, const llvm::Twine &message);

/// Stores the error's message, and returns its status: that of a ProgramError,
/// AgWrongUse for an error of wrong use, else `status`.
int32_t fail(llvm::Error error, int32_t status);

/// Runs the body of a C function. Turns exceptions into statuses.
template <typename Body> int32_t guard(Body &&body) {
  try {
    return body();
  } catch (const std::bad_alloc &) {
    return fail(AG_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception &exception) {
    return fail(AgInternalError,
                llvm::Twine("internal error: ") + exception.what());
  }
}

/// Runs the body of a C function that creates an object. `make` returns an
/// Expected of the object that `place` points to afterwards; on failure, it is
/// null.
template <typename Handle, typename Make>
int32_t guardMaking(Handle *place, int32_t status, Make &&make) {
  if (!place)
    return fail(AgWrongUse, "the place for the result is null");
  place->ptr = nullptr;
  return guard([&]() -> int32_t {
    auto made = make();
    if (!made)
      return fail(made.takeError(), status);
    using Object = std::decay_t<decltype(*made)>;
    place->ptr = new Object(std::move(*made));
    return AG_OK;
  });
}

} // namespace ag

#endif // AG_LIB_CAPI_SUPPORT_H
