//===- Nesting.h - how deep a text nests ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Does a program's text nest so deep that parsing it could run out of stack?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_NOTATION_NESTING_H
#define AG_SUPPORT_NOTATION_NESTING_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ag {

/// How deep programs may nest.
constexpr unsigned maxNesting = 256;

/// Where the brackets ( [ { < of MLIR's textual form first nest deeper than
/// `limit`; brackets in strings and comments, and those of -> >= <=, are none.
std::optional<size_t> findTooDeep(llvm::StringRef text, unsigned limit);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_NESTING_H
