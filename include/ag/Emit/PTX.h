//===- PTX.h - from kernels to PTX ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the kernels of a lowered module become the text that a GPU's driver
// compiles?
//
// The text does not depend on the installed version of CUDA: LLVM writes it,
// and no library is linked to it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_PTX_H
#define AG_EMIT_PTX_H

#include "ag/Emit/DeviceCode.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Returns the module's kernels, in order, compiled for `machine` and optimised
/// at `level`, 0 to 3, with the constants that they read. Erases the kernels
/// from `module`, which then contains only host code. Fails, with a located
/// error, if there is not exactly one gpu.module or if a listed constant does
/// not exist.
mlir::FailureOr<DeviceCode> emitPTX(mlir::ModuleOp module,
                                    const Machine &machine, unsigned level);

} // namespace ag

#endif // AG_EMIT_PTX_H
