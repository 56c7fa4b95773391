//===- RuntimeAssembly.h - the runtime, put into objects --------*- C++ -*-===//
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
#ifndef AG_EMIT_RUNTIME_RUNTIMEASSEMBLY_H
#define AG_EMIT_RUNTIME_RUNTIMEASSEMBLY_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace ag {

/// The functions of ag-runtime/Runtime.h that are among `names`, with what they
/// need, as assembly: position independent, for any x86-64 CPU under Linux. All
/// symbols are local to the object it becomes part of, where nothing else may
/// begin with "ag_rt" or, of labels, with ".L" and a digit.
std::string getRuntimeAssembly(llvm::ArrayRef<llvm::StringRef> names);

/// The text of ag-runtime/ABI.h, which every generated header contains.
llvm::StringRef getABIHeader();

} // namespace ag

#endif // AG_EMIT_RUNTIME_RUNTIMEASSEMBLY_H
