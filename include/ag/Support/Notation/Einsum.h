//===- Einsum.h - the notation of contractions ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does an einsum string such as "bi,io->bo" mean, or one with windows?
//
//   "n(2y+u)i,uio->nyo"     a convolution: x[n, 2y + u, i] * w[u, i, o]
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_NOTATION_EINSUM_H
#define AG_SUPPORT_NOTATION_EINSUM_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace ag {

struct EinsumTerm {
  int64_t factor;
  unsigned loop;
};

/// The position along a dimension: a loop, or a sum of multiples of loops.
struct EinsumDim {
  llvm::SmallVector<EinsumTerm, 1> terms;

  bool isLoop() const { return terms.size() == 1 && terms[0].factor == 1; }
  bool isLoop(unsigned loop) const { return isLoop() && terms[0].loop == loop; }
};

using EinsumPart = llvm::SmallVector<EinsumDim>;

/// An einsum of some operands. Letters are numbered as loops: first those of
/// the result in their order, then the reduction loops in the order in which
/// they first occur.
struct Einsum {
  /// The letter of each loop.
  std::string letters;
  /// The number of loops that index the result.
  unsigned resultLoops = 0;
  llvm::SmallVector<EinsumPart, 2> operands;
  EinsumPart result;

  /// Returns true if a dimension of an operand is this loop alone.
  bool isMeasured(unsigned loop) const;
  /// Returns true if no operand determines the extent of this dimension of the
  /// result.
  bool isCreated(const EinsumDim &dim) const;
  /// Returns the loops that occur only in sums, in the order of the text.
  llvm::SmallVector<unsigned> findWindows() const;
};

/// Parses
///
///   einsum = part { "," part } "->" part     as many operands as are expected
///   part   = { letter | "(" term { "+" term } ")" }
///   term   = [ number ] letter
///
/// Letters are a-z and A-Z, numbers 2 to 2147483647. A letter occurs at most
/// once in a sum, and at most once in the result. A letter that is a dimension
/// of the result by itself must occur in an operand. The error names the
/// expected text and the column.
llvm::Expected<Einsum> parseEinsum(llvm::StringRef text,
                                   unsigned numOperands = 2);

/// Returns the text that parseEinsum() parses to `einsum`.
std::string spell(const Einsum &einsum);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_EINSUM_H
