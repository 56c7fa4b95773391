//===- ArtefactSignature.h - what callers see of an artefact ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which entries, tensors and sizes does a compiled program have, for whoever
// calls it? A plain value; MODULE_info has it as JSON:
//
//   {"name": "mlp", "version": "0.1.0", "abi": 2, "march": "x86-64-v3",
//    "threads": 1,
//    "entries": [
//      {"name": "main",
//       "symbols": [{"name": "batch", "least": 1, "greatest": 64}],
//       "arguments": [{"name": "x", "dtype": "float32", "dims": ["batch", 4]}],
//       "results": [{"name": "", "dtype": "float32", "dims": ["batch"]}]}],
//    "parameters": [{"name": "w", "dtype": "float32", "dims": [4]}]}
//
// A symbol without a name is "#" and its number; a result's size that follows
// from symbols, but is none of them, is null. A result that takes over the
// buffer of argument 0 has "alias": 0; one that is the gradient by argument 0
// has "gradient_of": 0, by the parameter w "gradient_of": "w". A program that
// is compiled for CUDA has "kind": "cuda", and each entry "kernels", a list of
// what it launches (KernelSignature.h).
//
//===----------------------------------------------------------------------===//
#ifndef AG_SUPPORT_SIGNATURE_ARTEFACTSIGNATURE_H
#define AG_SUPPORT_SIGNATURE_ARTEFACTSIGNATURE_H

#include "ag/Support/Scalar/ScalarType.h"
#include "ag/Support/Signature/KernelSignature.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ag {

/// A size that is known at the call, inside of a range.
struct SymbolSignature {
  std::string name;
  int64_t least;
  int64_t greatest;
};

/// A size of a tensor: a number, one of the entry's symbols, or (of results
/// only) what the entry's shape function computes.
struct SizeSignature {
  enum Kind : uint8_t { Number, Symbol, Computed };
  Kind kind;
  /// The number, or the symbol's index.
  int64_t value;
};

/// The number of an argument, or the name of a parameter.
using GradientOf = std::variant<int64_t, std::string>;

struct TensorSignature {
  /// May be empty.
  std::string name;
  ScalarType type;
  llvm::SmallVector<SizeSignature> dims;
  /// Of a result: the argument whose buffer it takes over (ag.alias), or -1.
  int64_t alias = -1;
  /// Of a result: by what it is the gradient (ag.gradient_of).
  std::optional<GradientOf> gradientOf = std::nullopt;
};

struct EntrySignature {
  std::string name;
  llvm::SmallVector<SymbolSignature> symbols;
  llvm::SmallVector<TensorSignature> arguments;
  llvm::SmallVector<TensorSignature> results;
  /// In the order of their names' bytes.
  llvm::SmallVector<TensorSignature> parameters;
  /// Of the workspace: enough at all sizes, where ranges bound these. Not in
  /// the JSON.
  std::optional<int64_t> workspaceBytes;
  /// On a GPU, in the order in which they are launched.
  std::vector<KernelSignature> kernels;
};

/// How a symbol is written: by its name, or "#0" where it has none.
std::string spellSymbol(const EntrySignature &entry, int64_t index);

/// The function that makes what entries use of parameters, when these are
/// loaded: it has no arguments, and its results are parameters of entries.
struct LoadSignature {
  EntrySignature function;
  /// Of what it does, the same in every process.
  std::string hash;
};

/// Of every workspace, and of each buffer in it: a cache line, and a vector.
constexpr int64_t workspaceAlignment = 64;
/// Of every workspace on a GPU, as its driver aligns memory.
constexpr int64_t cudaWorkspaceAlignment = 256;

/// Returns the size of a symbol for which the compiler plans and counts: the
/// greatest one, or `assumedSize` (ag/Support/Sizes/AssumedSizes.h) or the
/// least one, whichever is larger, if the greatest one is more than 2^20.
int64_t getPlannedSize(const SymbolSignature &symbol);

/// Of all symbols: "batch 64, seq 512".
std::string describeSizes(const EntrySignature &entry,
                          llvm::ArrayRef<int64_t> sizes);
std::string describePlannedSizes(const EntrySignature &entry);

/// Values of all symbols at which plans are judged: the planned sizes first,
/// then the other corners of the box from the least to the planned sizes, and
/// three points between, at a quarter, a half and three quarters of each side.
/// Of a box with more than four sides of which none is a point, the corners in
/// which all sides but one are at the same end. Each once.
std::vector<llvm::SmallVector<int64_t>>
getSampleSizes(const EntrySignature &entry);

/// What an artefact is: its name, and its entries in the order of the module.
struct ArtefactSignature {
  /// A C identifier.
  std::string name;
  std::vector<EntrySignature> entries;
  /// Of all entries and of load, in the order of their names' bytes, without
  /// those that load makes.
  std::vector<TensorSignature> parameters;
  /// The march of the machine that runs it: of a GPU's program the GPU's,
  /// though a part of it runs on the host.
  std::string march;
  /// At most how many threads a run uses.
  int64_t threads = 1;
  /// Whether it runs on a GPU, where its tensors then are.
  bool isForCuda = false;
  /// Whether AddressSanitizer watches it. Not in the JSON.
  bool sanitizesAddress = false;
  /// Whether the artefact holds their values; callers see none of them then.
  bool embedsParameters = false;
  /// Not in the JSON, as callers need not know.
  std::optional<LoadSignature> load;

  /// The place of the parameter so named: those that load makes follow the
  /// others.
  size_t findParameter(llvm::StringRef parameter) const;
};

/// Returns `text` as a C identifier, with '_' for others, _uXXXX beyond ASCII.
std::string mangle(llvm::StringRef text);

/// The functions that callers of an entry see: "NAME_ENTRY_run", or "NAME_run".
std::string getCallName(const ArtefactSignature &artefact,
                        const EntrySignature &entry, llvm::StringRef what);

/// The JSON text.
std::string formatInfo(const ArtefactSignature &artefact);

/// The text read back. An error says what is not as above.
llvm::Expected<ArtefactSignature> parseInfo(llvm::StringRef text);

} // namespace ag

#endif // AG_SUPPORT_SIGNATURE_ARTEFACTSIGNATURE_H
