//===- RuntimeAssembly.h - the runtime, put into objects --------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which parts of the runtime does an object contain, so that it depends on no
// library of ag?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_RUNTIME_RUNTIMEASSEMBLY_H
#define AG_EMIT_RUNTIME_RUNTIMEASSEMBLY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ag {

/// Returns the assembly of those functions of ag-runtime/Runtime.h whose names
/// are in `names`, and of all functions and constants that they use. The code
/// is position independent and runs on any x86-64 CPU under Linux. Its symbols
/// are local to the object. No other symbol of the object may begin with
/// "ag_rt", and no other label with ".L" and a digit.
std::string getRuntimeAssembly(llvm::ArrayRef<llvm::StringRef> names);

/// Returns the text of ag-runtime/ABI.h, which every generated header contains.
llvm::StringRef getABIHeader();

} // namespace ag

#endif // AG_EMIT_RUNTIME_RUNTIMEASSEMBLY_H
