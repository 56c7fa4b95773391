//===- EntryABI.h - how a function is called for an entry -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which arguments of a function are the entry's arguments, its parameters, the
// memory for its results and its workspace, and which helper functions does it
// have? The same entry on tensors, with results in memory of the caller, and
// lowered:
//
//   func.func @f(%x: tensor<?xf32>, %w: tensor<4xf32> {ag.parameter = "w"})
//       -> tensor<?x4xf32>
//   func.func @f(%x: memref<?xf32>, %w: memref<4xf32> {ag.parameter = "w"},
//                %y: memref<?x4xf32>, %workspace: memref<?xi8>)
//   llvm.func @ag.f(of each memref its pointer twice, 0, sizes and strides;
//                   ag_context *; for CUDA, ag_rt_launcher *) -> i32
//
// Attributes of @f name helper functions, which take the symbols of @f and are
// called by the runtime:
//
//   ag.shapes = @f.shapes          returns all sizes of all results
//   ag.demands = @f.demands        fails if every run would fail; optional
//   ag.workspace = @f.workspace    returns the bytes that a run needs
//
// Lowering turns them into these functions. Each size is an i64:
//
//   llvm.func @ag.f.shapes(symbols; of a memref of all sizes its pointer twice,
//                          0, their number and 1)
//   llvm.func @ag.f.demands(symbols; ag_context *) -> i32
//   llvm.func @ag.f.workspace(symbols) -> i64
//
// Tensors that load computes from parameters are parameters of the entries,
// too. Load is a function like an entry without arguments, and these tensors
// are its results.
//
//===----------------------------------------------------------------------===//
#ifndef AG_ANALYSIS_ENTRY_ENTRYABI_H
#define AG_ANALYSIS_ENTRY_ENTRYABI_H

#include "ag/Analysis/Entry/EntrySignature.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/IR/Builders.h"

namespace ag {

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Marks load, which is public as entries are. The value is its hash.
constexpr llvm::StringLiteral loadAttrName = "ag.load";
/// On an entry: the bytes of workspace that suffice at all sizes that the entry
/// accepts, if its ranges bound them.
constexpr llvm::StringLiteral workspaceBytesAttrName = "ag.workspace_bytes";

/// Returns whether users call `function`: it is public, has a body, and is not
/// load.
bool isEntry(mlir::FunctionOpInterface function);

/// Returns whether `function` is an entry or load, which the runtime calls
/// alike.
bool isEntryOrLoad(mlir::FunctionOpInterface function);

/// The prefix that lowering adds to names of functions, so that they do not
/// clash with symbols of libc, libm or the runtime.
constexpr llvm::StringLiteral loweredNamePrefix = "ag.";

/// Returns the user's name of `function`, before or after lowering.
llvm::StringRef getEntryName(mlir::FunctionOpInterface function);

/// Returns the name that a function with a body has after lowering.
std::string getLoweredName(const llvm::Twine &name);

//===----------------------------------------------------------------------===//
// Helper functions of an entry
//===----------------------------------------------------------------------===//

/// A private function that takes the entry's symbols, each as an index.
enum class EntryHelper : uint8_t { Shapes, Workspace, Demands };
constexpr std::array entryHelpers = {
    EntryHelper::Shapes, EntryHelper::Workspace, EntryHelper::Demands};

/// Returns the helper's name, as in "f.shapes".
std::string getHelperName(llvm::StringRef entry, EntryHelper helper);

/// Returns the symbol of the entry's helper, or null if it has none.
mlir::FlatSymbolRefAttr getHelper(mlir::FunctionOpInterface entry,
                                  EntryHelper helper);

/// Returns the helper if it has the arguments and results that the signature
/// requires, and null otherwise. Pass a symbol table of the module for many
/// searches, as each search visits the module's functions otherwise.
mlir::func::FuncOp findHelper(mlir::func::FuncOp entry,
                              const EntrySignature &signature,
                              EntryHelper helper,
                              const mlir::SymbolTable *functions = nullptr);

/// Creates the helper at the builder's insertion point, names it in `entry`,
/// and moves the builder into its only, still empty block.
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

/// On an argument: the name of the parameter that it is.
constexpr llvm::StringLiteral parameterAttrName = "ag.parameter";
/// The prefix of the names of parameters that load computes from others.
constexpr llvm::StringLiteral preparedPrefix = "ag.prepared.";

/// Returns the attributes of an argument that is the named parameter.
mlir::DictionaryAttr markParameter(llvm::StringRef name,
                                   mlir::MLIRContext *context);

/// Returns the name of the parameter that `argument` is, or null if it is none.
mlir::StringAttr getParameterName(mlir::BlockArgument argument);

/// A tensor of an entry. It is one argument of the function until that is
/// lowered.
struct EntryTensor {
  enum Kind : uint8_t { Argument, Parameter, Result };
  Kind kind;
  /// Position among the tensors of its kind.
  unsigned number;
};

/// The size of one dimension of an argument: a number, a symbol of the entry by
/// its number, or, for a result whose signature has neither, the position of
/// the size among the results of the shapes helper.
struct EntrySize {
  enum Kind : uint8_t { Number, Symbol, Extent };
  Kind kind;
  int64_t value;
};

/// Maps arguments of an entry to its signature, which must outlive this. A
/// function on tensors has the same arguments without the memory for results
/// and the workspace, which come last.
class EntryABI {
public:
  explicit EntryABI(const EntrySignature &signature);

  /// Returns the number of arguments that are tensors which a run reads. They
  /// come first.
  unsigned countInputs() const {
    return signature.arguments.size() + signature.parameters.size();
  }
  /// Returns the number of inputs and results. The workspace is the next
  /// argument.
  unsigned countTensors() const {
    return countInputs() + signature.results.size();
  }
  EntryTensor getTensor(unsigned argument) const;
  const TensorSignature &describe(EntryTensor tensor) const;

  /// Returns the number of values that a helper returns. The shapes helper
  /// returns all sizes of the first result, then those of the second, and so
  /// on.
  unsigned countResults(EntryHelper helper) const;
  /// Returns the size of a dimension, or std::nullopt if the argument is no
  /// tensor or has no such dimension.
  std::optional<EntrySize> getSize(unsigned argument, int64_t dim) const;

  /// Returns the number of arguments of the lowered entry that a tensor's
  /// memref becomes.
  unsigned countLoweredArguments(unsigned argument) const;
  /// Returns the type of the lowered entry, which takes a launcher for CUDA.
  mlir::LLVM::LLVMFunctionType getLoweredType(mlir::MLIRContext *context,
                                              bool takesLauncher) const;
  /// Returns the type of the lowered helper.
  mlir::LLVM::LLVMFunctionType getLoweredType(EntryHelper helper,
                                              mlir::MLIRContext *context) const;

private:
  const EntrySignature &signature;
  /// For each result, the number of sizes of the results before it; then the
  /// number of all sizes.
  llvm::SmallVector<unsigned> extentsBefore;
};

/// Returns the signature that ag-record-signature recorded, on tensors or on
/// buffers. Returns std::nullopt if there is none, or if it does not match the
/// function's arguments.
std::optional<EntrySignature>
getEntrySignature(mlir::FunctionOpInterface function);

/// Returns for each result of a function with `ag.signature` the number of the
/// argument whose buffer it takes over, or -1. Empty without a signature.
llvm::SmallVector<int64_t> getAliases(mlir::FunctionOpInterface function);

/// Returns the arguments that are memory for the results, one for each. Empty
/// on tensors, or without a signature.
llvm::ArrayRef<mlir::BlockArgument>
getResultMemory(mlir::FunctionOpInterface entry);

/// Returns the argument that is the workspace, or null if none was planned.
mlir::BlockArgument getWorkspace(mlir::FunctionOpInterface entry);

} // namespace ag

#endif // AG_ANALYSIS_ENTRY_ENTRYABI_H
