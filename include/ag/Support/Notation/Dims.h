//===- Dims.h - the notations of named dimensions ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does `batch=4` on a command line say?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_NOTATION_DIMS_H
#define AG_SUPPORT_NOTATION_DIMS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

/// Stands for all dimensions whose size nothing else gives: `*=4`.
constexpr llvm::StringLiteral otherDims = "*";

/// The size of a dimension: `batch=4`.
struct DimSize {
  llvm::StringRef name;
  int64_t size;
};

/// The sizes that a dimension may have, both ends included.
struct DimRange {
  int64_t lowest;
  int64_t highest;
};

/// Whether `name` can name a dimension: a C identifier.
bool isDimName(llvm::StringRef name);

// Sizes are decimal numbers from 0 to 2^63 - 1; there are no spaces. Errors say
// what was expected at which column, counted from 1. The name points into
// `text`.
llvm::Expected<DimSize> parseDimSize(llvm::StringRef text);

/// The sizes that several texts give, each of another dimension. The names
/// point into `texts`; an error begins with the text at fault.
llvm::Expected<std::vector<DimSize>>
parseDimSizes(llvm::ArrayRef<std::string> texts);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_DIMS_H
