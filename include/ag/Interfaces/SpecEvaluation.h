//===- SpecEvaluation.h - the value of a structured op ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors does a Spec compute from given operands? The interpreter, the
// folder and the tests ask this one function.
//
//===----------------------------------------------------------------------===//
#ifndef AG_INTERFACES_SPECEVALUATION_H
#define AG_INTERFACES_SPECEVALUATION_H

#include "ag/Interfaces/Spec.h"
#include "ag/Support/Tensor/Tensor.h"

namespace ag {

/// The results of `spec` on `operands`, which have the ranks and element types
/// that the op was verified with; an operand of type index is a scalar i64.
///
/// What could not be known before is checked here: an error says [sizes] where
/// operands disagree on the extent of a loop, [extents] where an extent is
/// negative, [bounds] where a position lies outside of an operand.
llvm::Expected<llvm::SmallVector<Tensor>>
evaluate(const Spec &spec, llvm::ArrayRef<Tensor> operands,
         Precision precision);

/// How many points the loops of `spec` go through on `operands`; 0 where these
/// disagree, which evaluate reports.
uint64_t countPoints(const Spec &spec, llvm::ArrayRef<Tensor> operands);

/// The results of `program`, which asks for no index, at each element of
/// `operands`. These have one shape, but scalars stand beside any shape; an
/// error says [sizes] if they don't.
llvm::Expected<llvm::SmallVector<Tensor>>
evaluateElementwise(const ScalarProgram &program,
                    llvm::ArrayRef<Tensor> operands, Precision precision);

} // namespace ag

#endif // AG_INTERFACES_SPECEVALUATION_H
