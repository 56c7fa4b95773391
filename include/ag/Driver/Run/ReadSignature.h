//===- ReadSignature.h - what users give to an entry and get ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors does whoever runs a function give and get, at whatever phase it
// is? From the first phase on, a function has signless elements, bytes for
// bools, and parameters as its last arguments, but ag.signature says what it
// had before.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_READSIGNATURE_H
#define AG_DRIVER_RUN_READSIGNATURE_H

#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// The function so named, of those with a body; of none, @main or else the only
/// public one.
llvm::Expected<mlir::FunctionOpInterface> findEntry(mlir::ModuleOp module,
                                                    llvm::StringRef name);

/// What the function's ag.signature says, or, where it has none, its own type:
/// scalars are tensors of rank 0 there, an index is an i64, and each dynamic
/// size is a symbol. An error if a value is none that ag computes with.
llvm::Expected<EntrySignature>
readSignature(mlir::FunctionOpInterface function);

/// The type in which a program asks for a parameter.
mlir::RankedTensorType getParameterType(const TensorSignature &parameter,
                                        mlir::MLIRContext *context);

/// `tensor` as one of another type that it became, or was, by lowering: an
/// integer that lost its sign, or a bool that is a byte. One that can't be, as
/// it is.
Tensor adapt(Tensor tensor, ScalarType type);

} // namespace ag

#endif // AG_DRIVER_RUN_READSIGNATURE_H
