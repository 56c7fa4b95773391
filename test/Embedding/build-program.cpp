//===- build-program.cpp - builds, compiles and runs a program in C++ -----===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Dialect/AG/IR/Core/AGDialect.h"
#include "ag/Dialect/AG/IR/Elementwise/ElementwiseOps.h"
#include "ag/Dialect/AG/IR/Structured/ContractionOps.h"
#include "ag/Driver/Compile/Compile.h"
#include "ag/Driver/Program.h"
#include "ag/Driver/Run/Jit.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/Format.h"

using namespace mlir;

/// Appends one layer, tanh(x @ w), for any batch size. Result types are
/// inferred.
static void buildLayer(ModuleOp module) {
  auto builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = builder.getUnknownLoc();
  Type f32 = builder.getF32Type();
  auto x = RankedTensorType::get({ShapedType::kDynamic, 3}, f32);
  auto w = RankedTensorType::get({3, 2}, f32);
  auto y = RankedTensorType::get({ShapedType::kDynamic, 2}, f32);

  auto layer = func::FuncOp::create(builder, loc, "layer",
                                    builder.getFunctionType({x, w}, {y}));
  builder.setInsertionPointToStart(layer.addEntryBlock());
  Value product = ag::ContractOp::create(
      builder, loc, "bi,io->bo", layer.getArgument(0), layer.getArgument(1));
  Value result = ag::TanhOp::create(builder, loc, product);
  func::ReturnOp::create(builder, loc, result);
}

/// Returns the program, compiled for this machine and loaded in this process.
static llvm::Expected<ag::LoadedModel> load(ModuleOp module) {
  ag::CompileOptions options;
  options.request.name = "built";
  options.target.march = "native";
  auto outcome = ag::run(module, options, ag::Emission::Object);
  if (!outcome)
    return outcome.takeError();
  const ag::Artefact &artefact = outcome->artefact;
  auto program = ag::linkProgram(artefact.signature, artefact.code);
  if (!program)
    return program.takeError();
  return program->load(/*weights=*/std::nullopt);
}

static DLTensor makeMatrix(float *elements, int64_t *shape) {
  return {elements, {kDLCPU, 0}, 2, {kDLFloat, 32, 1}, shape, nullptr, 0};
}

static llvm::Error run(const ag::LoadedModel &model) {
  float x[2][3] = {{1, 0, 0}, {0, 2, 1}}, w[3][2] = {{2, 0}, {0.5, -1}, {0, 1}};
  float y[2][2];
  int64_t xShape[] = {2, 3}, wShape[] = {3, 2}, yShape[] = {2, 2};
  DLTensor arguments[] = {makeMatrix(*x, xShape), makeMatrix(*w, wShape)};
  DLTensor result = makeMatrix(*y, yShape);
  SmallVector<int64_t> extents;
  ag_workspace workspace;
  if (auto error = model.query(/*entry=*/0, /*symbols=*/2, extents, workspace))
    return error;
  std::vector<char> space(workspace.bytes + workspace.alignment);
  workspace.data = reinterpret_cast<void *>(
      llvm::alignAddr(space.data(), llvm::Align(workspace.alignment)));
  if (auto error = model.run(/*entry=*/0, arguments, result, &workspace))
    return error;
  for (auto &row : y)
    llvm::outs() << llvm::format("%.4f %.4f\n", row[0], row[1]);
  return llvm::Error::success();
}

int main() {
  auto context = ag::makeContext();
  context->loadDialect<ag::AGDialect, func::FuncDialect>();
  OwningOpRef<ModuleOp> module =
      ModuleOp::create(UnknownLoc::get(context.get()));
  buildLayer(*module);
  if (failed(verify(*module)))
    return 1;
  module->print(llvm::outs());
  llvm::ExitOnError must;
  must(run(must(load(*module))));
  return 0;
}
