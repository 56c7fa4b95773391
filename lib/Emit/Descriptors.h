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

/// A constant, and what stands for it in functions while they are optimised.
struct DeclaredConstant {
  llvm::GlobalVariable *declaration;
  /// Follows what it is replaced by.
  llvm::WeakTrackingVH definition;
};

/// The constants that describe the whole artefact, of ag_rt_module and, in the
/// order of the artefact, its ag_rt_entry. They refer to all entries, so that
/// LLVM's graph of calls would have an edge to each from whatever refers to
/// them: but for load, which keeps them, functions refer to declarations.
struct Descriptors {
  llvm::Constant *module;
  DeclaredConstant declaredModule, declaredEntries;
  std::vector<llvm::Constant *> entries;

  /// Lets functions refer to the constants themselves.
  void define();
};
Descriptors makeDescriptors(llvm::Module &program,
                            const ArtefactSignature &artefact,
                            const CpuTarget &target,
                            const ArtefactFunctions &functions,
                            const EmbeddedParameters &embedded);

/// Returns the section of an object that holds the value at this number among
/// those that are filled later.
std::string getSectionName(size_t number);

/// The constant of ag_rt_device_code.
llvm::Constant *makeDeviceCode(llvm::Module &program, const DeviceCode &code);

} // namespace ag

#endif // AG_LIB_EMIT_DESCRIPTORS_H
