//===- CollectiveOps.cpp - what ranks do together -------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Sharding/Collectives.h"
#include "ag/Dialect/AG/IR/Sharding/MeshOps.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Dialect/AG/IR/Structured/Reduction.h"
#include "ag/Support/Scalar/PrimitiveMeanings.h"
#include "ag/Support/Tensor/TensorCompare.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "llvm/Support/FormatVariadic.h"
#include <cmath>

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

/// Checks that there is a dimension for each operand, of its rank.
LogicalResult verifyDims(Operation *op, ArrayRef<int64_t> dims) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  if (dims.size() != op->getNumOperands())
    return report("dims") << dims.size() << " dimensions for "
                          << op->getNumOperands() << " operands";
  for (auto [dim, block] : llvm::zip_equal(dims, op->getOperandTypes()))
    if (dim < 0 || dim >= cast<RankedTensorType>(block).getRank())
      return report("dims") << "dimension " << dim << " of " << block;
  return success();
}

/// Checks that the elements can be combined.
LogicalResult verifyElements(Operation *op, Reduction kind) {
  Reporter report(op->getName().getStringRef(), op->getLoc());
  for (Type block : op->getOperandTypes()) {
    auto element = getScalarType(getElementTypeOrSelf(block));
    if (!element || *element == ScalarType::I1)
      return report("elements") << "there is no " << stringifyReduction(kind)
                                << " of " << block << " over ranks";
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

/// Returns operand `k` of each rank.
Tensors takeAll(ArrayRef<Tensors> given, unsigned k) {
  return llvm::map_to_vector(given,
                             [&](const Tensors &each) { return each[k]; });
}

/// Returns the block number `place` of `parts` blocks along `dim`. Returns an
/// error with [blocks] if the blocks would differ in size.
llvm::Expected<Tensor> takeBlock(const Tensor &whole, int64_t dim,
                                 int64_t place, int64_t parts) {
  SmallVector<int64_t> sizes(whole.shape()), offsets(whole.rank(), 0);
  if (sizes[dim] % parts != 0)
    return llvm::createStringError(llvm::formatv(
        "[blocks] dimension {0} is {1}, no multiple of the {2} ranks", dim,
        sizes[dim], parts));
  sizes[dim] /= parts;
  offsets[dim] = sizes[dim] * place;
  return readSlice(whole, Slice::from(offsets), sizes);
}

/// Combines the tensors of all ranks, in the order of the ranks.
Tensor reduceAll(ArrayRef<Tensor> parts, Reduction kind, Precision precision) {
  Tensor sum = parts.front();
  ScalarType type = sum.type();
  MutableArrayRef<Cell> cells = sum.mutableCells();
  for (const Tensor &part : parts.drop_front())
    for (auto [cell, other] : llvm::zip_equal(cells, part.cells()))
      cell = evaluate(getCombiner(kind), type, type, {cell, other}, precision);
  return sum;
}

/// Calls `make(k)` for each operand.
llvm::Expected<Tensors>
makeAll(ArrayRef<Tensors> given,
        function_ref<llvm::Expected<Tensor>(unsigned k)> make) {
  Tensors results;
  for (unsigned k = 0; k < given.front().size(); ++k) {
    auto result = make(k);
    if (!result)
      return result.takeError();
    results.push_back(std::move(*result));
  }
  return results;
}
} // namespace

//===----------------------------------------------------------------------===//
// Ops
//===----------------------------------------------------------------------===//

LogicalResult AllReduceOp::verify() {
  return success(succeeded(verifyCollective(*this)) &&
                 succeeded(verifyElements(*this, getKind())));
}

llvm::Expected<Tensors> AllReduceOp::combine(ArrayRef<Tensors> given, int64_t,
                                             Precision precision) {
  return makeAll(given, [&](unsigned k) {
    return reduceAll(takeAll(given, k), getKind(), precision);
  });
}

LogicalResult AllGatherOp::verify() {
  return success(succeeded(verifyDims(*this, getDims())) &&
                 succeeded(verifyCollective(*this)));
}

ResizedBlock AllGatherOp::getResized(unsigned k) {
  return {/*gathered=*/getDims()[k]};
}

llvm::Expected<Tensors> AllGatherOp::combine(ArrayRef<Tensors> given, int64_t,
                                             Precision) {
  return makeAll(given, [&](unsigned k) {
    return concatenate(takeAll(given, k), getDims()[k]);
  });
}

LogicalResult ReduceScatterOp::verify() {
  return success(succeeded(verifyDims(*this, getDims())) &&
                 succeeded(verifyCollective(*this)) &&
                 succeeded(verifyElements(*this, getKind())));
}

ResizedBlock ReduceScatterOp::getResized(unsigned k) {
  return {/*gathered=*/std::nullopt, /*split=*/getDims()[k]};
}

llvm::Expected<Tensors> ReduceScatterOp::combine(ArrayRef<Tensors> given,
                                                 int64_t place,
                                                 Precision precision) {
  return makeAll(given, [&](unsigned k) {
    return takeBlock(reduceAll(takeAll(given, k), getKind(), precision),
                     getDims()[k], place, given.size());
  });
}

LogicalResult AllToAllOp::verify() {
  if (failed(verifyDims(*this, getFrom())) ||
      failed(verifyDims(*this, getTo())))
    return failure();
  for (auto [from, to] : llvm::zip_equal(getFrom(), getTo()))
    if (from == to)
      return Reporter(getOperationName(), getLoc())("dims")
             << "from dimension " << from << " to the same";
  return verifyCollective(*this);
}

ResizedBlock AllToAllOp::getResized(unsigned k) {
  return {/*gathered=*/getFrom()[k], /*split=*/getTo()[k]};
}

llvm::Expected<Tensors> AllToAllOp::combine(ArrayRef<Tensors> given,
                                            int64_t place, Precision) {
  return makeAll(given, [&](unsigned k) -> llvm::Expected<Tensor> {
    auto whole = concatenate(takeAll(given, k), getFrom()[k]);
    if (!whole)
      return whole.takeError();
    return takeBlock(*whole, getTo()[k], place, given.size());
  });
}

LogicalResult CollectivePermuteOp::verify() {
  if (failed(verifyCollective(*this)))
    return failure();
  int64_t parts = *countRanks(findMesh(*this), getAxes().getValue());
  llvm::SmallDenseSet<int64_t> sources(getFrom().begin(), getFrom().end());
  if (static_cast<int64_t>(getFrom().size()) != parts ||
      static_cast<int64_t>(sources.size()) != parts ||
      llvm::any_of(sources, [&](int64_t k) { return k < 0 || k >= parts; }))
    return Reporter(getOperationName(), getLoc())("places")
           << "[" << getFrom() << "] does not name each of " << parts
           << " ranks once";
  return success();
}

llvm::Expected<Tensors> CollectivePermuteOp::combine(ArrayRef<Tensors> given,
                                                     int64_t place, Precision) {
  return given[getFrom()[place]];
}

LogicalResult ToPartialOp::verify() {
  return success(succeeded(verifyCollective(*this)) &&
                 succeeded(verifyElements(*this, getKind())));
}

//===----------------------------------------------------------------------===//
// Noise
//===----------------------------------------------------------------------===//

/// Returns a pseudo-random number from -16 to 16 that depends only on the
/// arguments.
static int64_t draw(int64_t element, int64_t place) {
  uint64_t state = element * 0x9e3779b97f4a7c15 + place * 0xbf58476d1ce4e5b9;
  state = (state ^ (state >> 31)) * 0x94d049bb133111eb;
  return static_cast<int64_t>((state >> 40) % 33) - 16;
}

/// Returns the partial value of a rank other than the first. For floats, it is
/// a number with few digits close to `value`, so that little is rounded.
static Cell makeNoise(Reduction kind, Cell value, ScalarType type,
                      int64_t drawn) {
  bool isSum = kind == Reduction::sum;
  if (!isSum && kind != Reduction::prod)
    return drawn < 0 ? getNeutralElement(kind, type) : value;
  if (!isFloat(type))
    return intCell(wrapToType(isSum ? drawn : drawn < 0 ? -1 : 1, type));
  if (!isSum)
    return floatCell(std::ldexp(drawn < 0 ? -1.0 : 1.0, drawn % 3));
  bool isNumber = std::isfinite(value.f) && value.f != 0;
  int exponent = isNumber ? std::ilogb(value.f) : 0;
  return floatCell(roundToType(std::ldexp(drawn / 16.0, exponent), type));
}

/// Returns the primitive that subtracts noise from the first rank's value, if
/// there is one. A factor of an integer is 1 or -1, and thus its own inverse.
static std::optional<Primitive> getInverse(Reduction kind, ScalarType type) {
  if (kind == Reduction::sum)
    return Primitive::Sub;
  if (kind == Reduction::prod)
    return isFloat(type) ? Primitive::Div : Primitive::Mul;
  return std::nullopt;
}

/// Returns the partial value of `value`, the element with the number `element`,
/// on rank `place` of `parts`.
static Cell dealCell(Reduction kind, Cell value, ScalarType type,
                     int64_t element, int64_t place, int64_t parts,
                     Precision precision) {
  auto noiseOf = [&](int64_t rank) {
    return makeNoise(kind, value, type, draw(element, rank));
  };
  if (place != 0)
    return noiseOf(place);
  Cell rest = value;
  if (auto inverse = getInverse(kind, type))
    for (int64_t other = 1; other < parts; ++other)
      rest = evaluate(*inverse, type, type, {rest, noiseOf(other)}, precision);
  return rest;
}

llvm::Expected<Tensors> ToPartialOp::combine(ArrayRef<Tensors> given,
                                             int64_t place,
                                             Precision precision) {
  Tensors results = given[place];
  for (auto [k, result] : llvm::enumerate(results)) {
    ScalarType type = result.type();
    for (const Tensors &other : given)
      if (!haveSameBytes(result, other[k]))
        return llvm::createStringError(
            "ranks have other values, but what becomes partial is the same on "
            "each");
    for (auto [element, cell] : llvm::enumerate(result.mutableCells()))
      cell = dealCell(getKind(), cell, type, element, place, given.size(),
                      precision);
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Positions
//===----------------------------------------------------------------------===//

LogicalResult MeshIndexOp::verify() { return verifyAxes(*this, getAxes()); }

void MeshIndexOp::populateBoundsForIndexValue(
    Value value, ValueBoundsConstraintSet &bounds) {
  bounds.bound(value) >= 0;
  bounds.bound(value) < *countRanks(findMesh(*this), getAxes().getValue());
}

llvm::Expected<Tensors> MeshIndexOp::interpret(MutableArrayRef<Tensor>,
                                               InterpreterContext &context) {
  auto index = context.indexAlong(getAxes());
  if (!index)
    return index.takeError();
  return Tensors{indexTensor(*index)};
}

} // namespace ag
