//===- Trace.h - building a function from Python ----------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How does Python build a function op by op?
//
// A Trace holds a module with one open function. Ops are appended at its end.
// Ops that depend on arguments only (sizes, parameters) may be inserted in a
// prologue at its beginning instead, so that they dominate all uses. Bodies of
// control flow are written into detached regions. They are moved into their op
// when the types of its results are known:
//
//   open({i64})                 opens a region with one argument
//   create("ag.exp", ...)       is appended to that region
//   body = close("scf.yield", values)
//   create("scf.for", ..., {body})
//
// Only valid ops are inserted. An invalid one throws a Failure, and the
// function stays as it was.
//
//===----------------------------------------------------------------------===//
#ifndef AG_PYTHON_BINDINGS_TRACE_H
#define AG_PYTHON_BINDINGS_TRACE_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/SymbolTable.h"
#include <map>
#include <memory>
#include <optional>

namespace ag::python {

/// Returns the context of all traces of the process, with their dialects
/// loaded.
mlir::MLIRContext &getContext();

/// A module. It does not change once its trace has finished it: functions that
/// transform a module clone it first.
struct Module {
  /// Returns the module as MLIR text, with the names that values have in the
  /// source, and with its locations if `locations`.
  std::string text(bool locations);

  mlir::OwningOpRef<mlir::ModuleOp> op;
};

class Trace;

/// A closed region that no op owns yet. If it is destroyed, the trace takes the
/// region, so that the values that Python may hold live as long as the trace.
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
  /// Inferred if std::nullopt.
  std::optional<llvm::SmallVector<mlir::Type>> resultTypes = std::nullopt;
  llvm::SmallVector<Body *> bodies = {};
  bool inPrologue = false;
};

/// Another function of the traced function's module, and the values that calls
/// pass after its own arguments.
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

  /// Creates an op and inserts it in the prologue, in the region opened last,
  /// or at the function's end. Throws a Failure if the op is not valid.
  mlir::Operation *create(NewOp newOp);

  /// Returns true if ops that are created now can use the value.
  bool isVisible(mlir::Value value) const;

  /// Opens a detached region, and returns its arguments.
  mlir::Block::BlockArgListType open(mlir::TypeRange types,
                                     llvm::ArrayRef<mlir::Location> locs);
  /// Ends the region opened last with a terminator, and returns the region.
  std::unique_ptr<mlir::Region> close(const NewOp &terminator);
  /// Discards the region opened last.
  void abandon();
  /// Keeps a region that no op will own alive. Its values are not visible.
  void bury(std::unique_ptr<mlir::Region> region);

  /// Isolates `body` from above: each value that it captures becomes an
  /// argument at the end. Returns these values. Effect-free ops without
  /// operands (constants, parameters) are copied into the body instead.
  /// Arguments for the values `more`, which the body does not use, follow.
  llvm::SmallVector<mlir::Value> isolate(Body &body,
                                         llvm::ArrayRef<mlir::Value> more = {});

  /// Moves `body`, which ends in func.return, into a private function of the
  /// module. The function is called `name`, with a suffix if that is taken.
  /// Captured values become further arguments: see isolate. `dims` has the
  /// attribute ag.dims of each other argument, or null if it has none. Captured
  /// sizes are computed again from the arguments that have their names, so that
  /// it is known which sizes are equal.
  Outlined outline(llvm::StringRef name, Body &body,
                   llvm::ArrayRef<mlir::Attribute> dims, mlir::Location loc);

  /// Sets an attribute that result `number` will have.
  void setResultAttribute(unsigned number, llvm::StringRef name,
                          mlir::Attribute value);

  /// Ends the function with a return of `results`, verifies the module, and
  /// returns it. Names that are not empty become result attributes `ag.name`,
  /// aliases that are not negative become `ag.alias`. Throws a Failure if the
  /// module is not valid.
  std::shared_ptr<Module> finish(llvm::ArrayRef<mlir::Value> results,
                                 llvm::ArrayRef<std::string> names,
                                 llvm::ArrayRef<int64_t> aliases,
                                 mlir::Location loc);

  mlir::func::FuncOp getFunction() { return function; }

private:
  void insert(mlir::Operation *op, bool inPrologue);
  void checkUsable(const NewOp &newOp) const;
  /// Computes `size`, an index in terms of dimensions of the traced function's
  /// arguments, from the arguments of `block`, whose attributes ag.dims are
  /// `dims`. Returns null if it has other operands, or if names are missing.
  mlir::Value repeatSize(mlir::Value size, mlir::Block &block,
                         llvm::ArrayRef<mlir::Attribute> dims,
                         mlir::OpBuilder &builder);

  std::shared_ptr<Module> module;
  mlir::SymbolTable symbols;
  mlir::func::FuncOp function;
  mlir::Operation *lastOfPrologue = nullptr;
  llvm::SmallVector<std::unique_ptr<mlir::Region>> detached;
  llvm::SmallVector<std::unique_ptr<mlir::Region>> buried;
  /// The attributes of the results that have some.
  std::map<unsigned, mlir::NamedAttrList> resultAttributes;
  bool finished = false;
};

} // namespace ag::python

#endif // AG_PYTHON_BINDINGS_TRACE_H
