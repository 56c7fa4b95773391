//===- EntryFunctions.h - the functions of entries in LLVM IR ---*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions of an entry does the runtime call?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_EMIT_ENTRYFUNCTIONS_H
#define AG_LIB_EMIT_ENTRYFUNCTIONS_H

#include "ag/Analysis/EntryABI.h"
#include "llvm/IR/Module.h"

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

} // namespace ag

#endif // AG_LIB_EMIT_ENTRYFUNCTIONS_H
