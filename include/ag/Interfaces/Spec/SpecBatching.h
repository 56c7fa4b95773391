//===- SpecBatching.h - batches of Specs ------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is an op with a Spec computed for a batch?
//
// Its Spec gets one more loop, which differing operands have at their axis. For
//
//   y[b, o] = sum over i of x[b, i] * w[i, o]
//
// with n elements of w along its dimension 1,
//
//   y[b, n, o] = sum over i of x[b, i] * w[i, n, o]
//
// No data are moved: in the result, the batch precedes the same loop as in the
// operand. The loop indices of the body keep their meaning.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_SPECBATCHING_H
#define AG_INTERFACES_SPEC_SPECBATCHING_H

#include "ag/Interfaces/BatchableOp.h"
#include "ag/Interfaces/StructuredOp.h"

namespace ag {

/// Implements BatchableOpInterface::batch() for an op with a Spec.
llvm::LogicalResult batchSpec(StructuredOpInterface op, BatchContext &context);

} // namespace ag

#endif // AG_INTERFACES_SPEC_SPECBATCHING_H
