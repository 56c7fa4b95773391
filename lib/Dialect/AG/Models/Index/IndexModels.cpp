//===- IndexModels.cpp - models of index ----------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "IndexModels.h"
#include "Primitive.h"
#include "ag/Interfaces/PrimitiveOps.h"
#include "mlir/Dialect/Index/IR/IndexDialect.h"

using namespace mlir;

namespace ag {

namespace {
template <typename Op>
struct IndexConstantModel
    : InterpretableOpInterface::ExternalModel<IndexConstantModel<Op>, Op> {
  llvm::Expected<Tensors> interpret(Operation *op, MutableArrayRef<Tensor>,
                                    InterpreterContext &) const {
    return single(toTensor(cast<Op>(op).getValueAttr()));
  }
};

/// An index has the bits of I64, as all programs that ag emits.
struct SizeOfModel
    : InterpretableOpInterface::ExternalModel<SizeOfModel, index::SizeOfOp> {
  llvm::Expected<Tensors> interpret(Operation *, MutableArrayRef<Tensor>,
                                    InterpreterContext &) const {
    return Tensors{indexTensor(getBitWidth(ScalarType::I64))};
  }
};
} // namespace

void registerIndexModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, index::IndexDialect *) {
    index::ConstantOp::attachInterface<IndexConstantModel<index::ConstantOp>>(
        *context);
    index::BoolConstantOp::attachInterface<
        IndexConstantModel<index::BoolConstantOp>>(*context);
    index::SizeOfOp::attachInterface<SizeOfModel>(*context);
#define AG_ATTACH(op, ...)                                                     \
  op::attachInterface<PrimitiveModel<op>, PrimitiveDerivative<op>>(*context);
    AG_INDEX_OPS(AG_ATTACH)
    AG_INDEX_COMPOSED_OPS(AG_ATTACH)
#undef AG_ATTACH
  });
}

} // namespace ag
