//===- Affine.cpp - models of affine ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Affine.h"
#include "ag/Interfaces/AffineAccess.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"

using namespace mlir;

namespace ag {
namespace {
/// The values of a map's results at the operands.
llvm::Expected<SmallVector<int64_t>> evaluateMap(AffineMap map,
                                                 ArrayRef<Tensor> operands) {
  SmallVector<int64_t> numbers = llvm::map_to_vector(operands, intOf);
  ArrayRef<int64_t> dims = ArrayRef(numbers).take_front(map.getNumDims());
  ArrayRef<int64_t> symbols = ArrayRef(numbers).drop_front(map.getNumDims());
  SmallVector<int64_t> values;
  for (AffineExpr expr : map.getResults()) {
    auto value = evaluateAffine(expr, dims, symbols);
    if (!value)
      return llvm::createStringError(
          "overflows, or divides by less than 1, at these operands");
    values.push_back(*value);
  }
  return values;
}

int64_t first(ArrayRef<int64_t> values) { return values.front(); }
int64_t least(ArrayRef<int64_t> values) { return *llvm::min_element(values); }
int64_t greatest(ArrayRef<int64_t> values) {
  return *llvm::max_element(values);
}

template <typename Op, int64_t (*Choose)(ArrayRef<int64_t>)>
struct MapModel
    : InterpretableOpInterface::ExternalModel<MapModel<Op, Choose>, Op> {
  llvm::Expected<Tensors> interpret(Operation *op,
                                    MutableArrayRef<Tensor> operands,
                                    InterpreterContext &) const {
    auto values = evaluateMap(cast<Op>(op).getAffineMap(), operands);
    if (!values)
      return values.takeError();
    return Tensors{indexTensor(Choose(*values))};
  }
};
} // namespace

void registerAffineModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, affine::AffineDialect *) {
    using namespace affine;
    AffineApplyOp::attachInterface<MapModel<AffineApplyOp, first>>(*context);
    AffineMinOp::attachInterface<MapModel<AffineMinOp, least>>(*context);
    AffineMaxOp::attachInterface<MapModel<AffineMaxOp, greatest>>(*context);
  });
}

} // namespace ag
