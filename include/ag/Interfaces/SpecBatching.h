//===- SpecBatching.h - batches of Specs ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op that is stated by a Spec done for a batch? By one more loop,
// which operands that differ have at their axis. Of
//
//   y[b, o] = sum over i of x[b, i] * w[i, o]
//
// with n elements of w along its dimension 1,
//
//   y[b, n, o] = sum over i of x[b, i] * w[i, n, o]
//
// Nothing is moved: the result has the batch in front of what is behind it in
// the operand. An index in the body counts as before.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPECBATCHING_H
#define AG_INTERFACES_SPECBATCHING_H

#include "ag/Interfaces/BatchableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// As BatchableOpInterface's method.
llvm::LogicalResult batchSpec(StructuredOpInterface op, BatchContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPECBATCHING_H
