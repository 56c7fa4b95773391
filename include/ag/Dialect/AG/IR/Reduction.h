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

#include "ag/Dialect/AG/IR/AGEnums.h"
#include "ag/Interfaces/Spec.h"
#include "ag/Support/Sharding/ShardState.h"

namespace ag {

Primitive getCombiner(Reduction kind);

/// The kind that combines by `primitive`, if one does.
std::optional<Reduction> findReduction(Primitive primitive);

/// What a reduction of elements of `type` starts from.
Cell getNeutralElement(Reduction kind, ScalarType type);

struct ReducedValue {
  Reduction kind;
  /// Which of the body's results.
  unsigned value;
};

/// What result `result` of a Spec with a combiner is a reduction of: its
/// accumulator takes one value of the body, and nothing else, from an operand
/// or from the neutral element on.
std::optional<ReducedValue> findReducedValue(const Spec &spec, unsigned result);

/// How values whose reduction is of one kind are combined.
Monoid getMonoid(Reduction kind);
Reduction getReduction(Monoid monoid);

} // namespace ag

#endif // AG_DIALECT_AG_IR_REDUCTION_H
