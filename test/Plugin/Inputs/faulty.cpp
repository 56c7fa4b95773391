//===- faulty.cpp - a dialect that is wrong -------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two faults, of two ops each, for tests of ag-reduce: a folder that drops a
// factor, and one that aborts.
//
//   faulty.double(faulty.double(x)) is folded to faulty.double(x)
//   faulty.halve(faulty.double(x))  aborts
//
// A third op, faulty.same, may have a result of any type, which its Spec does
// not have.
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/Models/StructuredModel.h"
#include "ag/Interfaces/Spec/SimpleSpecs.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Tools/Plugins/DialectPlugin.h"
#include <cstdlib>

using namespace mlir;

namespace faulty {
template <typename ConcreteOp>
using ElementwiseOp =
    Op<ConcreteOp, OpTrait::ZeroRegions, OpTrait::OneResult,
       OpTrait::OneOperand, OpTrait::SameOperandsAndResultType,
       ConditionallySpeculatable::Trait, OpTrait::AlwaysSpeculatableImplTrait,
       MemoryEffectOpInterface::Trait>;

class DoubleOp : public ElementwiseOp<DoubleOp> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(DoubleOp)
  using Op::Op;
  static StringRef getOperationName() { return "faulty.double"; }
  static ArrayRef<StringRef> getAttributeNames() { return {}; }
  void getEffects(SmallVectorImpl<MemoryEffects::EffectInstance> &) {}
  OpFoldResult fold(ArrayRef<Attribute>) {
    bool isTwice = getOperand().getDefiningOp<DoubleOp>();
    return isTwice ? getOperand() : Value();
  }
};

class HalveOp : public ElementwiseOp<HalveOp> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(HalveOp)
  using Op::Op;
  static StringRef getOperationName() { return "faulty.halve"; }
  static ArrayRef<StringRef> getAttributeNames() { return {}; }
  void getEffects(SmallVectorImpl<MemoryEffects::EffectInstance> &) {}
  OpFoldResult fold(ArrayRef<Attribute>) {
    if (getOperand().getDefiningOp<DoubleOp>())
      std::abort();
    return {};
  }
};

class SameOp : public Op<SameOp, OpTrait::ZeroRegions, OpTrait::OneResult,
                         OpTrait::OneOperand, ConditionallySpeculatable::Trait,
                         OpTrait::AlwaysSpeculatableImplTrait,
                         MemoryEffectOpInterface::Trait> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(SameOp)
  using Op::Op;
  static StringRef getOperationName() { return "faulty.same"; }
  static ArrayRef<StringRef> getAttributeNames() { return {}; }
  void getEffects(SmallVectorImpl<MemoryEffects::EffectInstance> &) {}
};

class FaultyDialect : public Dialect {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(FaultyDialect)
  explicit FaultyDialect(MLIRContext *context)
      : Dialect(getDialectNamespace(), context, TypeID::get<FaultyDialect>()) {
    addOperations<DoubleOp, HalveOp, SameOp>();
  }
  static StringRef getDialectNamespace() { return "faulty"; }
};

template <typename ConcreteOp> constexpr double factorOf = 1.0;
template <> constexpr double factorOf<DoubleOp> = 2.0;
template <> constexpr double factorOf<HalveOp> = 0.5;

/// Defines the ops by a multiplication by a number.
template <typename ConcreteOp>
struct ScaleModel : ag::StructuredModel<ScaleModel<ConcreteOp>, ConcreteOp> {
  bool hasSpec(Operation *op) const {
    return isa<RankedTensorType>(op->getOperand(0).getType());
  }
  ag::Spec getSpec(Operation *op) const {
    Type element = getElementTypeOrSelf(op->getOperand(0));
    ag::ScalarProgram program;
    ag::Expr x = program.input(*ag::getScalarType(element));
    program.yield(factorOf<ConcreteOp> * x);
    return ag::makeElementwiseSpec(program, op->getOperandTypes());
  }
};
} // namespace faulty

extern "C" LLVM_ATTRIBUTE_WEAK DialectPluginLibraryInfo
mlirGetDialectPluginInfo() {
  auto registerAll = [](DialectRegistry *registry) {
    registry->insert<faulty::FaultyDialect>();
    registry->addExtension(+[](MLIRContext *context, faulty::FaultyDialect *) {
      faulty::ScaleModel<faulty::DoubleOp>::attach(*context);
      faulty::ScaleModel<faulty::HalveOp>::attach(*context);
      faulty::ScaleModel<faulty::SameOp>::attach(*context);
    });
  };
  return {MLIR_PLUGIN_API_VERSION, "faulty", "1", registerAll};
}
