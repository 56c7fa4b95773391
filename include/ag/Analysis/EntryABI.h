//===- EntryABI.h - how a function is called for an entry -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arguments of a function are the entry's arguments, its parameters,
// memory for its results, and its workspace, and which functions stand beside
// it? On tensors, with results in memory of their callers, and lowered:
//
//   func.func @f(%x: tensor<?xf32>, %w: tensor<4xf32> {ag.parameter = "w"})
//       -> tensor<?x4xf32>
//   func.func @f(%x: memref<?xf32>, %w: memref<4xf32> {ag.parameter = "w"},
//                %y: memref<?x4xf32>, %workspace: memref<?xi8>)
//   llvm.func @ag.f(of each memref its pointer twice, 0, sizes and strides;
//                   ag_context *; for CUDA, ag_rt_launcher *) -> i32
//
// Attributes of @f name the functions of its symbols that the runtime needs:
//
//   ag.shapes = @f.shapes          all sizes of all results
//   ag.demands = @f.demands        fails where every run would, if there is one
//   ag.workspace = @f.workspace    how many bytes a run needs
//
// What lowering makes of these, each size an i64:
//
//   llvm.func @ag.f.shapes(symbols; of a memref of all sizes its pointer twice,
//                          0, their number and 1)
//   llvm.func @ag.f.demands(symbols; ag_context *) -> i32
//   llvm.func @ag.f.workspace(symbols) -> i64
//
// What load makes of parameters are parameters of the entries. It is a function
// like an entry, without arguments, and these are its results.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRYABI_H
#define AG_ANALYSIS_ENTRYABI_H

#include "ag/Analysis/EntrySignature.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/IR/Builders.h"

namespace ag {

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Of load, which is public as entries are: its hash.
constexpr llvm::StringLiteral loadAttrName = "ag.load";
/// On an entry: how many bytes of workspace are enough at all sizes that it
/// takes, where its ranges bound them.
constexpr llvm::StringLiteral workspaceBytesAttrName = "ag.workspace_bytes";

/// Whether users call `function`: it is public, has a body, and is not load.
bool isEntry(mlir::FunctionOpInterface function);

/// Whether it is an entry or load, both of which the runtime calls alike.
bool isEntryOrLoad(mlir::FunctionOpInterface function);

/// What lowering puts in front of functions' names, so that none meets one of
/// libc, libm or the runtime.
constexpr llvm::StringLiteral loweredNamePrefix = "ag.";

/// The name of `function` as the user gave it, before or after lowering.
llvm::StringRef getEntryName(mlir::FunctionOpInterface function);

/// The name of a function with a body once it is lowered.
std::string getLoweredName(const llvm::Twine &name);

//===----------------------------------------------------------------------===//
// Functions beside an entry
//===----------------------------------------------------------------------===//

/// A private function of the entry's symbols, each an index.
enum class EntryHelper : uint8_t { Shapes, Workspace, Demands };
constexpr std::array entryHelpers = {
    EntryHelper::Shapes, EntryHelper::Workspace, EntryHelper::Demands};

/// "f.shapes"
std::string getHelperName(llvm::StringRef entry, EntryHelper helper);

/// The name by which `entry` knows its helper, or null.
mlir::FlatSymbolRefAttr getHelper(mlir::FunctionOpInterface entry,
                                  EntryHelper helper);

/// The helper, as an entry of that signature has it, or null; by a table of the
/// module's functions where there is one, as each search goes through the
/// module else.
mlir::func::FuncOp findHelper(mlir::func::FuncOp entry,
                              const EntrySignature &signature,
                              EntryHelper helper,
                              const mlir::SymbolTable *functions = nullptr);

/// Begins the helper, at the builder's place, and leaves the builder at the end
/// of its only block.
mlir::func::FuncOp makeHelper(mlir::OpBuilder &builder,
                              mlir::func::FuncOp entry,
                              const EntrySignature &signature,
                              EntryHelper helper);

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// On a lowered module for CUDA: the constants that load uploads, in the order
/// of the numbers that ag_rt_get_constant takes.
constexpr llvm::StringLiteral deviceConstantsAttrName = "ag.device_constants";

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

/// Of an argument: the name of the parameter that it is.
constexpr llvm::StringLiteral parameterAttrName = "ag.parameter";
/// What the names of the parameters that load makes of others begin with.
constexpr llvm::StringLiteral preparedPrefix = "ag.prepared.";

/// The attributes of an argument that is the parameter so named.
mlir::DictionaryAttr markParameter(llvm::StringRef name,
                                   mlir::MLIRContext *context);

/// The name of the parameter that `argument` is, or null.
mlir::StringAttr getParameterName(mlir::BlockArgument argument);

/// One tensor of an entry, which is one argument of the function at least as
/// long as that is not lowered.
struct EntryTensor {
  enum Kind : uint8_t { Argument, Parameter, Result };
  Kind kind;
  /// Of those of its kind.
  unsigned number;
};

/// What the size of an argument in one dimension is: a number, the entry's
/// symbol so numbered, or what the function of its shapes returns there, for a
/// result of which the signature says neither.
struct EntrySize {
  enum Kind : uint8_t { Number, Symbol, Extent };
  Kind kind;
  int64_t value;
};

/// Where an entry of a signature, which must outlive this, has what. A function
/// on tensors has the same arguments, but for the memory for results and the
/// workspace, which are behind the others.
class EntryABI {
public:
  explicit EntryABI(const EntrySignature &signature);

  /// How many arguments are tensors that a run reads: the first ones.
  unsigned countInputs() const {
    return signature.arguments.size() + signature.parameters.size();
  }
  /// That, and one for the memory of each result; behind it is the workspace.
  unsigned countTensors() const {
    return countInputs() + signature.results.size();
  }
  EntryTensor getTensor(unsigned argument) const;
  const TensorSignature &describe(EntryTensor tensor) const;

  /// How many sizes a helper returns: of the shapes, those of each result, one
  /// result after the other.
  unsigned countResults(EntryHelper helper) const;
  /// None where an argument is no tensor, or has no such dimension.
  std::optional<EntrySize> getSize(unsigned argument, int64_t dim) const;

  /// How many arguments of the lowered entry a tensor's memref is.
  unsigned countLoweredArguments(unsigned argument) const;
  /// The type of the lowered entry; for CUDA it takes a launcher.
  mlir::LLVM::LLVMFunctionType getLoweredType(mlir::MLIRContext *context,
                                              bool takesLauncher) const;
  /// The type of the lowered helper.
  mlir::LLVM::LLVMFunctionType getLoweredType(EntryHelper helper,
                                              mlir::MLIRContext *context) const;

private:
  const EntrySignature &signature;
  /// Of each result, how many sizes those before it have; then of all.
  llvm::SmallVector<unsigned> extentsBefore;
};

/// What ag-record-signature recorded of a function, on tensors or on buffers;
/// none if it did not, or if that does not fit the function's arguments.
std::optional<EntrySignature>
getEntrySignature(mlir::FunctionOpInterface function);

/// Of each result of a function with `ag.signature`, the argument whose buffer
/// it takes over, or -1; empty where there is no signature.
llvm::SmallVector<int64_t> getAliases(mlir::FunctionOpInterface function);

/// The arguments that are memory for the results, one for each; none on
/// tensors, or without a signature.
llvm::ArrayRef<mlir::BlockArgument>
getResultMemory(mlir::FunctionOpInterface entry);

/// The argument that is the workspace, or null where none was planned.
mlir::BlockArgument getWorkspace(mlir::FunctionOpInterface entry);

} // namespace ag

#endif // AG_ANALYSIS_ENTRYABI_H
