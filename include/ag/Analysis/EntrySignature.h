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
//     results = [["", f32, ["batch"]], ["", f32, [384], {gradient_of = "w"}]],
//     parameters = [["w", f32, [384]]]}
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRYSIGNATURE_H
#define AG_ANALYSIS_ENTRYSIGNATURE_H

#include "ag/Dialect/AG/IR/Dims.h"
#include "ag/Support/Signature/ArtefactSignature.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace ag {

constexpr llvm::StringLiteral signatureAttrName = "ag.signature";

/// Of a result: the number of the argument whose buffer it takes over. In
/// `ag.signature` it is in the dictionary behind the result's sizes, as what it
/// is the gradient of is.
constexpr llvm::StringLiteral aliasAttrName = "ag.alias";

/// How callers call an argument or a result: its ag.name, or nothing.
llvm::StringRef getArgumentName(mlir::FunctionOpInterface function,
                                unsigned number);
llvm::StringRef getResultName(mlir::FunctionOpInterface function,
                              unsigned number);

/// The attribute, and back; none if it is not well-formed.
mlir::DictionaryAttr toAttr(const EntrySignature &entry,
                            mlir::MLIRContext *context);
std::optional<EntrySignature> parseEntrySignature(llvm::StringRef name,
                                                  mlir::DictionaryAttr attr);

/// What `function`, in ag or in linalg on tensors, says of itself. Fails, with
/// a located error, if an argument or result is not a ranked tensor.
mlir::FailureOr<EntrySignature>
describeEntry(mlir::FunctionOpInterface function);

/// Returns the number of the first symbol of the function, of those that are
/// called `name` if that is given, that a dimension of a tensor in it provably
/// equals. Returns std::nullopt if there is none.
std::optional<unsigned> findSymbolOf(mlir::FunctionOpInterface function,
                                     const DimSymbols &symbols,
                                     mlir::Value tensor, int64_t dim,
                                     std::optional<llvm::StringRef> name = {});

/// The sizes for which the compiler plans and counts, of the symbols of a
/// function (ag/Dialect/AG/IR/Dims.h) that need not be an entry.
llvm::SmallVector<int64_t> getPlannedSizes(mlir::FunctionOpInterface function);

} // namespace ag

#endif // AG_ANALYSIS_ENTRYSIGNATURE_H
