//===- AsRead.h - a program as if it had been read --------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does a program that was printed after a phase, with its locations, and
// read again compile to the same code? A text does not tell
//
//   in which order the uses of a value were made, as its list of them does,
//   where that comes from which it leaves out or does not locate: the arguments
//     of a loop, the terminator of one without results, the op in
//     `linalg.reduce { arith.addf }`,
//
// so that nothing may depend on that.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PIPELINE_ASREAD_H
#define AG_LIB_PIPELINE_ASREAD_H

#include "mlir/IR/Operation.h"

namespace ag {

/// Gives all values within `root` their uses in the order in which a parser
/// leaves them, the last one in the text first, and what texts leave out or do
/// not locate the location of the op that it stands in. In time that is linear
/// in the ops, but for sorting the uses of a value.
void makeAsRead(mlir::Operation *root);

} // namespace ag

#endif // AG_LIB_PIPELINE_ASREAD_H
