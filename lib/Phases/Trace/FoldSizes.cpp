//===- FoldSizes.cpp - sizes that are computed in vain --------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which values do the ranges of sizes determine, and which sums cancel?
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
//   %e = tensor.extract %i[] : tensor<i64>
//   %f = tensor.extract %i[] : tensor<i64>
//   %0 = arith.addi %f, %n : i64
//   %1 = arith.index_cast %e : i64 to index
//   %2 = arith.index_cast %0 : i64 to index
//   %3 = arith.subi %2, %1 : index               // %n, whatever %i is
//
// A sum of 64 bits is a polynomial in the values that it is computed from,
// which are equal if equal ops compute them. Narrower sums may wrap, and
// are not read.
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Equality/ValueNumbers.h"
#include "ag/Analysis/Sizes/SizeArithmetic.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Interfaces/Flow/Purity.h"
#include "ag/Interfaces/Remarks.h"
#include "ag/Phases/Trace/Passes.h"
#include "ag/Support/Sizes/Size.h"
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

/// The sums of 64 bits of one entry.
class Sums {
public:
  /// Reads a pure op. Call it in the order of the program.
  void add(Operation *op);
  /// Returns the number or the operand, maybe an indirect one, that a sum is
  /// equal to because its other terms cancel. Returns null if there is none.
  OpFoldResult simplify(Value sum);

private:
  Size of(Value value);
  std::optional<Size> read(const SizeTerm &term);
  Value findTerm(Value sum, const Size &term);

  ValueNumbers numbers;
  DenseMap<Value, Size> known;
};

/// Returns true if integers of the value's type wrap as indices do.
bool isOf64Bits(Value value) {
  return value.getType().isIndex() || value.getType().isInteger(64);
}

/// Returns the operand of a cast between types of 64 bits, or null.
Value getCastOperand(Value value) {
  Operation *op = value.getDefiningOp();
  bool isCast = isa_and_present<arith::IndexCastOp, arith::IndexCastUIOp>(op) &&
                isOf64Bits(value) && isOf64Bits(op->getOperand(0));
  return isCast ? op->getOperand(0) : Value();
}

void Sums::add(Operation *op) {
  if (op->getNumRegions() > 0)
    return;
  numbers.add(op);
  for (Value result : op->getResults())
    if (isOf64Bits(result))
      of(result);
}

Size Sums::of(Value value) {
  if (auto found = known.find(value); found != known.end())
    return found->second;
  // Polynomials of many terms do not cancel, and would grow further.
  constexpr size_t mostTerms = 16;
  std::optional<Size> size;
  if (Value operand = getCastOperand(value))
    size = of(operand);
  else if (isOf64Bits(value))
    size = read(value);
  if (!size || size->isTooLarge() || size->getTerms().size() > mostTerms)
    size = Size::ofAtom(numbers.getNumber(value));
  known.try_emplace(value, *size);
  return *size;
}

/// Returns the greatest number of factors of a term.
size_t degreeOf(const Size &size) {
  size_t degree = 0;
  for (const Size::Term &term : size.getTerms())
    degree = std::max(degree, term.factors.size());
  return degree;
}

/// Returns the polynomial of a sum or product, or std::nullopt for other terms.
std::optional<Size> Sums::read(const SizeTerm &term) {
  SizeStep step = readStep(term);
  if (step.kind == SizeStep::Number)
    return Size(step.number);
  bool isRead = step.kind == SizeStep::Sum ||
                step.kind == SizeStep::Difference ||
                step.kind == SizeStep::Product;
  if (!isRead)
    return std::nullopt;
  SmallVector<Size, 2> parts;
  for (const SizeTerm &part : step.parts) {
    std::optional<Size> size =
        part.getValue() ? of(part.getValue()) : read(part);
    if (!size)
      return std::nullopt;
    parts.push_back(*size);
  }
  // Squares of squares would double the number of factors with each op.
  constexpr size_t mostFactors = 16;
  if (step.kind == SizeStep::Product &&
      degreeOf(parts[0]) + degreeOf(parts[1]) > mostFactors)
    return std::nullopt;
  if (step.kind == SizeStep::Product)
    return parts[0] * parts[1];
  return step.kind == SizeStep::Sum ? parts[0] + parts[1] : parts[0] - parts[1];
}

OpFoldResult Sums::simplify(Value sum) {
  auto found = known.find(sum);
  if (found == known.end() || getCastOperand(sum))
    return {};
  const Size &size = found->second;
  if (std::optional<int64_t> number = size.getNumber())
    return Builder(sum.getContext()).getIntegerAttr(sum.getType(), *number);
  if (size == Size::ofAtom(numbers.getNumber(sum)))
    return {};
  return findTerm(sum, size);
}

/// Returns an operand of the sum, maybe an indirect one, that is equal to
/// `term`, or null.
Value Sums::findTerm(Value sum, const Size &term) {
  llvm::SetVector<Value> reached;
  reached.insert(sum);
  for (size_t next = 0; next < reached.size(); ++next) {
    Value value = reached[next];
    if (value != sum && known.lookup(value) == term)
      return value;
    // Atoms end the search, as the value is not a polynomial in their operands.
    if (Operation *op = value.getDefiningOp();
        op && !(known.lookup(value) == Size::ofAtom(numbers.getNumber(value))))
      for (Value operand : op->getOperands())
        if (known.contains(operand))
          reached.insert(operand);
  }
  return nullptr;
}

struct FoldSizesPass : WithModels<impl::FoldSizesPassBase<FoldSizesPass>> {
  void runOnOperation() override {
    for (auto entry : getOperation().getOps<func::FuncOp>())
      if (!entry.isExternal())
        fold(entry);
  }

  void fold(func::FuncOp entry) {
    Ranges ranges(entry);
    Sums sums;
    SmallVector<std::pair<Value, OpFoldResult>> decided;
    entry.walk<WalkOrder::PreOrder>([&](Operation *op) {
      ranges.infer(op);
      if (!isPureOp(op))
        return;
      sums.add(op);
      if (op->hasTrait<OpTrait::ConstantLike>())
        return;
      for (Value result : op->getResults())
        if (std::optional<APInt> number = ranges.getNumber(result))
          decided.emplace_back(result,
                               IntegerAttr::get(result.getType(), *number));
        else if (OpFoldResult simpler = sums.simplify(result))
          decided.emplace_back(result, simpler);
    });
    for (auto &[value, simpler] : decided)
      replace(value, simpler);
    if (!decided.empty())
      foldSizesRemarks.passed(entry, "dim")
          << remark::add("{0} values follow from the ranges of sizes, or are "
                         "sums whose other terms cancel",
                         decided.size())
          << remark::metric("numbers", decided.size());
  }

  /// Replaces `value` by a number, or by a value of 64 bits.
  static void replace(Value value, OpFoldResult simpler) {
    OpBuilder builder(value.getContext());
    builder.setInsertionPointAfterValue(value);
    auto other = dyn_cast<Value>(simpler);
    if (!other)
      other = arith::ConstantOp::create(
          builder, value.getLoc(), cast<IntegerAttr>(cast<Attribute>(simpler)));
    else if (other.getType() != value.getType())
      other = arith::IndexCastOp::create(builder, value.getLoc(),
                                         value.getType(), other);
    value.replaceAllUsesWith(other);
  }
};
} // namespace
} // namespace ag
