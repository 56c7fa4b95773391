//===- ReadSignature.h - the tensors of an entry ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which tensors does a function take and return, whatever phase it is at? The
// phase trace makes parameters the last arguments, and the phase structure
// makes elements signless and bools bytes. The attribute ag.signature, which
// trace adds, records the original types.
//
//===----------------------------------------------------------------------===//
#ifndef AG_DRIVER_RUN_READSIGNATURE_H
#define AG_DRIVER_RUN_READSIGNATURE_H

#include "ag/Analysis/Entry/EntryABI.h"
#include "ag/Interfaces/InterpretableOp.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Returns the function with a body whose entry name is `name`. If `name` is
/// empty, returns @main, or else the only public function. Fails if there is no
/// such function.
llvm::Expected<mlir::FunctionOpInterface> findEntry(mlir::ModuleOp module,
                                                    llvm::StringRef name);

/// Returns the function's ag.signature, or, if it has none, a signature derived
/// from its type. There, scalars become tensors of rank 0, an index an i64,
/// and each dynamic size of an argument a symbol. Fails if ag does not compute
/// with the type of an argument or result.
llvm::Expected<EntrySignature>
readSignature(mlir::FunctionOpInterface function);

/// Returns the tensor type of a parameter, whose sizes must all be numbers.
mlir::RankedTensorType getParameterType(const TensorSignature &parameter,
                                        mlir::MLIRContext *context);

/// Returns `tensor` converted to `type`, if lowering may have turned one of the
/// two types into the other: a signed or unsigned integer into a signless one,
/// or a bool into a byte. Otherwise returns `tensor` unchanged.
Tensor adapt(Tensor tensor, ScalarType type);

} // namespace ag

#endif // AG_DRIVER_RUN_READSIGNATURE_H
