//===- Linalg.cpp - models of linalg --------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Linalg.h"
#include "LinalgSpec.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "ag/Interfaces/Spec/AffineAccess.h"
#include "ag/Interfaces/StructuredOp.h"
#include "ag/Support/Tensor/TensorSlices.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;

namespace ag {
namespace {
template <typename Op>
struct SpecModel : StructuredOpInterface::ExternalModel<SpecModel<Op>, Op> {
  Spec getSpec(Operation *op) const {
    return *describeLinalg(cast<linalg::LinalgOp>(op));
  }
  SmallVector<Value> getSpecOperands(Operation *op) const {
    SmallVector<Value> operands(op->getOperands());
    llvm::append_range(operands, getCaptures(cast<linalg::LinalgOp>(op)));
    return operands;
  }
  /// Captures follow the operands.
  Operation *makePart(Operation *op, OpBuilder &builder,
                      const OpPart &part) const {
    IRMapping captured;
    captured.map(getCaptures(cast<linalg::LinalgOp>(op)),
                 part.operands.drop_front(op->getNumOperands()));
    auto made = cast<linalg::LinalgOp>(builder.clone(*op, captured));
    made->setOperands(part.operands.take_front(op->getNumOperands()));
    for (auto [result, type] :
         llvm::zip_equal(made->getResults(), part.results))
      result.setType(type);
    SmallVector<OpFoldResult> offsets;
    for (const LoopPart &loop : part.loops)
      offsets.push_back(loop.offset);
    linalg::offsetIndices(builder, made, offsets);
    return made;
  }
  bool hasSpec(Operation *op) const {
    return describeLinalg(cast<linalg::LinalgOp>(op)).has_value();
  }
};

//===----------------------------------------------------------------------===//
// Regions that no Spec describes: one run for each point
//===----------------------------------------------------------------------===//

/// Returns the loops' extents, from the operands' shapes.
llvm::Expected<SmallVector<int64_t>> findExtents(linalg::LinalgOp op,
                                                 ArrayRef<Tensor> operands) {
  SmallVector<int64_t> sizes;
  for (const Tensor &operand : operands)
    llvm::append_range(sizes, operand.shape());
  AffineMap loops = op.getShapesToLoopsMap();
  SmallVector<int64_t> extents;
  for (AffineExpr expr : loops.getResults()) {
    auto extent = evaluateAffine(expr, sizes, {});
    if (!extent || *extent < 0)
      return llvm::createStringError("[sizes] has operands that fit no loops");
    extents.push_back(*extent);
  }
  return extents;
}

llvm::Expected<SmallVector<AffineAccess>>
openAccesses(linalg::LinalgOp op, ArrayRef<Tensor> operands,
             ArrayRef<int64_t> extents) {
  SmallVector<AffineAccess> accesses;
  for (auto [number, map] : llvm::enumerate(op.getIndexingMapsArray())) {
    auto access =
        AffineAccess::create(map, {}, operands[number].shape(), extents,
                             llvm::formatv("operand {0}", number).str());
    if (!access)
      return access.takeError();
    accesses.push_back(std::move(*access));
  }
  return accesses;
}

/// Runs the region at one point, on the operands' elements there, and stores
/// the new elements of the outputs.
llvm::Error interpretPoint(linalg::LinalgOp op, ArrayRef<AffineAccess> accesses,
                           ArrayRef<int64_t> point,
                           MutableArrayRef<Tensor> operands,
                           InterpreterContext &context) {
  SmallVector<int64_t> positions;
  Tensors elements;
  for (auto [access, operand] : llvm::zip_equal(accesses, operands)) {
    auto position = access.position(point);
    if (!position)
      return position.takeError();
    positions.push_back(*position);
    elements.push_back(operand.element(*position));
  }
  for (auto index : op.getBlock()->getOps<linalg::IndexOp>())
    context.define(index, indexTensor(point[index.getDim()]));
  auto values = context.run(*op.getBlock()->getParent(), std::move(elements));
  if (!values)
    return values.takeError();
  unsigned first = operands.size() - values->size();
  for (auto [number, value] : llvm::enumerate(*values))
    operands[first + number].setElement(positions[first + number], value);
  return llvm::Error::success();
}

llvm::Expected<Tensors> interpretPoints(linalg::LinalgOp op,
                                        MutableArrayRef<Tensor> operands,
                                        InterpreterContext &context) {
  auto extents = findExtents(op, operands);
  if (!extents)
    return extents.takeError();
  auto accesses = openAccesses(op, operands, *extents);
  if (!accesses)
    return accesses.takeError();
  SmallVector<int64_t> point(extents->size(), 0);
  bool hasPoints = !llvm::is_contained(*extents, 0);
  while (hasPoints) {
    if (llvm::Error error =
            interpretPoint(op, *accesses, point, operands, context))
      return error;
    hasPoints = advanceIndex(point, *extents);
  }
  return Tensors(operands.take_back(op.getNumDpsInits()));
}

template <typename Op>
struct PointsModel
    : InterpretableOpInterface::ExternalModel<PointsModel<Op>, Op> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &context) const {
    return interpretPoints(cast<linalg::LinalgOp>(op), operands, context);
  }
  /// Tangents pass through the region, element by element.
  TangentFlow getTangentFlow(Operation *) const { return TangentFlow::Along; }
};

struct IndexModel
    : InterpretableOpInterface::ExternalModel<IndexModel, linalg::IndexOp> {
  llvm::Expected<Tensors> interpret(Operation *op, MutableArrayRef<Tensor>,
                                    InterpreterContext &context) const {
    return Tensors{context.lookup(op->getResult(0))};
  }
};

template <typename... Ops> void attachSpecs(MLIRContext *context) {
  (Ops::template attachInterface<SpecModel<Ops>, PointsModel<Ops>>(*context),
   ...);
}
} // namespace

void registerLinalgModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, linalg::LinalgDialect *) {
    linalg::IndexOp::attachInterface<IndexModel>(*context);
    attachSpecs<
#define GET_OP_LIST
#include "mlir/Dialect/Linalg/IR/LinalgStructuredOps.cpp.inc"
        >(context);
  });
}

} // namespace ag
