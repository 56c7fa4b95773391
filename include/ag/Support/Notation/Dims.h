//===- Dims.h - the notations of named dimensions ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is `batch=4` on a command line parsed?
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

/// The name that stands for all dimensions without a size of their own: `*=4`.
constexpr llvm::StringLiteral otherDims = "*";

/// The size of a dimension, as in `batch=4`.
struct DimSize {
  llvm::StringRef name;
  int64_t size;
};

/// The range of sizes of a dimension, inclusive.
struct DimRange {
  int64_t lowest;
  int64_t highest;
};

/// Returns true if `name` can be the name of a dimension: a C identifier.
bool isDimName(llvm::StringRef name);

// Sizes are decimal numbers from 0 to 2^63 - 1, without spaces. Errors name the
// expected text and the column, counted from 1. The name points into `text`.
llvm::Expected<DimSize> parseDimSize(llvm::StringRef text);

/// Parses several texts, each for another dimension. The names point into
/// `texts`. An error begins with the faulty text.
llvm::Expected<std::vector<DimSize>>
parseDimSizes(llvm::ArrayRef<std::string> texts);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_DIMS_H
