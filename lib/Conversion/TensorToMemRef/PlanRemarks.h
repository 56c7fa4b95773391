//===- PlanRemarks.h - what the plan of a workspace says --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does ag-plan-workspace say of an entry's memory? By these names:
//
//   workspace    its bytes, the lower bound and the gap, at the planned sizes
//   buffer       of each temporary: its bytes, offset and life
//   copy         what is still copied from buffer to buffer
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_CONVERSION_TENSORTOMEMREF_PLANREMARKS_H
#define AG_LIB_CONVERSION_TENSORTOMEMREF_PLANREMARKS_H

#include "ag/Support/ArtefactInterface.h"
#include "ag/Support/IntervalPacking.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace ag {

/// `temporaries` are what `buffers` describes at the planned sizes.
void explainPlan(mlir::func::FuncOp entry, const EntryInterface &interface,
                 llvm::ArrayRef<mlir::memref::AllocOp> temporaries,
                 llvm::ArrayRef<LiveBuffer> buffers, const Packing &packing);

} // namespace ag

#endif // AG_LIB_CONVERSION_TENSORTOMEMREF_PLANREMARKS_H
