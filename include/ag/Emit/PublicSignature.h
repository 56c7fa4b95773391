//===- PublicSignature.h - what callers see of an artefact ------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which names do an artefact's entries have for callers, and what does its C
// header declare?
//
//===----------------------------------------------------------------------===//
#ifndef AG_EMIT_PUBLICSIGNATURE_H
#define AG_EMIT_PUBLICSIGNATURE_H

#include "ag/Analysis/Entry/EntryABI.h"
#include "mlir/IR/BuiltinOps.h"

namespace ag {

/// Returns the signatures of a lowered module's entries. Fails, with a located
/// error, if an entry does not fit its signature or a name is already taken.
mlir::FailureOr<ArtefactSignature> describeArtefact(mlir::ModuleOp module,
                                                    llvm::StringRef name);

/// Returns whether an entry uses the parameter. Other parameters are used by
/// load only.
bool isUsedByRun(const ArtefactSignature &artefact, llvm::StringRef parameter);

/// Marks all parameters of the artefact as embedded. Removes load from one for
/// a CPU, and the parameters that only load uses: the values that load computes
/// become parameters. A GPU's load stays, as it runs on the GPU.
void embedParameters(ArtefactSignature &artefact);

/// Returns the text of the C header. `objectName` is the file to link, for a
/// comment.
std::string makeHeader(const ArtefactSignature &artefact,
                       llvm::StringRef objectName);

} // namespace ag

#endif // AG_EMIT_PUBLICSIGNATURE_H
