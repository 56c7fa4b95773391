//===- Spec.cpp - what a structured op states -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec/Spec.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

std::optional<ScalarType> getScalarType(Type type) {
  if (type.isIndex())
    return ScalarType::I64;
  for (ScalarType each : allScalarTypes)
    if (getMLIRType(each, type.getContext()) == type)
      return each;
  return std::nullopt;
}

Type getMLIRType(ScalarType type, MLIRContext *context) {
  switch (type) {
  case ScalarType::F64:
    return Float64Type::get(context);
  case ScalarType::F32:
    return Float32Type::get(context);
  case ScalarType::BF16:
    return BFloat16Type::get(context);
  case ScalarType::F16:
    return Float16Type::get(context);
  default:
    return IntegerType::get(context, getBitWidth(type),
                            getKind(type) == ScalarKind::Unsigned
                                ? IntegerType::Unsigned
                                : IntegerType::Signless);
  }
}

//===----------------------------------------------------------------------===//
// Extents
//===----------------------------------------------------------------------===//

int64_t Extent::getStatic(TypeRange operandTypes) const {
  switch (kindOf) {
  case Number:
    return numberOrDim;
  case Dimension:
    return cast<RankedTensorType>(operandTypes[operandNumber])
        .getDimSize(numberOrDim);
  case Operand:
    return ShapedType::kDynamic;
  }
  llvm_unreachable("all kinds are listed");
}

OpFoldResult Extent::materialize(OpBuilder &builder, Location loc,
                                 ValueRange operands) const {
  int64_t size = getStatic(operands.getTypes());
  if (ShapedType::isStatic(size))
    return builder.getIndexAttr(size);
  if (kindOf == Operand)
    return operands[operandNumber];
  return tensor::DimOp::create(builder, loc, operands[operandNumber],
                               numberOrDim)
      .getResult();
}

//===----------------------------------------------------------------------===//
// Specs
//===----------------------------------------------------------------------===//

bool SpecResult::isCovered() const {
  return shape.empty() && map.isProjectedPermutation();
}

Extent Spec::getExtent(const SpecResult &result, unsigned dim) const {
  return result.shape.empty() ? loops[result.map.getDimPosition(dim)]
                              : result.shape[dim];
}

bool Spec::isParallel(unsigned loop) const {
  return llvm::all_of(results, [&](const SpecResult &result) {
    return llvm::any_of(result.map.getResults(), [&](AffineExpr expr) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      return dim && dim.getPosition() == loop;
    });
  });
}

bool Spec::isMeasured(unsigned loop) const {
  return loops[loop].kind() == Extent::Dimension;
}

std::string Spec::describeLoop(unsigned loop) const {
  if (loop < loopNames.size())
    return loopNames[loop];
  return "dimension " + std::to_string(loop);
}

InFlightDiagnostic Reporter::operator()(StringRef label) const {
  if (!loc)
    return {};
  return emitError(*loc) << "'" << opName << "' [" << label << "] ";
}

/// Narrows `extents[loop]` by the size of dimension `dim` of an operand.
static LogicalResult mergeExtent(const Spec &spec, unsigned loop, int64_t size,
                                 unsigned operand, int64_t dim,
                                 SmallVectorImpl<int64_t> &extents,
                                 const Reporter &report) {
  if (ShapedType::isDynamic(extents[loop]))
    extents[loop] = size;
  if (ShapedType::isDynamic(size) || extents[loop] == size)
    return success();
  return report("sizes") << spec.describeLoop(loop) << " is " << extents[loop]
                         << " but " << size << " in dimension " << dim
                         << " of operand " << operand;
}

FailureOr<SmallVector<int64_t>> inferLoopExtents(const Spec &spec,
                                                 TypeRange operandTypes,
                                                 const Reporter &report) {
  SmallVector<int64_t> extents;
  for (const Extent &extent : spec.loops)
    extents.push_back(extent.getStatic(operandTypes));
  for (const SpecInput &input : spec.inputs) {
    auto type = dyn_cast<RankedTensorType>(operandTypes[input.operand]);
    int64_t rank = type ? type.getRank() : 0;
    if (rank != input.map.getNumResults())
      return report("ranks")
             << "operand " << input.operand << " has rank " << rank
             << ", expected " << input.map.getNumResults();
    for (auto [dim, expr] : llvm::enumerate(input.map.getResults()))
      if (auto loop = dyn_cast<AffineDimExpr>(expr);
          loop && spec.isMeasured(loop.getPosition()) &&
          failed(mergeExtent(spec, loop.getPosition(), type.getDimSize(dim),
                             input.operand, dim, extents, report)))
        return failure();
  }
  return extents;
}

/// Narrows `shape` by the operand with which the accumulators of result
/// `number` start.
static LogicalResult mergeInit(const Spec &spec, unsigned number,
                               TypeRange operandTypes, const Reporter &report,
                               SmallVectorImpl<int64_t> &shape) {
  std::optional<unsigned> operand = spec.results[number].initOperand;
  if (!operand)
    return success();
  auto type = dyn_cast<RankedTensorType>(operandTypes[*operand]);
  size_t rank = type ? type.getRank() : 0;
  if (rank != shape.size())
    return report("ranks") << "operand " << *operand << " has rank " << rank
                           << ", expected " << shape.size();
  for (auto [dim, size] : llvm::enumerate(shape)) {
    int64_t expected = type.getDimSize(dim);
    if (ShapedType::isDynamic(size))
      size = expected;
    if (ShapedType::isStatic(expected) && size != expected)
      return report("sizes")
             << "dimension " << dim << " of result " << number << " is " << size
             << " but " << expected << " in operand " << *operand;
  }
  return success();
}

/// Returns the extents of result `number`, as far as types determine them.
static FailureOr<SmallVector<int64_t>>
inferResultShape(const Spec &spec, unsigned number,
                 ArrayRef<int64_t> loopExtents, TypeRange operandTypes,
                 const Reporter &report) {
  const SpecResult &result = spec.results[number];
  SmallVector<int64_t> shape;
  for (unsigned dim = 0; dim < result.map.getNumResults(); ++dim)
    shape.push_back(result.shape.empty()
                        ? loopExtents[result.map.getDimPosition(dim)]
                        : result.shape[dim].getStatic(operandTypes));
  if (failed(mergeInit(spec, number, operandTypes, report, shape)))
    return failure();
  return shape;
}

LogicalResult inferResultTypes(const Spec &spec, TypeRange operandTypes,
                               const Reporter &report,
                               SmallVectorImpl<Type> &results) {
  auto extents = inferLoopExtents(spec, operandTypes, report);
  if (failed(extents))
    return failure();
  for (auto [number, result] : llvm::enumerate(spec.results)) {
    auto shape = inferResultShape(spec, number, *extents, operandTypes, report);
    if (failed(shape))
      return failure();
    results.push_back(RankedTensorType::get(
        *shape, getMLIRType(result.type, result.map.getContext())));
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

std::optional<unsigned> LinearOffset::getOnlyLoop() const {
  auto moves = [](int64_t stride) { return stride != 0; };
  if (llvm::count_if(strides, moves) != 1)
    return std::nullopt;
  return llvm::find_if(strides, moves) - strides.begin();
}

/// Adds `weight` times `expr` to `place`. Returns false if it is not linear or
/// overflows.
static bool addTo(LinearOffset &place, AffineExpr expr, int64_t weight) {
  if (auto loop = dyn_cast<AffineDimExpr>(expr)) {
    int64_t &stride = place.strides[loop.getPosition()];
    return !llvm::AddOverflow(stride, weight, stride);
  }
  if (expr.isSymbolicOrConstant()) {
    place.offset = place.offset + expr * weight;
    return true;
  }
  auto binary = cast<AffineBinaryOpExpr>(expr);
  if (expr.getKind() == AffineExprKind::Add)
    return addTo(place, binary.getLHS(), weight) &&
           addTo(place, binary.getRHS(), weight);
  auto factor = dyn_cast<AffineConstantExpr>(binary.getRHS());
  return expr.getKind() == AffineExprKind::Mul && factor &&
         !llvm::MulOverflow(weight, factor.getValue(), weight) &&
         addTo(place, binary.getLHS(), weight);
}

std::optional<LinearOffset> matchLinear(AffineMap map, unsigned dim) {
  LinearOffset place{SmallVector<int64_t>(map.getNumDims(), 0),
                     getAffineConstantExpr(0, map.getContext())};
  if (!addTo(place, map.getResult(dim), 1))
    return std::nullopt;
  return place;
}

OpFoldResult materializeOffset(const Spec &spec, AffineExpr offset,
                               OpBuilder &builder, Location loc,
                               ValueRange operands) {
  if (auto number = dyn_cast<AffineConstantExpr>(offset))
    return builder.getIndexAttr(number.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(offset))
    return operands[spec.symbols[symbol.getPosition()]];
  SmallVector<OpFoldResult> symbols;
  for (unsigned operand : spec.symbols)
    symbols.push_back(operands[operand]);
  return affine::makeComposedFoldedAffineApply(
      builder, loc, AffineMap::get(0, symbols.size(), offset), symbols);
}

bool isPlain(const Spec &spec, AffineMap map) {
  return llvm::all_of(map.getResults(), [&](AffineExpr expr) {
    auto loop = dyn_cast<AffineDimExpr>(expr);
    return loop ? spec.isMeasured(loop.getPosition())
                : isa<AffineConstantExpr>(expr);
  });
}

SmallVector<OpFoldResult>
materializeResultShape(const Spec &spec, unsigned result, OpBuilder &builder,
                       Location loc, ValueRange operands) {
  // Another operand may provide a static size for a dynamic extent.
  Reporter silent("", std::nullopt);
  auto extents = inferLoopExtents(spec, operands.getTypes(), silent);
  assert(succeeded(extents) && "the op was verified");
  auto sizes =
      inferResultShape(spec, result, *extents, operands.getTypes(), silent);
  assert(succeeded(sizes) && "the op was verified");
  SmallVector<OpFoldResult> shape;
  for (auto [dim, size] : llvm::enumerate(*sizes))
    shape.push_back(ShapedType::isStatic(size)
                        ? OpFoldResult(builder.getIndexAttr(size))
                        : spec.getExtent(spec.results[result], dim)
                              .materialize(builder, loc, operands));
  return shape;
}

} // namespace ag
