//===- DeviceConstants.h - constants in a GPU's memory ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does the host know where load put a constant on the GPU?
//
//   memref.global "private" constant @c : memref<2xf32> = dense<[1.0, 2.0]>
//   func.func @f(..., %launcher: !llvm.ptr) {
//     %0 = memref.get_global @c : memref<2xf32>
//
// becomes, in a module with ag.device_constants = [@c],
//
//     %address = llvm.call @ag_rt_get_constant(%launcher, %number)
//
// The number is the position in that list. The elements stay in the data of the
// host, from which load uploads them.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CUDA_DEVICECONSTANTS_H
#define AG_LIB_PHASES_LOWER_CUDA_DEVICECONSTANTS_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ag {

/// The constants that kernels of one module read.
class DeviceConstants {
public:
  DeviceConstants(mlir::ModuleOp module, const mlir::LLVMTypeConverter &types)
      : module(module), types(types), symbols(module) {}

  /// Makes `entry` get its constants from `launcher`. Fails, with an error, if
  /// a constant has no elements that load could upload.
  mlir::LogicalResult lower(mlir::func::FuncOp entry, mlir::Value launcher);

  /// Lists the constants on the module, if there are any.
  void list();

private:
  mlir::LogicalResult lower(mlir::memref::GetGlobalOp op, mlir::Value launcher);
  mlir::LLVM::LLVMFuncOp getRuntimeFunction();

  mlir::ModuleOp module;
  const mlir::LLVMTypeConverter &types;
  mlir::SymbolTable symbols;
  mlir::LLVM::LLVMFuncOp function;
  llvm::SmallVector<mlir::Attribute> names;
  llvm::DenseMap<mlir::Attribute, int64_t> numbers;
};

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CUDA_DEVICECONSTANTS_H
