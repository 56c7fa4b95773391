//===- AGDialect.cpp - the ag dialect -------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "Core/Folding.h"
#include "Indexing/SliceBounds.h"
#include "Requests/Batching.h"
#include "ag/Dialect/AG/IR/Core/AGOps.h"
#include "ag/Dialect/AG/IR/Core/ArgumentNames.h"
#include "ag/Dialect/AG/IR/Core/CostAttrs.h"
#include "ag/Dialect/AG/IR/Core/Target.h"
#include "ag/Dialect/AG/IR/Requests/Gradients.h"
#include "ag/Dialect/AG/IR/Sharding/ProgramMesh.h"
#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinDialect.h"
#include "mlir/Transforms/InliningUtils.h"

using namespace mlir;

#include "ag/Dialect/AG/IR/Core/AGDialect.cpp.inc"
#include "ag/Dialect/AG/IR/Core/AGEnums.cpp.inc"

namespace ag {
namespace {
/// Ops of ag have the same meaning in all functions.
struct Inlining : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  bool isLegalToInline(Region *, Region *, bool, IRMapping &) const final {
    return true;
  }
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
};
} // namespace

void AGDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "ag/Dialect/AG/IR/Core/AGOps.cpp.inc"
      >();
  registerAttributes();
  addFolding(*this);
  addInterfaces<Inlining>();
  registerSliceBatching(*getContext());
  registerSliceDerivative(*getContext());
}

static bool isPlanned(StringRef name) {
  return name == plannedMeshAttrName || name == plannedAttrName ||
         name == strategyAttrName;
}

LogicalResult AGDialect::verifyOperationAttribute(Operation *op,
                                                  NamedAttribute attribute) {
  if (attribute.getName() == rangesAttrName)
    return verifyRanges(op, attribute.getValue());
  if (attribute.getName() == targetAttrName)
    return readTarget(op, attribute.getValue());
  if (attribute.getName() == costAttrName)
    return readCost(op, attribute.getValue());
  if (attribute.getName() == meshAttrName)
    return verifyMesh(op, attribute.getValue());
  if (isPlanned(attribute.getName()))
    return verifyPlanned(op, attribute.getName(), attribute.getValue());
  if (attribute.getName() == shardingAttrName) {
    if (auto parameter = dyn_cast<ParameterOp>(op))
      return verifySharding(op, parameter.getType(), attribute.getValue());
    return Reporter(op->getName().getStringRef(),
                    op->getLoc())("sharding-attribute")
           << shardingAttrName
           << " belongs to a parameter, or to what a function takes or gives";
  }
  if (attribute.getName() == originalNameAttrName)
    return Reporter(op->getName().getStringRef(),
                    op->getLoc())("original-name-attribute")
           << originalNameAttrName
           << " belongs to an argument or a result of a function";
  return success();
}

/// Returns the function whose arguments or results have attributes; null if it
/// is not one of values of builtin types. A function that was lowered further
/// keeps attributes of its former types.
static FunctionOpInterface getProgram(Operation *op) {
  auto function = dyn_cast<FunctionOpInterface>(op);
  auto isBuiltin = [](Type type) {
    return isa<BuiltinDialect>(type.getDialect());
  };
  return function && llvm::all_of(function.getArgumentTypes(), isBuiltin) &&
                 llvm::all_of(function.getResultTypes(), isBuiltin)
             ? function
             : nullptr;
}

LogicalResult AGDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                  unsigned argument,
                                                  NamedAttribute attribute) {
  StringAttr name = attribute.getName();
  // Most functions have valid dims. Only for others, all types are visited.
  if (auto any = dyn_cast<FunctionOpInterface>(op);
      name == dimsAttrName && any &&
      hasDims(any, argument, attribute.getValue()))
    return success();
  bool isOfProgram =
      name == dimsAttrName || name == shardingAttrName || name == roleAttrName;
  FunctionOpInterface function = isOfProgram ? getProgram(op) : nullptr;
  if (function && name == dimsAttrName)
    return verifyDims(function, argument, attribute.getValue());
  if (function && name == shardingAttrName)
    return verifySharding(op, function.getArgumentTypes()[argument],
                          attribute.getValue());
  if (function && name == roleAttrName)
    return verifyRole(op, function.getArgumentTypes()[argument],
                      attribute.getValue());
  if (attribute.getName() == originalNameAttrName)
    return verifyOriginalName(op, attribute.getValue());
  if (isPlanned(attribute.getName()))
    return verifyPlanned(op, attribute.getName(), attribute.getValue());
  return success();
}

LogicalResult AGDialect::verifyRegionResultAttribute(Operation *op, unsigned,
                                                     unsigned result,
                                                     NamedAttribute attribute) {
  StringAttr name = attribute.getName();
  bool isOfProgram = name == gradientOfAttrName || name == shardingAttrName;
  FunctionOpInterface function = isOfProgram ? getProgram(op) : nullptr;
  if (function && name == gradientOfAttrName)
    return verifyGradientOf(function, result, attribute.getValue());
  if (function && name == shardingAttrName)
    return verifySharding(op, function.getResultTypes()[result],
                          attribute.getValue());
  if (attribute.getName() == originalNameAttrName)
    return verifyOriginalName(op, attribute.getValue());
  if (isPlanned(attribute.getName()))
    return verifyPlanned(op, attribute.getName(), attribute.getValue());
  return success();
}

Operation *AGDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                          Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

} // namespace ag
