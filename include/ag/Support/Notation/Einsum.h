//===- Einsum.h - the notation of contractions ------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does a string like "bi,io->bo" say?
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_NOTATION_EINSUM_H
#define AG_SUPPORT_NOTATION_EINSUM_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <array>
#include <string>

namespace ag {

/// An einsum of two operands. Letters are numbered as loops: those of the
/// result in its order, then those that are summed over, in the order in which
/// they first occur.
struct Einsum {
  /// The letter of each loop.
  std::string letters;
  /// How many of the loops are the result's.
  unsigned resultRank = 0;
  /// For each operand, the loop of each of its dimensions.
  std::array<llvm::SmallVector<unsigned>, 2> operands;
};

/// Reads LETTERS,LETTERS->LETTERS, letters being a-z and A-Z. The error says
/// what was expected at which column.
llvm::Expected<Einsum> parseEinsum(llvm::StringRef text);

} // namespace ag

#endif // AG_SUPPORT_NOTATION_EINSUM_H
