//===- toy2.cpp - a dialect of another project, as a plugin ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/StructuredModel.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"

using namespace mlir;

namespace toy2 {
/// Computes y = log(1 + exp(x)) elementwise.
class SoftplusOp
    : public Op<SoftplusOp, OpTrait::ZeroRegions, OpTrait::OneResult,
                OpTrait::OneOperand, OpTrait::SameOperandsAndResultType,
                ConditionallySpeculatable::Trait,
                OpTrait::AlwaysSpeculatableImplTrait,
                MemoryEffectOpInterface::Trait> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(SoftplusOp)
  using Op::Op;
  static StringRef getOperationName() { return "toy2.softplus"; }
  static ArrayRef<StringRef> getAttributeNames() { return {}; }
  void getEffects(SmallVectorImpl<MemoryEffects::EffectInstance> &) {}
};

class Toy2Dialect : public Dialect {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(Toy2Dialect)
  explicit Toy2Dialect(MLIRContext *context)
      : Dialect(getDialectNamespace(), context, TypeID::get<Toy2Dialect>()) {
    addOperations<SoftplusOp>();
  }
  static StringRef getDialectNamespace() { return "toy2"; }
};

struct SoftplusModel : ag::StructuredModel<SoftplusModel, SoftplusOp> {
  /// Returns true if the op has a Spec. ag rejects an op without one.
  bool hasSpec(Operation *op) const {
    auto type = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
    return type && isa<FloatType>(type.getElementType()) &&
           ag::getScalarType(type.getElementType());
  }
  ag::Spec getSpec(Operation *op) const {
    Type element = getElementTypeOrSelf(op->getOperand(0));
    ag::ScalarProgram program;
    ag::Expr x = program.input(*ag::getScalarType(element));
    program.yield(0.5 * x + 0.5 * abs(x) + log(1.0 + exp(-abs(x))));
    return ag::makeElementwiseSpec(program, op->getOperandTypes());
  }
};
} // namespace toy2

extern "C" LLVM_ATTRIBUTE_WEAK DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  auto registerAll = [](DialectRegistry *registry) {
    registry->insert<toy2::Toy2Dialect>();
    registry->addExtension(+[](MLIRContext *context, toy2::Toy2Dialect *) {
      toy2::SoftplusModel::attach(*context);
    });
  };
  return {MLIR_PLUGIN_API_VERSION, "toy2", "1", registerAll};
}
