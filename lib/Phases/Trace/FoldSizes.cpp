//===- FoldSizes.cpp - values that ranges of sizes determine --------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values do the ranges of sizes determine?
//
//   %n = tensor.dim %x, %c0                      // 0 or more
//   %0 = arith.index_cast %n : index to i64      // 0 or more
//   %1 = arith.cmpi slt, %0, %c0_i64             // false
//   %2 = arith.select %1, %other, %0             // uses a constant now
//
// One walk suffices, because operands are before their uses. Upstream's
// interface determines the ranges of an op's results from those of its
// operands. Block arguments have the full range. Upstream's own pass also
// follows control flow, but crashes on the body of a tensor.generate.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Trace/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/InferIntRangeInterface.h"
#include "mlir/Interfaces/ShapedOpInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace ag {
#define GEN_PASS_DEF_FOLDSIZESPASS
#include "ag/Phases/Trace/Passes.h.inc"

static constexpr PassRemarks foldSizesRemarks("ag-fold-sizes");

namespace {
/// The ranges of the integers of one entry.
class Ranges {
public:
  explicit Ranges(func::FuncOp entry) : entry(entry) {}

  /// Infers the ranges of an op's results. Call it in the order of the program.
  void infer(Operation *op);
  /// Returns the only number that `value` can be, or std::nullopt.
  std::optional<APInt> getNumber(Value value) {
    IntegerValueRange range = of(value);
    return range.isUninitialized() ? std::nullopt
                                   : range.getValue().getConstantValue();
  }

private:
  IntegerValueRange of(Value value) {
    auto found = known.find(value);
    return found != known.end() ? found->second
                                : IntegerValueRange::getMaxRange(value);
  }
  std::optional<DimRange> findNamedRange(Value value);
  bool mayLeaveAll(Operation *op);

  func::FuncOp entry;
  DenseMap<Value, IntegerValueRange> known;
};

/// Returns the entry's range for the dimension of an argument that `value` is,
/// or std::nullopt if it is none.
std::optional<DimRange> Ranges::findNamedRange(Value value) {
  auto dim = value.getDefiningOp<ShapedDimOpInterface>();
  auto argument =
      dim ? dyn_cast<BlockArgument>(dim.getShapedValue()) : BlockArgument();
  std::optional<int64_t> number =
      dim ? getConstantIntValue(dim.getDimension()) : std::nullopt;
  if (!argument || argument.getOwner() != &entry.getBody().front() || !number ||
      *number < 0 || *number >= cast<ShapedType>(argument.getType()).getRank())
    return std::nullopt;
  return getDimRange(entry,
                     getDimName(entry, argument.getArgNumber(), *number));
}

/// Returns true if the op is a remainder that may divide by 0. The result is
/// then the dividend, but upstream bounds it by the largest divisor.
bool Ranges::mayLeaveAll(Operation *op) {
  if (!isa<arith::RemUIOp, arith::RemSIOp>(op))
    return false;
  IntegerValueRange divisor = of(op->getOperand(1));
  return divisor.isUninitialized() || divisor.getValue().umin().isZero();
}

void Ranges::infer(Operation *op) {
  auto inferrable = dyn_cast<InferIntRangeInterface>(op);
  bool isScalar = llvm::all_of(op->getResultTypes(),
                               [](Type type) { return type.isIntOrIndex(); });
  // Upstream would take the first element's range even for a tensor without
  // elements.
  if (!inferrable || !isScalar || mayLeaveAll(op))
    return;
  auto operands = llvm::map_to_vector(
      op->getOperands(), [&](Value operand) { return of(operand); });
  inferrable.inferResultRangesFromOptional(
      operands, [&](Value value, const IntegerValueRange &range) {
        if (value.getDefiningOp() == op)
          known[value] = range;
      });
  for (Value result : op->getResults())
    if (std::optional<DimRange> range = findNamedRange(result))
      known[result] = ConstantIntRanges::fromSigned(
          APInt(IndexType::kInternalStorageBitWidth, range->lowest),
          APInt(IndexType::kInternalStorageBitWidth, range->highest));
}

struct FoldSizesPass : WithModels<impl::FoldSizesPassBase<FoldSizesPass>> {
  void runOnOperation() override {
    for (auto entry : getOperation().getOps<func::FuncOp>())
      if (!entry.isExternal())
        fold(entry);
  }

  void fold(func::FuncOp entry) {
    Ranges ranges(entry);
    SmallVector<std::pair<Value, APInt>> decided;
    entry.walk<WalkOrder::PreOrder>([&](Operation *op) {
      ranges.infer(op);
      if (op->hasTrait<OpTrait::ConstantLike>() || !isPureOp(op))
        return;
      for (Value result : op->getResults())
        if (std::optional<APInt> number = ranges.getNumber(result))
          decided.emplace_back(result, *number);
    });
    for (auto &[value, number] : decided) {
      OpBuilder builder(value.getContext());
      builder.setInsertionPointAfterValue(value);
      Value constant = arith::ConstantOp::create(
          builder, value.getLoc(),
          builder.getIntegerAttr(value.getType(), number));
      value.replaceAllUsesWith(constant);
    }
    if (!decided.empty())
      foldSizesRemarks.passed(entry, "dim")
          << remark::add("{0} numbers follow from the ranges of sizes",
                         decided.size())
          << remark::metric("numbers", decided.size());
  }
};
} // namespace
} // namespace ag
