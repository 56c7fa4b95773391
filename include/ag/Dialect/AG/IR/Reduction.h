//===- Reduction.h - what the kinds of ag.reduce do -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does each kind of reduction combine elements, and from which on?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_REDUCTION_H
#define AG_DIALECT_AG_IR_REDUCTION_H

#include "ag/Dialect/AG/IR/AGOps.h"

namespace ag {

Primitive getCombiner(Reduction kind);

/// The kind that combines by `primitive`, if one does.
std::optional<Reduction> findReduction(Primitive primitive);

/// What a reduction of elements of `type` starts from.
Cell getNeutralElement(Reduction kind, ScalarType type);

struct ReducedValue {
  Reduction kind;
  /// The node of the body.
  unsigned node;
};

/// What result `result` of a Spec with a combiner is a reduction of: its
/// accumulator takes one value of the body, from the neutral element on, and
/// nothing else.
std::optional<ReducedValue> findReducedValue(const Spec &spec, unsigned result);

} // namespace ag

#endif // AG_DIALECT_AG_IR_REDUCTION_H
