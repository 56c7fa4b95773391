//===- Shapes.cpp - the sizes of results ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does Python learn that the result of
//
//   %y = ag.concat 0 %a, %b : tensor<?x8xf32>, tensor<2x8xf32> ->
//   tensor<?x8xf32>
//
// has shape (batch + 2, 8) if %a has shape (batch, 8)? The op's implementation
// of ReifyRankedShapedTypeOpInterface emits its sizes as IR, here affine.apply
// (d0 + 2) of tensor.dim %a, 0. A SizeReader evaluates this IR on the operands'
// sizes. The IR is then erased.
//
//===----------------------------------------------------------------------===//
#include "Shapes.h"
#include "Trace.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"

using namespace mlir;
namespace nb = nanobind;

namespace ag::python {

namespace {

/// Records the ops that a builder creates, and erases them when destroyed.
struct Scratch : OpBuilder::Listener {
  SmallVector<Operation *> ops;

  void notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) override {
    ops.push_back(op);
  }
  ~Scratch() override {
    for (Operation *op : llvm::reverse(ops))
      op->erase();
  }
};

/// Evaluates sizes that are written as IR on the sizes of an op's operands.
class SizeReader {
public:
  SizeReader(Operation *op, const nb::list &operands)
      : op(op), operands(operands) {}

  nb::object read(OpFoldResult size) const {
    if (auto number = getConstantIntValue(size))
      return nb::int_(*number);
    auto value = cast<Value>(size);
    if (auto place = llvm::find(op->getOperands(), value);
        place != op->operand_end())
      return nb::borrow(operands[place - op->operand_begin()]);
    if (auto dim = value.getDefiningOp<tensor::DimOp>())
      return readDim(dim);
    if (auto apply = value.getDefiningOp<affine::AffineApplyOp>())
      return readApply(apply);
    return nb::none();
  }

private:
  nb::object readDim(tensor::DimOp dim) const {
    auto place = llvm::find(op->getOperands(), dim.getSource());
    std::optional<int64_t> index = dim.getConstantIndex();
    if (place == op->operand_end() || !index)
      return nb::none();
    nb::object shape = nb::borrow(operands[place - op->operand_begin()]);
    return shape.is_none() ? shape : nb::object(shape[*index]);
  }

  nb::object readApply(affine::AffineApplyOp apply) const {
    SmallVector<nb::object> inputs;
    for (Value operand : apply.getMapOperands())
      inputs.push_back(read(operand));
    if (llvm::any_of(inputs, [](nb::object &o) { return o.is_none(); }))
      return nb::none();
    AffineMap map = apply.getAffineMap();
    return evaluate(map.getResult(0), map.getNumDims(), inputs);
  }

  static nb::object evaluate(AffineExpr expr, unsigned numDims,
                             ArrayRef<nb::object> inputs) {
    if (auto constant = dyn_cast<AffineConstantExpr>(expr))
      return nb::int_(constant.getValue());
    if (auto dim = dyn_cast<AffineDimExpr>(expr))
      return inputs[dim.getPosition()];
    if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
      return inputs[numDims + symbol.getPosition()];
    auto binary = cast<AffineBinaryOpExpr>(expr);
    nb::object lhs = evaluate(binary.getLHS(), numDims, inputs);
    nb::object rhs = evaluate(binary.getRHS(), numDims, inputs);
    switch (expr.getKind()) {
    case AffineExprKind::Add:
      return lhs + rhs;
    case AffineExprKind::Mul:
      return lhs * rhs;
    case AffineExprKind::FloorDiv:
      return lhs.floor_div(rhs);
    default:
      return nb::none();
    }
  }

  Operation *op;
  const nb::list &operands;
};

} // namespace

/// Returns the static sizes of the type, with None for dynamic ones.
static nb::list staticShape(RankedTensorType type) {
  nb::list shape;
  for (int64_t size : type.getShape())
    shape.append(ShapedType::isDynamic(size) ? nb::object(nb::none())
                                             : nb::object(nb::int_(size)));
  return shape;
}

nb::list shapesOfResults(Operation *op, const nb::list &operands) {
  nb::list shapes;
  for (Type type : op->getResultTypes())
    if (auto tensor = dyn_cast<RankedTensorType>(type))
      shapes.append(staticShape(tensor));
    else
      shapes.append(nb::none());
  auto reifiable = dyn_cast<ReifyRankedShapedTypeOpInterface>(op);
  bool isStatic = llvm::none_of(op->getResultTypes(), [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && !tensor.hasStaticShape();
  });
  if (!reifiable || isStatic)
    return shapes;

  getContext().getOrLoadDialect<affine::AffineDialect>();
  Scratch scratch;
  OpBuilder builder(op->getContext(), &scratch);
  builder.setInsertionPointAfter(op);
  ReifiedRankedShapedTypeDims reified;
  if (failed(reifiable.reifyResultShapes(builder, reified)))
    return shapes;
  SizeReader reader(op, operands);
  for (auto [number, sizes] : llvm::enumerate(reified))
    for (auto [dim, size] : llvm::enumerate(sizes))
      if (nb::handle(shapes[number][dim]).is_none())
        shapes[number][dim] = reader.read(size);
  return shapes;
}

} // namespace ag::python
