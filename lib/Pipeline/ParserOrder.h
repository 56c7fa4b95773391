//===- ParserOrder.h - a program as if it had been read ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program that was printed after a phase, with its locations, and
// parsed again compile to the same code? The text of a program loses
//
//   the order of each use list, which depends on the order in which uses were
//     created;
//   the locations of parts that the text omits or prints without one: the
//     arguments of a loop, the terminator of a loop without results, the op in
//     `linalg.reduce { arith.addf }`.
//
// Each phase therefore begins with the order and locations that a parser
// creates.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PIPELINE_PARSERORDER_H
#define AG_LIB_PIPELINE_PARSERORDER_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Reorders all use lists within `root` as a parser leaves them, with the last
/// use in the text first. Ops and arguments whose location the text loses get
/// the location of their parent op. The time is linear in the number of ops,
/// apart from sorting the use lists.
void restoreParserOrder(mlir::Operation *root);

} // namespace ag

#endif // AG_LIB_PIPELINE_PARSERORDER_H
