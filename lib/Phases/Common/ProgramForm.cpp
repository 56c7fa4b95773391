//===- ProgramForm.cpp - what passes expect of a program ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Phases/Common/ProgramForm.h"
#include "ag/Analysis/Entry/EntryABI.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace ag {

/// Returns the first type in `types` for which `is` holds, or null.
template <typename Types> static Type findType(Types types, bool (*is)(Type)) {
  auto found = llvm::find_if(types, is);
  return found == types.end() ? Type() : *found;
}

static bool isTensor(Type type) { return isa<TensorType>(type); }
static bool isBuffer(Type type) { return isa<BaseMemRefType>(type); }

/// Returns advice against an op that computes in buffers; empty if `op` does
/// not. Functions and casts between tensors and buffers may have both.
static std::string adviseTensors(Operation *op, StringRef pass) {
  if (isa<FunctionOpInterface, func::CallOp, func::ReturnOp>(op) ||
      isa_and_nonnull<bufferization::BufferizationDialect>(op->getDialect()))
    return "";
  Type buffer = findType(op->getOperandTypes(), isBuffer);
  if (!buffer)
    return "";
  return ("it has a buffer: run " + pass + " before ag-bufferize").str();
}

static std::string adviseBuffers(Operation *op, StringRef pass) {
  Type tensor = findType(op->getResultTypes(), isTensor);
  if (auto function = dyn_cast<FunctionOpInterface>(op))
    tensor = function.isExternal()
                 ? Type()
                 : findType(function.getArgumentTypes(), isTensor);
  if (!tensor)
    return "";
  return ("it has a tensor: run ag-bufferize before " + pass).str();
}

static std::string adviseDestinations(Operation *op, StringRef pass) {
  auto function = dyn_cast<func::FuncOp>(op);
  if (!function || function.isExternal() || !isEntryOrLoad(function) ||
      function.getNumResults() == 0)
    return "";
  return ("it returns values: run ag-results-to-destinations before " + pass +
          ", which runs once")
      .str();
}

static std::string adviseStatuses(Operation *op, StringRef pass) {
  auto function = dyn_cast<func::FuncOp>(op);
  auto readsElement = [](memref::LoadOp) { return WalkResult::interrupt(); };
  if (!function || function.isExternal() || !isEntryOrLoad(function) ||
      !function.walk(readsElement).wasInterrupted())
    return "";
  auto hasRegion = [](Operation &inner) { return inner.getNumRegions() > 0; };
  for (Block &block : function.getBody())
    if (llvm::any_of(block, hasRegion))
      return ("it has loops: run convert-scf-to-cf before " + pass).str();
  if (function.getNumResults() == 1 &&
      function.getResultTypes().front().isInteger(32))
    return "";
  return ("it returns no status: run ag-require-to-llvm before " + pass).str();
}

static std::string advise(Operation *op, ProgramForm form, StringRef pass) {
  switch (form) {
  case ProgramForm::Tensors:
    return adviseTensors(op, pass);
  case ProgramForm::Buffers:
    return adviseBuffers(op, pass);
  case ProgramForm::Destinations:
    return adviseDestinations(op, pass);
  case ProgramForm::Statuses:
    return adviseStatuses(op, pass);
  }
  llvm_unreachable("all forms are listed");
}

LogicalResult checkForm(Operation *program, ProgramForm form, StringRef pass) {
  auto check = [&](Operation *op) {
    std::string advice = advise(op, form, pass);
    if (advice.empty())
      return WalkResult::advance();
    op->emitOpError() << "is not in the form that " << pass << " expects, as "
                      << advice;
    return WalkResult::interrupt();
  };
  return failure(program->walk<WalkOrder::PreOrder>(check).wasInterrupted());
}

} // namespace ag
