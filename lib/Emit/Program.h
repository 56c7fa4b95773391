//===- Program.h - the parts of an artefact in LLVM IR ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_PROGRAM_H
#define AG_LIB_EMIT_PROGRAM_H

#include "ag/Emit/Object.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/ValueHandle.h"

namespace ag {

/// The functions of one entry that the runtime calls
/// (ag-runtime/Descriptors.h).
struct EntryFunctions {
  llvm::Function *kernel;
  llvm::Function *shapes;
};

/// Defines them around the entry's own functions, which are found by name.
EntryFunctions makeEntryFunctions(llvm::Module &program,
                                  const ArtefactSignature &artefact,
                                  const EntrySignature &entry);

/// Those of all entries, in the order of the artefact, and of load if there is
/// one.
struct ArtefactFunctions {
  std::vector<EntryFunctions> entries;
  EntryFunctions load = {nullptr, nullptr};
};

/// Whether an entry, and not load alone, uses the parameter.
bool isUsedByRun(const ArtefactSignature &artefact, llvm::StringRef parameter);

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

/// Defines MODULE_load and the other functions that callers see.
void makeCalls(llvm::Module &program, const ArtefactSignature &artefact,
               const Descriptors &descriptors);

/// Defines the main of an executable that runs the first entry.
void makeMain(llvm::Module &program, const Descriptors &descriptors);

} // namespace ag

#endif // AG_LIB_EMIT_PROGRAM_H
