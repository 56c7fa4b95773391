//===- FormLoops.h - loops of forms -----------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which dimension does a loop of a form iterate over, and how long is it?
//
//   sum over b of x[i, b]      i: over the rows of x; b: over its columns
//
// Loops range over dimensions, whose size is either a number or an unknown
// symbol. Several loops may range over one dimension, as in x[i, j] x[j, i].
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_FORMS_FORMLOOPS_H
#define AG_SUPPORT_FORMS_FORMLOOPS_H

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace ag {

/// The dimensions and loops of a table of forms, by their numbers.
class FormLoops {
public:
  /// Adds a dimension, whose size is a number or unknown.
  unsigned addDimension(std::optional<int64_t> size);
  /// Returns the dimension's size, or std::nullopt if it is unknown.
  std::optional<int64_t> sizeOf(unsigned dimension) const {
    return sizes[dimension];
  }
  /// Adds a loop over a dimension.
  unsigned addLoop(unsigned dimension);
  unsigned dimensionOf(unsigned loop) const { return dimensions[loop]; }
  /// Returns the loop that is the `place`-th loop of its dimension in each
  /// reduction.
  unsigned getOwnLoop(unsigned dimension, unsigned place);

private:
  /// The size of each dimension, and the dimension of each loop.
  std::vector<std::optional<int64_t>> sizes;
  std::vector<unsigned> dimensions;
  std::map<std::pair<unsigned, unsigned>, unsigned> ownLoops;
};

} // namespace ag

#endif // AG_SUPPORT_FORMS_FORMLOOPS_H
