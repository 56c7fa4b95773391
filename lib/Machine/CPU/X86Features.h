//===- X86Features.h - what the processors of x86-64 have -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which features does a processor have, by its name or as this machine is one?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_MACHINE_CPU_X86FEATURES_H
#define AG_LIB_MACHINE_CPU_X86FEATURES_H

#include "mlir/Support/LLVM.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace ag {

/// The kind of target that these are.
constexpr llvm::StringLiteral cpuKind = "cpu";
constexpr llvm::StringLiteral defaultMarch = "x86-64-v3";
/// What names this machine, where a target is asked for.
constexpr llvm::StringLiteral nativeMarch = "native";

/// Returns true if LLVM knows a processor of 64 bits by that name.
bool isX86Processor(llvm::StringRef march);

/// Returns the features that ag-runtime/CpuFeatures.def lists, in its order, of
/// a processor that isX86Processor knows with `changes` as "+a,-b".
llvm::SmallVector<llvm::StringRef> listX86Features(llvm::StringRef march,
                                                   llvm::StringRef changes);

/// The features, of those that ag-runtime/CpuFeatures.def lists and in its
/// order, of the processor `march` with `changes`, each "+avx512bf16" or
/// "-sha", and what they imply. An error if there is none of 64 bits so named,
/// no such feature, or one that each x86-64 has is to be lacking.
llvm::Expected<llvm::SmallVector<llvm::StringRef>>
getX86Features(llvm::StringRef march, llvm::ArrayRef<std::string> changes);

} // namespace ag

#endif // AG_LIB_MACHINE_CPU_X86FEATURES_H
