//===- Reduction.h - what the kinds of ag.reduce do -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does each kind of reduction combine elements, and with which initial
// value?
//
//===----------------------------------------------------------------------===//
#ifndef AG_DIALECT_AG_IR_STRUCTURED_REDUCTION_H
#define AG_DIALECT_AG_IR_STRUCTURED_REDUCTION_H

#include "ag/Dialect/AG/IR/Core/AGEnums.h"
#include "ag/Interfaces/Spec/Spec.h"
#include "ag/Support/Sharding/ShardState.h"

namespace ag {

Primitive getCombiner(Reduction kind);

/// Returns the kind that combines by `primitive`, or std::nullopt.
std::optional<Reduction> findReduction(Primitive primitive);

/// Returns the initial value of a reduction of elements of `type`.
Cell getNeutralElement(Reduction kind, ScalarType type);

struct ReducedValue {
  Reduction kind;
  /// The number of the body's result.
  unsigned value;
};

/// Returns the reduction that result `result` of a Spec with a combiner is, or
/// std::nullopt: its accumulator combines one value of the body and nothing
/// else, starting with an operand or the neutral element.
std::optional<ReducedValue> findReducedValue(const Spec &spec, unsigned result);

/// Convert between a kind of reduction and the monoid that combines partial
/// reductions.
Monoid getMonoid(Reduction kind);
Reduction getReduction(Monoid monoid);

} // namespace ag

#endif // AG_DIALECT_AG_IR_STRUCTURED_REDUCTION_H
