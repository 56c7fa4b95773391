//===- LoopLength.cpp - amount of work in one loop ------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Common/Nests/LoopLength.h"
#include "ag/Analysis/Cost/Work.h"
#include "ag/Analysis/Groups/LoopLimits.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace ag {

/// Returns about the number of ops that compute an element: the steps of its
/// primitives, and one for each constant, index and similar op.
static int64_t countOps(linalg::GenericOp op) {
  int64_t count = 0;
  for (Operation &nested : op.getBody()->without_terminator())
    count += countSteps(&nested, /*lanes=*/1).value_or(1);
  return count;
}

StringRef whyTooLong(linalg::GenericOp producer, linalg::GenericOp consumer,
                     unsigned tensors) {
  int64_t ops = countOps(producer);
  if (ops > 0 && ops + countOps(consumer) > mostLoopSteps)
    return "their loop would have too many ops";
  if (tensors > mostLoopTensors)
    return "their loop would read too many tensors";
  return "";
}

/// Returns true if the op is computed by a polynomial, not by one or two
/// instructions.
static bool isFunction(Operation &op) {
  return isa<math::MathDialect>(op.getDialect()) &&
         !isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::CopySignOp,
              math::FloorOp, math::FmaOp, math::RoundEvenOp, math::RoundOp,
              math::RsqrtOp, math::SqrtOp, math::TruncOp>(op);
}

/// The number of functions on the longest path to each value of a body. Paths
/// begin at any value, or only at the given arguments.
class PathLengths {
public:
  explicit PathLengths(linalg::GenericOp op) { follow(op, /*others=*/0); }
  PathLengths(linalg::GenericOp op, ArrayRef<BlockArgument> from) {
    for (BlockArgument argument : from)
      lengths[argument] = 0;
    follow(op, unreached);
  }

  int get(Value value) const {
    auto found = lengths.find(value);
    return found == lengths.end() ? otherwise : found->second;
  }
  int getMost(ValueRange values) const {
    int most = otherwise;
    for (Value value : values)
      most = std::max(most, get(value));
    return most;
  }

private:
  static constexpr int unreached = -static_cast<int>(mostLoopSteps);

  void follow(linalg::GenericOp op, int others) {
    otherwise = others;
    for (Operation &nested : op.getBody()->without_terminator()) {
      int length = getMost(nested.getOperands()) + isFunction(nested);
      for (Value result : nested.getResults())
        lengths[result] = length;
    }
  }

  llvm::DenseMap<Value, int> lengths;
  int otherwise = 0;
};

bool haveLongerPath(linalg::GenericOp producer, linalg::GenericOp consumer) {
  ValueRange made = producer.getBody()->getTerminator()->getOperands();
  ValueRange yielded = consumer.getBody()->getTerminator()->getOperands();
  PathLengths before(producer);
  int most =
      std::max(before.getMost(made), PathLengths(consumer).getMost(yielded));
  return llvm::any_of(consumer.getDpsInputOperands(), [&](OpOperand *input) {
    auto result = dyn_cast<OpResult>(input->get());
    if (!result || result.getOwner() != producer)
      return false;
    PathLengths behind(consumer, consumer.getMatchingBlockArgument(input));
    return before.get(made[result.getResultNumber()]) +
               behind.getMost(yielded) >
           most;
  });
}

} // namespace ag
