//===- Calls.h - the functions that callers see -----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions of an artefact does a C program call?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_CALLS_H
#define AG_LIB_EMIT_CALLS_H

#include "Descriptors.h"

namespace ag {

/// Defines MODULE_load and the other functions that callers use. `device` is
/// the constant that makeDeviceCode returned if the artefact is for CUDA, or
/// null.
void makeCalls(llvm::Module &program, const ArtefactSignature &artefact,
               const Descriptors &descriptors, llvm::Constant *device);

/// Defines the main of an executable, which runs the first entry. `device` is
/// as in makeCalls().
void makeMain(llvm::Module &program, const Descriptors &descriptors,
              llvm::Constant *device);

} // namespace ag

#endif // AG_LIB_EMIT_CALLS_H
