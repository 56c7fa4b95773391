//===- PTX.h - from kernels to PTX ------------------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the kernels of a lowered module become the text that the driver of a
// GPU compiles?
//
// The text does not depend on what of CUDA is installed: LLVM writes it, and
// nothing is linked to it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_PTX_H
#define AG_EMIT_PTX_H

#include "ag/Emit/DeviceCode.h"
#include "ag/Machine/Common/Machine.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Returns the code of the module's kernels, in their order, for the GPUs that
/// `machine` is, optimised at `level` 0 to 3, and which constants they read.
/// Takes the kernels out of `module`, which leaves what runs on the host. Fails
/// with a located error.
mlir::FailureOr<DeviceCode> emitPTX(mlir::ModuleOp module,
                                    const Machine &machine, unsigned level);

} // namespace ag

#endif // AG_EMIT_PTX_H
