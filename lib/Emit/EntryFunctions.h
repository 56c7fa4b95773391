//===- EntryFunctions.h - the functions of entries in LLVM IR ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions does the runtime call to run an entry?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_ENTRYFUNCTIONS_H
#define AG_LIB_EMIT_ENTRYFUNCTIONS_H

#include "ag/Analysis/Entry/EntryABI.h"
#include "llvm/IR/Module.h"

namespace ag {

/// The functions of one entry that the runtime calls (ag-runtime/Descriptors.h)
struct EntryFunctions {
  llvm::Function *kernel;
  llvm::Function *shapes;
};

/// Defines these functions. Finds the lowered entry and its helpers by their
/// names.
EntryFunctions makeEntryFunctions(llvm::Module &program,
                                  const ArtefactSignature &artefact,
                                  const EntrySignature &entry);

/// The functions of all entries, in the order of the artefact, and of load;
/// those of load are null if there is none
struct ArtefactFunctions {
  std::vector<EntryFunctions> entries;
  EntryFunctions load = {nullptr, nullptr};
};

} // namespace ag

#endif // AG_LIB_EMIT_ENTRYFUNCTIONS_H
