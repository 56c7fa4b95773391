//===- Batches.cpp - random programs on batches ---------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Batches.h"
#include "ag/Dialect/AG/IR/Requests/BatchOps.h"
#include "ag/Driver/Program.h"
#include "ag/Interfaces/BatchableOp.h"
#include "ag/Phases/Differentiate/Passes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include <random>

using namespace mlir;

namespace ag {

func::FuncOp addBatch(func::FuncOp function, StringRef name,
                      ArrayRef<bool> differs) {
  OpBuilder builder(function);
  SmallVector<Type> types, results;
  SmallVector<int64_t> in, out(function.getNumResults(), 0);
  for (auto [type, isOwn] :
       llvm::zip_equal(function.getArgumentTypes(), differs)) {
    types.push_back(isOwn ? getBatchedType(type, batchSize, 0) : type);
    in.push_back(isOwn ? 0 : VmapOp::none);
  }
  for (Type type : function.getResultTypes())
    results.push_back(getBatchedType(type, batchSize, 0));
  auto batch = func::FuncOp::create(builder, function.getLoc(), name,
                                    builder.getFunctionType(types, results));
  OpBuilder body = OpBuilder::atBlockEnd(batch.addEntryBlock());
  auto all =
      VmapOp::create(body, function.getLoc(), results, function.getName(), in,
                     out, Value(), batch.getArguments());
  func::ReturnOp::create(body, function.getLoc(), all.getResults());
  return batch;
}

/// Moves the names of sizes from the arguments of `each` to those of `batch`,
/// which have one more dimension where `differs` holds.
static void moveDims(func::FuncOp each, func::FuncOp batch,
                     ArrayRef<bool> differs) {
  Builder builder(each.getContext());
  for (auto [number, isOwn] : llvm::enumerate(differs)) {
    auto dims = each.getArgAttrOfType<ArrayAttr>(number, "ag.dims");
    if (!dims)
      continue;
    SmallVector<Attribute> sizes(dims.getValue());
    if (isOwn)
      sizes.insert(sizes.begin(), builder.getI64IntegerAttr(batchSize));
    batch.setArgAttr(number, "ag.dims", builder.getArrayAttr(sizes));
    each.removeArgAttr(number, "ag.dims");
  }
}

std::string makeBatch(MLIRContext &context, StringRef text, uint64_t seed) {
  std::mt19937_64 random(seed);
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  auto function = module->lookupSymbol<func::FuncOp>("main");
  function.setName("each");
  function.setPrivate();
  SmallVector<bool> differs;
  while (differs.size() < function.getNumArguments())
    differs.push_back(differs.empty() || random() % 4 != 0);
  moveDims(function, addBatch(function, "main", differs), differs);
  PassManager batching(&context);
  batching.addPass(createBatchPass());
  return succeeded(batching.run(*module)) ? printProgram(*module) : text.str();
}

} // namespace ag
