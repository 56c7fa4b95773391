//===- SpecEvaluation.h - the value of a structured op ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors does a Spec compute from given operands?
//
// The interpreter, the folder and the tests all use this function.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPEC_SPECEVALUATION_H
#define AG_INTERFACES_SPEC_SPECEVALUATION_H

#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Tensor/Tensor.h"

namespace ag {

/// Returns the results of `spec` on `operands`, which must have the ranks and
/// element types with which the op was verified. An operand of type index is a
/// scalar i64.
///
/// Checks conditions that were not known before. An error has [sizes] if
/// operands disagree on the extent of a loop, [extents] if an extent is
/// negative, and [bounds] if a position is outside of an operand.
llvm::Expected<llvm::SmallVector<Tensor>>
evaluate(const Spec &spec, llvm::ArrayRef<Tensor> operands,
         Precision precision);

/// Returns the number of points of the loops of `spec` on `operands`; 0 if
/// these disagree, which evaluate() reports.
uint64_t countPoints(const Spec &spec, llvm::ArrayRef<Tensor> operands);

/// Returns the results of `program`, which must not use an index, at each
/// element of `operands`. These must have one shape or be scalars; otherwise an
/// error has [sizes].
llvm::Expected<llvm::SmallVector<Tensor>>
evaluateElementwise(const ScalarProgram &program,
                    llvm::ArrayRef<Tensor> operands, Precision precision);

} // namespace ag

#endif // AG_INTERFACES_SPEC_SPECEVALUATION_H
