//===- EntrySignature.h - what callers of an entry see ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arguments, results and parameters does an entry have, by name, element
// type and size? Lowering forgets signs, names and bools, so the first phase
// records them on the function, as the attribute `ag.signature`; headers, info
// and ag-run read that.
//
//   ag.signature = {
//     symbols = [["batch", 1, 32]],
//     arguments = [["x", f32, ["batch", 384]]],
//     results = [["", f32, ["batch"]]],
//     parameters = [["w", f32, [384]]]}
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRYSIGNATURE_H
#define AG_ANALYSIS_ENTRYSIGNATURE_H

#include "ag/Support/Signature/ArtefactSignature.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral signatureAttrName = "ag.signature";

/// Of an argument: the name of the parameter that it is.
constexpr llvm::StringLiteral parameterAttrName = "ag.parameter";
/// What the names of the parameters that load makes of others begin with.
constexpr llvm::StringLiteral preparedPrefix = "ag.prepared.";
/// Of the function that makes them, which is public as entries are: its hash.
constexpr llvm::StringLiteral loadAttrName = "ag.load";
/// On an entry: how many bytes of workspace are enough at all sizes that it
/// takes, where its ranges bound them.
constexpr llvm::StringLiteral workspaceBytesAttrName = "ag.workspace_bytes";

/// Whether users call `function`: it is public, has a body, and is not load.
bool isEntry(mlir::FunctionOpInterface function);

/// Of a result: the number of the argument whose buffer it takes over. It is
/// given a fourth part of the result in `ag.signature`.
constexpr llvm::StringLiteral aliasAttrName = "ag.alias";

/// Of each result of a function with `ag.signature`, the argument whose buffer
/// it takes over, or -1; empty where there is no signature.
llvm::SmallVector<int64_t> getAliases(mlir::FunctionOpInterface function);

/// What ag-record-signature recorded of a function, on tensors or on buffers;
/// none if it did not, or if that does not fit the function's arguments.
std::optional<EntrySignature>
getEntrySignature(mlir::FunctionOpInterface function);

/// The attribute, and back; none if it is not well-formed.
mlir::DictionaryAttr toAttr(const EntrySignature &entry,
                            mlir::MLIRContext *context);
std::optional<EntrySignature> parseEntrySignature(llvm::StringRef name,
                                                  mlir::DictionaryAttr attr);

/// What lowering puts in front of functions' names, so that none meets one of
/// libc, libm or the runtime.
constexpr llvm::StringLiteral loweredNamePrefix = "ag.";

/// The name of `function` as the user gave it, before or after lowering.
llvm::StringRef getEntryName(mlir::FunctionOpInterface function);

/// What `function`, in ag or in linalg on tensors, says of itself. Fails, with
/// a located error, if an argument or result is not a ranked tensor.
mlir::FailureOr<EntrySignature>
describeEntry(mlir::FunctionOpInterface function);

} // namespace ag

#endif // AG_ANALYSIS_ENTRYSIGNATURE_H
