//===- Nesting.h - how deep a text nests ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is a program's text nested so deeply that the parser could run out of stack?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_NOTATION_NESTING_H
#define AG_SUPPORT_NOTATION_NESTING_H

#include "llvm/ADT/StringRef.h"
#include <optional>

namespace ag {

/// The maximum nesting of programs.
constexpr unsigned maxNesting = 256;

/// Returns the first position at which the brackets ( [ { < of MLIR's textual
/// form nest deeper than `limit`, or std::nullopt if there is none. Brackets in
/// strings and comments, and those of -> >= <=, do not count.
std::optional<size_t> findTooDeep(llvm::StringRef text, unsigned limit);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_NESTING_H
