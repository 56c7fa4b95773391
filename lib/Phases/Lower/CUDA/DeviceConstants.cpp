//===- DeviceConstants.cpp - constants in a GPU's memory ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "DeviceConstants.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"

using namespace mlir;

namespace ag {

LLVM::LLVMFuncOp DeviceConstants::getRuntimeFunction() {
  if (function)
    return function;
  auto builder = OpBuilder::atBlockBegin(module.getBody());
  Type pointer = LLVM::LLVMPointerType::get(module.getContext());
  auto type =
      LLVM::LLVMFunctionType::get(pointer, {pointer, builder.getI64Type()});
  function = LLVM::LLVMFuncOp::create(builder, module.getLoc(),
                                      "ag_rt_get_constant", type);
  return function;
}

LogicalResult DeviceConstants::lower(memref::GetGlobalOp op, Value launcher) {
  FlatSymbolRefAttr name = op.getNameAttr();
  auto global = symbols.lookup<memref::GlobalOp>(name.getAttr());
  if (!global.getConstant() || global.isUninitialized() || global.isExternal())
    return op.emitError("expected @")
           << name.getValue() << " to be constant, with its elements";
  auto [number, isNew] = numbers.try_emplace(name, names.size());
  if (isNew)
    names.push_back(name);
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Value place = LLVM::ConstantOp::create(
      builder, loc, builder.getI64IntegerAttr(number->second));
  Value address = LLVM::CallOp::create(builder, loc, getRuntimeFunction(),
                                       ValueRange{launcher, place})
                      .getResult();
  Value memory = MemRefDescriptor::fromStaticShape(builder, loc, types,
                                                   op.getType(), address);
  auto cast =
      UnrealizedConversionCastOp::create(builder, loc, op.getType(), memory);
  op.replaceAllUsesWith(cast.getResult(0));
  op.erase();
  return success();
}

LogicalResult DeviceConstants::lower(func::FuncOp entry, Value launcher) {
  SmallVector<memref::GetGlobalOp> ops;
  entry.walk([&](memref::GetGlobalOp op) { ops.push_back(op); });
  return success(llvm::all_of(ops, [&](memref::GetGlobalOp op) {
    return succeeded(lower(op, launcher));
  }));
}

void DeviceConstants::list() {
  if (!names.empty())
    module->setAttr(deviceConstantsAttrName,
                    ArrayAttr::get(module.getContext(), names));
}

} // namespace ag
