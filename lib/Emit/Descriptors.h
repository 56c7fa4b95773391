//===- Descriptors.h - what the runtime reads of an artefact ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which constants describe an artefact to the runtime
// (ag-runtime/Descriptors.h)?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_DESCRIPTORS_H
#define AG_LIB_EMIT_DESCRIPTORS_H

#include "EntryFunctions.h"
#include "ag/Emit/DeviceCode.h"
#include "ag/Emit/Object.h"
#include "llvm/IR/ValueHandle.h"

namespace ag {

/// A constant, and the declaration that functions use instead while they are
/// optimised
struct DeclaredConstant {
  llvm::GlobalVariable *declaration;
  /// The constant; the handle follows it if LLVM replaces it
  llvm::WeakTrackingVH definition;
};

/// The constants that describe an artefact: its ag_rt_module and, in the order
/// of the artefact, an ag_rt_entry for each entry. They refer to all entries,
/// so LLVM's call graph would have an edge to each entry from each function
/// that refers to them. Functions therefore refer to declarations, except for
/// load, which keeps the constants alive.
struct Descriptors {
  llvm::Constant *module;
  DeclaredConstant declaredModule, declaredEntries;
  std::vector<llvm::Constant *> entries;

  /// Replaces the declarations by the constants. Call it after optimisation.
  void define();
};
Descriptors makeDescriptors(llvm::Module &program,
                            const ArtefactSignature &artefact,
                            const CpuTarget &target,
                            const ArtefactFunctions &functions,
                            const EmbeddedParameters &embedded);

/// Returns the name of the section that holds the embedded value with this
/// index.
std::string getSectionName(size_t number);

/// Creates the constant of ag_rt_device_code.
llvm::Constant *makeDeviceCode(llvm::Module &program, const DeviceCode &code);

} // namespace ag

#endif // AG_LIB_EMIT_DESCRIPTORS_H
