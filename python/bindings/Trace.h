//===- Trace.h - a function that is being written ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does Python write a function op by op? A Trace holds a module with one
// function that is open: ops are appended at its end, or, where they hang on
// nothing but arguments (sizes, parameters), in a prologue at its beginning, so
// that they dominate all uses. Bodies of control flow are written into detached
// regions, which become an op's once the types of their results are known:
//
//   open({i64})                 a new region with one argument, written to next
//   create("ag.exp", ...)       goes there
//   body = close("scf.yield", values)
//   create("scf.for", ..., {body})
//
// Nothing is created before it is known to be valid: whatever is wrong throws a
// Failure and leaves the function as it was.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_TRACE_H
#define AG_PYTHON_BINDINGS_TRACE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/SymbolTable.h"
#include <memory>
#include <optional>

namespace ag::python {

/// The one context of the process, with the dialects that traces use.
mlir::MLIRContext &getContext();

/// A module that nobody changes any more.
struct Module {
  mlir::OwningOpRef<mlir::ModuleOp> op;
};

class Trace;

/// A region that is closed, and not yet an op's. Thrown away, it is buried: as
/// long as the trace lives, so do the values that Python may hold.
struct Body {
  Body(std::shared_ptr<Trace> trace, std::unique_ptr<mlir::Region> region)
      : trace(std::move(trace)), region(std::move(region)) {}
  Body(Body &&) = default;
  ~Body();

  std::shared_ptr<Trace> trace;
  std::unique_ptr<mlir::Region> region;
};

struct NewOp {
  std::string name;
  llvm::SmallVector<mlir::Value> operands;
  mlir::NamedAttrList attributes;
  mlir::Location loc;
  /// Inferred where not given.
  std::optional<llvm::SmallVector<mlir::Type>> resultTypes = std::nullopt;
  llvm::SmallVector<Body *> bodies = {};
  bool inPrologue = false;
};

/// A function of the module beside the one that is traced, and what it takes
/// behind its own arguments.
struct Outlined {
  std::string name;
  llvm::SmallVector<mlir::Value> captured;
};

class Trace {
public:
  Trace(llvm::StringRef name, mlir::TypeRange argumentTypes,
        llvm::ArrayRef<mlir::Location> argumentLocs, mlir::Location loc);
  Trace(const Trace &) = delete;
  ~Trace();
  Trace &operator=(const Trace &) = delete;

  mlir::Block::BlockArgListType arguments();
  mlir::Operation *create(NewOp newOp);

  /// Whether ops that are created now can use the value.
  bool isVisible(mlir::Value value) const;

  mlir::Block::BlockArgListType open(mlir::TypeRange types,
                                     llvm::ArrayRef<mlir::Location> locs);
  /// Ends the region opened last with a terminator.
  std::unique_ptr<mlir::Region> close(const NewOp &terminator);
  /// Gives up the region opened last.
  void abandon();
  /// Keeps a region that will be no op's; nothing in it is visible any more.
  void bury(std::unique_ptr<mlir::Region> region);

  /// Makes `body` use nothing from outside but its arguments: what it used is
  /// returned and stands for new arguments. Ops without operands that are free
  /// of effects (constants, parameters) are copied into it instead.
  /// What others use beside it, `more`, is passed in as well, behind that.
  llvm::SmallVector<mlir::Value> isolate(Body &body,
                                         llvm::ArrayRef<mlir::Value> more = {});

  /// Makes of `body`, which ends in func.return, a private function of the
  /// module, called `name` or, where that is taken, similarly. What the body
  /// used from outside stands for further arguments, as isolate says. `dims`
  /// are the ag.dims of the others, one each, null where there are none.
  Outlined outline(llvm::StringRef name, Body &body,
                   llvm::ArrayRef<mlir::Attribute> dims, mlir::Location loc);

  /// Returns the results, ends the function and verifies the module. Names that
  /// are not empty become attributes `ag.name`, aliases that are not negative
  /// `ag.alias`.
  std::shared_ptr<Module> finish(llvm::ArrayRef<mlir::Value> results,
                                 llvm::ArrayRef<std::string> names,
                                 llvm::ArrayRef<int64_t> aliases,
                                 mlir::Location loc);

  mlir::func::FuncOp getFunction() { return function; }

private:
  void insert(mlir::Operation *op, bool inPrologue);
  void checkUsable(const NewOp &newOp) const;

  std::shared_ptr<Module> module;
  mlir::SymbolTable symbols;
  mlir::func::FuncOp function;
  mlir::Operation *lastOfPrologue = nullptr;
  llvm::SmallVector<std::unique_ptr<mlir::Region>> detached;
  llvm::SmallVector<std::unique_ptr<mlir::Region>> buried;
  bool finished = false;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_TRACE_H
