//===- ArtefactSignature.h - what callers see of an artefact ----*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which entries, tensors and sizes does a compiled program present to its
// callers?
//
// This is a plain value; MODULE_info has it as JSON:
//
//   {"name": "mlp", "version": "0.2.0", "abi": 2, "march": "x86-64-v3",
//    "threads": 1,
//    "entries": [
//      {"name": "main",
//       "symbols": [{"name": "batch", "least": 1, "greatest": 64}],
//       "arguments": [{"name": "x", "dtype": "float32", "dims": ["batch", 4]}],
//       "results": [{"name": "", "dtype": "float32", "dims": ["batch"]}]}],
//    "parameters": [{"name": "w", "dtype": "float32", "dims": [4]}]}
//
// A symbol without a name is "#" and its number. The size of a result is null
// if it follows from symbols, but is none of them. A result in the buffer of
// argument 0 has "alias": 0. The gradient by argument 0 has "gradient_of": 0,
// by the parameter w "gradient_of": "w". An argument or result
// whose name in the imported model is no identifier has that in
// "original_name". A parameter that load reads, and no
// entry, has "only_load": true. A program compiled for CUDA has "kind": "cuda",
// and each entry has "kernels", its launches (KernelSignature.h).
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

/// A size that is known at the call, within a range.
struct SymbolSignature {
  std::string name;
  int64_t least;
  int64_t greatest;
};

/// The size of a dimension: a number, one of the entry's symbols, or (for
/// results only) a value that the entry's shape function computes.
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
  /// For a result, the argument whose buffer it takes over (ag.alias), or -1.
  int64_t alias = -1;
  /// For a gradient, the argument or parameter that it belongs to
  /// (ag.gradient_of).
  std::optional<GradientOf> gradientOf = std::nullopt;
  /// The name in the imported model if it differs (ag.original_name), or empty.
  std::string originalName = {};
};

struct EntrySignature {
  std::string name;
  llvm::SmallVector<SymbolSignature> symbols;
  llvm::SmallVector<TensorSignature> arguments;
  llvm::SmallVector<TensorSignature> results;
  /// Sorted by the bytes of their names.
  llvm::SmallVector<TensorSignature> parameters;
  /// Bytes of a workspace that suffices for a run at any sizes; std::nullopt if
  /// the symbols' ranges do not bound it. Not in the JSON.
  std::optional<int64_t> workspaceBytes;
  /// For a GPU, in the order in which they are launched.
  std::vector<KernelSignature> kernels;
};

/// Returns the name of symbol `index`, or "#" and the index if it has none.
std::string spellSymbol(const EntrySignature &entry, int64_t index);

/// The function that computes some parameters from others when parameters are
/// loaded. It takes no arguments, and reads its `parameters`. Its results are
/// parameters that entries read.
struct LoadSignature {
  EntrySignature function;
  /// A hash of the computation, the same in every process.
  std::string hash;
};

/// The alignment of a CPU's workspace, and of each buffer in any workspace: a
/// cache line, and the widest vector.
constexpr int64_t workspaceAlignment = 64;
/// The alignment of a GPU's workspace, as the driver allocates it.
constexpr int64_t cudaWorkspaceAlignment = 256;

/// Returns the size of a symbol for which the compiler plans and counts. This
/// is the greatest size. If that exceeds 2^20, it is `assumedSize`
/// (ag/Support/Sizes/AssumedSizes.h) or the least size, whichever is larger.
int64_t getPlannedSize(const SymbolSignature &symbol);

/// Return the sizes of all symbols as in "batch 64, seq 512".
std::string describeSizes(const EntrySignature &entry,
                          llvm::ArrayRef<int64_t> sizes);
std::string describePlannedSizes(const EntrySignature &entry);

/// Returns points at which plans are evaluated, each with a size per symbol.
/// The planned sizes come first, then the other corners of the box between the
/// least and the planned sizes, then the points at a quarter, a half and three
/// quarters of all sides. If more than four sides have a length, the corners
/// are only those with all sides, or all but one, at the same end. No point
/// occurs twice.
std::vector<llvm::SmallVector<int64_t>>
getSampleSizes(const EntrySignature &entry);

/// An artefact's name, and its entries in the order of the module.
struct ArtefactSignature {
  /// A C identifier.
  std::string name;
  std::vector<EntrySignature> entries;
  /// Parameters that callers pass to load: those of all entries and of `load`,
  /// without those that `load` computes, sorted by the bytes of their names. If
  /// they are embedded and there is no `load`, they are those that runs read:
  /// the given ones, and then those that were computed.
  std::vector<TensorSignature> parameters;
  /// The architecture it is compiled for, such as x86-64-v3, or sm_80 for a
  /// GPU. A part of a GPU's program runs on the host.
  std::string march;
  /// The maximum number of threads of a run.
  int64_t threads = 1;
  /// Whether it runs on a GPU; its tensors are then in the GPU's memory.
  bool isForCuda = false;
  /// Whether it is compiled with AddressSanitizer. Not in the JSON.
  bool sanitizesAddress = false;
  /// Whether the artefact contains the parameters' values. Callers then see no
  /// parameters.
  bool embedsParameters = false;
  /// Not in the JSON, since callers do not need it.
  std::optional<LoadSignature> load;

  /// Returns the position of a parameter. Parameters that load computes follow
  /// the others.
  size_t findParameter(llvm::StringRef parameter) const;
};

/// Returns `text` as a C identifier: other characters become '_', those beyond
/// ASCII _uXXXX.
std::string mangle(llvm::StringRef text);

/// Returns the name of a function of an entry: "NAME_ENTRY_run" or "NAME_run".
std::string getCallName(const ArtefactSignature &artefact,
                        const EntrySignature &entry, llvm::StringRef what);

/// Returns the JSON text.
std::string formatInfo(const ArtefactSignature &artefact);

/// Parses the JSON text. Returns an error if it is not of the form above.
llvm::Expected<ArtefactSignature> parseInfo(llvm::StringRef text);

} // namespace ag

#endif // AG_SUPPORT_SIGNATURE_ARTEFACTSIGNATURE_H
