//===- SmallFloats.h - what CPUs have of bf16 and f16 -----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_PHASES_LOWER_CPU_SMALLFLOATS_H
#define AG_LIB_PHASES_LOWER_CPU_SMALLFLOATS_H

#include "llvm/ADT/StringRef.h"

namespace ag {

/// Whether the CPU that `march` names (native, x86-64-v3, ...) has instructions
/// that cast f16 to f32 and back.
bool hasHalf(llvm::StringRef march);

} // namespace ag

#endif // AG_LIB_PHASES_LOWER_CPU_SMALLFLOATS_H
