//===- Einsum.h - the notation of contractions ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a string like "bi,io->bo" say, or one with windows?
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

/// The position along a dimension: a loop, or a sum of multiples of some.
struct EinsumDim {
  llvm::SmallVector<EinsumTerm, 1> terms;

  bool isLoop() const { return terms.size() == 1 && terms[0].factor == 1; }
  bool isLoop(unsigned loop) const { return isLoop() && terms[0].loop == loop; }
};

using EinsumPart = llvm::SmallVector<EinsumDim>;

/// An einsum of some operands. Letters are numbered as loops: those of the
/// result in the order in which they occur there, then those that are summed
/// over, in the order in which they first occur.
struct Einsum {
  /// The letter of each loop.
  std::string letters;
  /// How many of the loops are the result's.
  unsigned resultLoops = 0;
  llvm::SmallVector<EinsumPart, 2> operands;
  EinsumPart result;

  /// Whether a dimension of an operand is the loop alone.
  bool isMeasured(unsigned loop) const;
  /// Whether a dimension of the result takes its extent from no operand.
  bool isCreated(const EinsumDim &dim) const;
  /// The loops that occur in sums only, in the order of the text.
  llvm::SmallVector<unsigned> findWindows() const;
};

/// Reads
///
///   einsum = part { "," part } "->" part     as many operands as are expected
///   part   = { letter | "(" term { "+" term } ")" }
///   term   = [ number ] letter
///
/// letters being a-z and A-Z, numbers 2 to 2147483647. A letter occurs once in
/// a sum, and once in the result; one that stands alone there is in an operand.
/// The error says what was expected at which column.
llvm::Expected<Einsum> parseEinsum(llvm::StringRef text,
                                   unsigned numOperands = 2);

/// What parseEinsum reads.
std::string spell(const Einsum &einsum);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_EINSUM_H
