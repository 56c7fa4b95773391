//===- CpuTarget.h - the code generator for one CPU -------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which LLVM code generator compiles for a given CPU?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_CPUTARGET_H
#define AG_EMIT_CPUTARGET_H

#include "ag/Machine/Common/Machine.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>

namespace ag {

/// A CPU and the LLVM code generator for it
struct CpuTarget {
  Machine machine;
  std::unique_ptr<llvm::TargetMachine> generator;
};

/// Returns the target for `machine`. The generator optimises at `level`, 0 to
/// 3.
CpuTarget makeCpuTarget(Machine machine, unsigned level);

} // namespace ag

#endif // AG_EMIT_CPUTARGET_H
