//===- Signature.h - what callers see of an artefact ------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Under which names, and with which C header does an artefact offer its
// entries?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_SIGNATURE_H
#define AG_EMIT_SIGNATURE_H

#include "ag/Analysis/EntryABI.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Gathers the signatures of a lowered module's entries. Located errors.
mlir::FailureOr<ArtefactSignature> describeArtefact(mlir::ModuleOp module,
                                                    llvm::StringRef name);

/// Whether an entry, and not load alone, uses the parameter.
bool isUsedByRun(const ArtefactSignature &artefact, llvm::StringRef parameter);

/// Lets load, which made what run uses, have nothing left to do: all of that is
/// to be embedded.
void embedParameters(ArtefactSignature &artefact);

/// The text of the C header.
std::string makeHeader(const ArtefactSignature &artefact,
                       llvm::StringRef objectName);

} // namespace ag

#endif // AG_EMIT_SIGNATURE_H
