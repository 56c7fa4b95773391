//===- EntrySignature.h - what callers of an entry see ----------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arguments, results and parameters does an entry have, by name, element
// type and size? Lowering drops signs, names and bools, so the first phase
// records them on the function, as the attribute `ag.signature`. Headers, info
// and ag-run read it:
//
//   ag.signature = {
//     symbols = [["batch", 1, 32]],
//     arguments = [["x", f32, ["batch", 384]]],
//     results = [["", f32, ["batch"]], ["", f32, [384], {gradient_of = "w"}]],
//     parameters = [["w", f32, [384]]]}
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRY_ENTRYSIGNATURE_H
#define AG_ANALYSIS_ENTRY_ENTRYSIGNATURE_H

#include "ag/Dialect/AG/IR/Sizes/DimSymbols.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral signatureAttrName = "ag.signature";

/// On a result: the number of the argument whose buffer it takes over. In
/// `ag.signature`, this is in the dictionary after the result's sizes, together
/// with the parameter or argument that the result is a gradient of, and the
/// original name.
constexpr llvm::StringLiteral aliasAttrName = "ag.alias";

/// Convert a signature to an attribute, and back. Parsing returns std::nullopt
/// if the attribute is not well-formed.
mlir::DictionaryAttr toAttr(const EntrySignature &entry,
                            mlir::MLIRContext *context);
std::optional<EntrySignature> parseEntrySignature(llvm::StringRef name,
                                                  mlir::DictionaryAttr attr);

/// Returns the signature of `function`, which is in ag or in linalg on tensors.
/// Emits an error if an argument or result is not a ranked tensor, or if an
/// `ag.alias` does not fit.
mlir::FailureOr<EntrySignature>
describeEntry(mlir::FunctionOpInterface function);

/// Returns the number of the function's first symbol that a dimension of
/// `tensor` provably equals, among the symbols called `name` if that is given.
/// Returns std::nullopt if there is none.
std::optional<unsigned> findSymbolOf(mlir::FunctionOpInterface function,
                                     const DimSymbols &symbols,
                                     mlir::Value tensor, int64_t dim,
                                     std::optional<llvm::StringRef> name = {});

/// Returns the sizes for which the compiler plans and counts, one for each
/// symbol (ag/Dialect/AG/IR/Sizes/DimSymbols.h) of a function, which need not
/// be an entry.
llvm::SmallVector<int64_t> getPlannedSizes(mlir::FunctionOpInterface function);

} // namespace ag

#endif // AG_ANALYSIS_ENTRY_ENTRYSIGNATURE_H
