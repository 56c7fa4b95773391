//===- Spec.cpp - what a structured op states -----------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Interfaces/Spec.h"
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

/// Narrows `extents[loop]` by what dimension `dim` of an operand says.
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

LogicalResult inferResultTypes(const Spec &spec, TypeRange operandTypes,
                               const Reporter &report,
                               SmallVectorImpl<Type> &results) {
  auto extents = inferLoopExtents(spec, operandTypes, report);
  if (failed(extents))
    return failure();
  for (const SpecResult &result : spec.results) {
    SmallVector<int64_t> shape;
    for (AffineExpr expr : result.map.getResults())
      shape.push_back((*extents)[cast<AffineDimExpr>(expr).getPosition()]);
    results.push_back(RankedTensorType::get(
        shape, getMLIRType(result.type, result.map.getContext())));
  }
  return success();
}

std::optional<StridedPlace> matchStrided(AffineExpr expr) {
  AffineExpr offset = getAffineConstantExpr(0, expr.getContext());
  if (auto sum = dyn_cast<AffineBinaryOpExpr>(expr);
      sum && sum.getKind() == AffineExprKind::Add) {
    expr = sum.getLHS();
    offset = sum.getRHS();
  }
  int64_t stride = 1;
  if (auto product = dyn_cast<AffineBinaryOpExpr>(expr);
      product && product.getKind() == AffineExprKind::Mul) {
    auto factor = dyn_cast<AffineConstantExpr>(product.getRHS());
    if (!factor)
      return std::nullopt;
    stride = factor.getValue();
    expr = product.getLHS();
  }
  auto loop = dyn_cast<AffineDimExpr>(expr);
  if (!loop || !isa<AffineConstantExpr, AffineSymbolExpr>(offset))
    return std::nullopt;
  return StridedPlace{loop.getPosition(), stride, offset};
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
  // Another operand may know statically what the loop's own extent doesn't.
  auto extents =
      inferLoopExtents(spec, operands.getTypes(), Reporter("", std::nullopt));
  assert(succeeded(extents) && "the op was verified");
  SmallVector<OpFoldResult> shape;
  for (AffineExpr expr : spec.results[result].map.getResults()) {
    unsigned loop = cast<AffineDimExpr>(expr).getPosition();
    if (ShapedType::isStatic((*extents)[loop]))
      shape.push_back(builder.getIndexAttr((*extents)[loop]));
    else
      shape.push_back(spec.loops[loop].materialize(builder, loc, operands));
  }
  return shape;
}

} // namespace ag
