//===- SpecSums.cpp - long sums of a structured op ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Spec/SpecSums.h"
#include <cmath>

namespace ag {

constexpr uint64_t sumBlock = 64;

/// Returns true if the combiner adds one value to each accumulator, rather than
/// taking the maximum, for example.
static bool isOfSingles(const ScalarProgram &combiner) {
  unsigned results = combiner.results().size();
  for (auto [number, result] : llvm::enumerate(combiner.results())) {
    const ScalarNode &node = combiner.nodes()[result];
    if (node.kind != ScalarNode::Apply || getArity(node.primitive) != 2)
      return false;
    for (unsigned operand : llvm::ArrayRef(node.operands).take_front(2)) {
      const ScalarNode &read = combiner.nodes()[operand];
      if (read.kind != ScalarNode::Input || read.position % results != number)
        return false;
    }
    if (node.operands[0] == node.operands[1])
      return false;
  }
  return true;
}

SpecSums::SpecSums(const Spec &spec, Precision precision, size_t lanes)
    : precision(precision) {
  if (!spec.combiner || !isOfSingles(*spec.combiner))
    return;
  for (auto [number, result] : llvm::enumerate(spec.combiner->results())) {
    ScalarType type = spec.results[number].accumulator;
    if (spec.combiner->nodes()[result].primitive == Primitive::Add &&
        isFloat(type))
      sums.push_back({unsigned(number), type, std::vector<double>(lanes),
                      std::vector<double>(lanes)});
  }
}

/// Adds `value` to `total`, and the rounding error to `rest`. The error is
/// exact unless a sum is infinite or NaN.
static void addKeeping(double value, double &total, double &rest) {
  double sum = total + value;
  rest += std::fabs(total) >= std::fabs(value) ? (total - sum) + value
                                               : (value - sum) + total;
  total = sum;
}

void SpecSums::endBlock(llvm::ArrayRef<Cell *> accumulators, size_t lanes) {
  for (Sum &sum : sums)
    for (size_t lane = 0; lane < lanes; ++lane) {
      double &block = accumulators[sum.result][lane].f;
      if (points > sumBlock) {
        addKeeping(block, sum.total[lane], sum.rest[lane]);
      } else {
        sum.total[lane] = block;
        sum.rest[lane] = 0.0;
      }
      block = -0.0;
    }
}

void SpecSums::count(llvm::ArrayRef<Cell *> accumulators, size_t lanes) {
  if (++points % sumBlock == 0)
    endBlock(accumulators, lanes);
}

void SpecSums::finish(llvm::ArrayRef<Cell *> accumulators, size_t lanes) {
  if (points < sumBlock)
    return;
  if (points % sumBlock != 0)
    endBlock(accumulators, lanes);
  for (Sum &sum : sums)
    for (size_t lane = 0; lane < lanes; ++lane) {
      double total = sum.total[lane];
      if (std::isfinite(total) && sum.rest[lane] != 0.0)
        total += sum.rest[lane];
      accumulators[sum.result][lane].f = precision == Precision::Declared
                                             ? roundToType(total, sum.type)
                                             : total;
    }
}

} // namespace ag
