//===- build-program.cpp - builds an ag program from C++ ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/AGOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;

/// One layer, tanh(x @ w), for any batch. Result types are inferred.
static func::FuncOp buildLayer(ModuleOp module) {
  auto builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = builder.getUnknownLoc();
  Type f32 = builder.getF32Type();
  auto x = RankedTensorType::get({ShapedType::kDynamic, 784}, f32);
  auto w = RankedTensorType::get({784, 10}, f32);
  auto y = RankedTensorType::get({ShapedType::kDynamic, 10}, f32);

  auto layer = func::FuncOp::create(builder, loc, "layer",
                                    builder.getFunctionType({x}, {y}));
  builder.setInsertionPointToStart(layer.addEntryBlock());
  Value weights = ag::ParameterOp::create(builder, loc, w, "w");
  Value product = ag::ContractOp::create(builder, loc, "bi,io->bo",
                                         layer.getArgument(0), weights);
  Value result = ag::TanhOp::create(builder, loc, product);
  func::ReturnOp::create(builder, loc, result);
  return layer;
}

int main() {
  MLIRContext context;
  context.loadDialect<ag::AGDialect, func::FuncDialect>();
  OwningOpRef<ModuleOp> module =
      ModuleOp::create(UnknownLoc::get(&context), "built");
  buildLayer(*module);
  if (failed(verify(*module)))
    return 1;
  module->print(llvm::outs());
  return 0;
}
