//===- RuntimeBitcode.h - the runtime, linked into objects ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does the compiler carry along of the runtime, so that an object needs
// nothing else?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TARGET_RUNTIMEBITCODE_H
#define AG_TARGET_RUNTIMEBITCODE_H

#include "llvm/ADT/StringRef.h"

namespace ag {

/// The functions of ag-runtime/Runtime.h as one LLVM module of bitcode for
/// x86-64 Linux, optimised, position independent, for any such CPU. All that it
/// defines is to be made internal once linked. Lives as long as the process.
llvm::StringRef getRuntimeBitcode();

/// The text of ag-runtime/ABI.h, which every generated header contains.
llvm::StringRef getABIHeader();

} // namespace ag

#endif // AG_TARGET_RUNTIMEBITCODE_H
