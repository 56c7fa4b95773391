//===- ContractionShape.cpp - numbers that decide tiles -------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "CPU/Contraction/ContractionShape.h"
#include "CPU/Rows/VectorBody.h"
#include "Common/Access.h"
#include "ag/Analysis/Entry/LoadValues.h"
#include "ag/Dialect/AG/IR/Sizes/FirstSizes.h"
#include "ag/Phases/Common/Combiners.h"

using namespace mlir;

namespace ag {

/// Returns the number of rows, or ShapedType::kDynamic.
static int64_t findStaticRows(linalg::GenericOp op,
                              const ContractionPlan &plan) {
  int64_t rows = 1;
  for (unsigned loop : plan.rows) {
    int64_t extent = op.getStaticLoopRanges()[loop];
    if (ShapedType::isDynamic(extent))
      return extent;
    rows *= extent;
  }
  return rows;
}

/// Returns the summed loop along which both operands are contiguous and that
/// vectors may span, or std::nullopt if there is none.
static std::optional<unsigned> findDotLoop(linalg::GenericOp op,
                                           const ContractionPlan &plan) {
  auto lastLoop = [&](OpOperand *operand) {
    return getLastLoop(op.getMatchingIndexingMap(operand));
  };
  std::optional<unsigned> loop = lastLoop(plan.vectorOperand);
  if (!loop || !llvm::is_contained(plan.sums, *loop) ||
      lastLoop(plan.scalarOperand) != loop || !isVectorizable(op, *loop) ||
      !getCombiner(op))
    return std::nullopt;
  int64_t extent = op.getStaticLoopRanges()[*loop];
  bool isShort = !ShapedType::isDynamic(extent) && extent < 4;
  return isShort ? std::nullopt : loop;
}

/// Returns true if a dimension of rows provably has the size of the columns.
static bool isAnyRowAsLongAsColumns(linalg::GenericOp op,
                                    const ContractionPlan &plan) {
  auto size = [&](unsigned dim) {
    Value tensor;
    unsigned place;
    [[maybe_unused]] LogicalResult isFound =
        op.mapIterationSpaceDimToOperandDim(dim, tensor, place);
    return getFirstSize({tensor, place}).getVariable(op.getContext());
  };
  return llvm::any_of(plan.rows, [&](unsigned row) {
    auto equal = ValueBoundsConstraintSet::areEqual(size(plan.n), size(row));
    return succeeded(equal) && *equal;
  });
}

/// Returns the largest number of rows for which B is read in place. This saves
/// a copy of K elements for each column. It costs, for each row, the reduction
/// of a sum's lanes, each of which has added K / lanes products. The copy pays
/// from two to four times K / lanes rows on. This was measured with 128, 256
/// and 512 bits, K from 32 to 4096, and B from 4 kB to 8 MB. With 64 rows, a
/// panel of A no longer fits in L1 either. A choice at run time is not worth
/// its code if few rows imply few columns, as in attention. With 128 sums it
/// saves about a microsecond.
static int64_t findMostRowsInPlace(linalg::GenericOp op,
                                   const ContractionPlan &plan,
                                   const ContractionShape &shape) {
  bool isWeight = !plan.rows.empty() && isLoadValue(plan.vectorOperand->get());
  if (!shape.dotLoop || isWeight)
    return 0;
  int64_t sums = op.getStaticLoopRanges()[*shape.dotLoop];
  if (ShapedType::isDynamic(sums))
    sums = 64;
  constexpr int64_t shortSums = 128;
  if (ShapedType::isDynamic(shape.rows) && sums <= shortSums &&
      isAnyRowAsLongAsColumns(op, plan))
    return 0;
  return std::clamp<int64_t>(2 * sums / shape.lanes, 1, 64);
}

ContractionShape readShape(linalg::GenericOp op, const ContractionPlan &plan,
                           const Machine &machine) {
  ContractionShape shape;
  shape.rows = findStaticRows(op, plan);
  shape.columns = op.getStaticLoopRanges()[plan.n];
  shape.lanes = machine.lanes(op.getRegionOutputArgs().front().getType());
  shape.registers = machine.vectorRegisters;
  shape.isContiguous =
      getAccess(op, *plan.vectorOperand, plan.n) == Access::Contiguous;
  shape.dotLoop = findDotLoop(op, plan);
  shape.mostRowsInPlace = findMostRowsInPlace(op, plan, shape);
  return shape;
}

} // namespace ag
