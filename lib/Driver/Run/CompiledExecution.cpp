//===- CompiledExecution.cpp - an entry, compiled and run -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/Run/CompiledExecution.h"
#include "ag/Driver/Run/Jit.h"
#include "ag/Driver/Run/ReadSignature.h"
#include "ag/Driver/Run/Weights.h"
#include "ag/Support/Report/WriteFile.h"
#include "ag/Support/Tensor/DLPack.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/FileUtilities.h"

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

constexpr size_t tensorAlignment = 64;

/// A compact tensor in its own memory on the model's device, which compiled
/// programs take.
struct Operand {
  ScalarType type;
  SmallVector<int64_t> shape;
  std::shared_ptr<void> memory;
  size_t bytes;

  static llvm::Expected<Operand>
  create(const LoadedModel &model, ScalarType type, ArrayRef<int64_t> shape) {
    auto count = countElements(shape);
    if (!count)
      return count.takeError();
    size_t bytes = *count * getByteWidth(type);
    auto memory = model.allocate(bytes, tensorAlignment);
    if (!memory)
      return memory.takeError();
    return Operand{type, SmallVector<int64_t>(shape), std::move(*memory),
                   bytes};
  }
  DLTensor view(DLDevice device) {
    return {memory.get(),
            device,
            int32_t(shape.size()),
            toDLDataType(type),
            shape.data(),
            nullptr,
            0};
  }
};

//===----------------------------------------------------------------------===//
// Running
//===----------------------------------------------------------------------===//

class CompiledExecution : public Execution {
public:
  CompiledExecution(LoadedModel model, size_t entry)
      : model(std::move(model)), entry(entry),
        signature(this->model.program().signature().entries[entry]) {}

  llvm::Error prepare(ArrayRef<Tensor> tensors);
  /// Runs the entry and waits for it. A run may overwrite arguments that are
  /// aliased to results, so that these are restored first.
  llvm::Error run() override {
    for (auto [view, operand] : llvm::zip(argumentViews, arguments))
      if (view.data != operand.memory.get())
        if (llvm::Error error =
                model.copy(view.data, operand.memory.get(), operand.bytes))
          return error;
    if (llvm::Error error =
            model.run(entry, argumentViews, resultViews, &workspace))
      return error;
    // Waits for the GPU.
    return model.copy(nullptr, nullptr, 0);
  }
  llvm::Expected<Tensors> results() override;

private:
  llvm::Error makeArguments(ArrayRef<Tensor> tensors);
  llvm::Error makeResults(ArrayRef<int64_t> extents);

  LoadedModel model;
  size_t entry;
  const EntrySignature &signature;
  std::vector<Operand> arguments, resultOperands;
  SmallVector<DLTensor> argumentViews, resultViews;
  std::shared_ptr<void> workspaceMemory;
  ag_workspace workspace;
};

llvm::Error CompiledExecution::makeArguments(ArrayRef<Tensor> tensors) {
  for (const Tensor &tensor : tensors) {
    auto operand = Operand::create(model, tensor.type(), tensor.shape());
    if (!operand)
      return operand.takeError();
    std::vector<uint8_t> bytes = tensor.toBytes();
    if (llvm::Error error =
            model.copy(operand->memory.get(), bytes.data(), bytes.size()))
      return error;
    arguments.push_back(std::move(*operand));
  }
  argumentViews = llvm::map_to_vector(arguments, [&](Operand &operand) {
    return operand.view(model.device());
  });
  return llvm::Error::success();
}

llvm::Error CompiledExecution::makeResults(ArrayRef<int64_t> extents) {
  for (const TensorSignature &result : signature.results) {
    auto operand = Operand::create(model, result.type,
                                   extents.take_front(result.dims.size()));
    if (!operand)
      return operand.takeError();
    extents = extents.drop_front(result.dims.size());
    resultOperands.push_back(std::move(*operand));
  }
  resultViews = llvm::map_to_vector(resultOperands, [&](Operand &operand) {
    return operand.view(model.device());
  });
  // An argument that a result aliases is passed in the result's memory.
  for (auto [result, operand] : llvm::zip(signature.results, resultOperands))
    if (result.alias >= 0 && arguments[result.alias].bytes == operand.bytes)
      argumentViews[result.alias].data = operand.memory.get();
  return llvm::Error::success();
}

llvm::Error CompiledExecution::prepare(ArrayRef<Tensor> tensors) {
  if (llvm::Error error = makeArguments(tensors))
    return error;
  auto symbols = model.readSymbols(entry, argumentViews);
  if (!symbols)
    return symbols.takeError();
  SmallVector<int64_t> extents;
  if (llvm::Error error = model.query(entry, *symbols, extents, workspace))
    return error;
  if (llvm::Error error = makeResults(extents))
    return error;
  auto memory = model.allocate(workspace.bytes, workspace.alignment);
  if (!memory)
    return memory.takeError();
  workspaceMemory = std::move(*memory);
  workspace.data = workspaceMemory.get();
  return llvm::Error::success();
}

llvm::Expected<Tensors> CompiledExecution::results() {
  Tensors results;
  for (const Operand &operand : resultOperands) {
    std::vector<uint8_t> bytes(operand.bytes);
    if (llvm::Error error =
            model.copy(bytes.data(), operand.memory.get(), operand.bytes))
      return std::move(error);
    results.push_back(
        llvm::cantFail(Tensor::fromBytes(operand.type, operand.shape, bytes)));
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Compiling and loading
//===----------------------------------------------------------------------===//

/// Returns the contents of a weights file with parameters that the generator
/// `how` fills.
llvm::Expected<std::string> generateWeights(const LoadedProgram &program,
                                            StringRef how,
                                            MLIRContext *context) {
  auto source = openWeights(how);
  if (!source)
    return source.takeError();
  std::vector<std::vector<uint8_t>> values;
  std::vector<StoredTensor> tensors;
  for (const TensorSignature &parameter : program.signature().parameters) {
    auto type = getParameterType(parameter, context);
    auto tensor = (*source)(parameter.name, type);
    if (!tensor)
      return tensor.takeError();
    const std::vector<uint8_t> &bytes = values.emplace_back(tensor->toBytes());
    tensors.push_back(
        {parameter.name,
         tensor->type(),
         llvm::to_vector(tensor->shape()),
         {reinterpret_cast<const char *>(bytes.data()), bytes.size()}});
  }
  return formatSafetensors(tensors);
}

llvm::Expected<LoadedModel> load(const LoadedProgram &program,
                                 StringRef weights, MLIRContext *context) {
  if (weights.empty() || program.signature().parameters.empty())
    return program.load(std::nullopt);
  if (!Tensor::isGenerator(weights))
    return program.load(weights.str());
  auto contents = generateWeights(program, weights, context);
  if (!contents)
    return contents.takeError();
  SmallString<64> path;
  if (auto error =
          llvm::sys::fs::createTemporaryFile("ag", "safetensors", path))
    return llvm::createStringError(error, "cannot make a temporary file");
  // The file may be removed once it is mapped.
  llvm::FileRemover remover(path);
  if (llvm::Error error = writeFile(path, *contents))
    return std::move(error);
  return program.load(path.str().str());
}
} // namespace

llvm::Expected<LoadedProgram>
compileFunctions(ArrayRef<FunctionOpInterface> functions,
                 CompileOptions options) {
  OwningOpRef<ModuleOp> copy =
      functions.front()->getParentOfType<ModuleOp>().clone();
  options.request.entries.clear();
  for (FunctionOpInterface function : functions)
    // A lowered module has no func.func, and its entries stay as they are.
    if (auto entry = copy->lookupSymbol<func::FuncOp>(function.getName())) {
      entry.setPublic();
      options.request.entries.push_back(function.getName().str());
    }
  FailureOr<Target> target = readTarget(*copy);
  const std::string &kind = options.target.kind;
  if (succeeded(target) && target->march.empty() &&
      (kind.empty() ? target->kind : kind) == "cpu" &&
      options.target.march.empty())
    options.target.march = "native";
  auto outcome = run(*copy, options, Emission::Object);
  if (!outcome)
    return outcome.takeError();
  return linkProgram(outcome->artefact.signature, outcome->artefact.code);
}

llvm::Expected<std::unique_ptr<Execution>>
makeExecution(const LoadedProgram &program, FunctionOpInterface function,
              const Tensors &arguments, StringRef weights) {
  auto entry = program.findEntry(getEntryName(function));
  if (!entry)
    return entry.takeError();
  auto model = load(program, weights, function.getContext());
  if (!model)
    return model.takeError();
  auto execution =
      std::make_unique<CompiledExecution>(std::move(*model), *entry);
  if (llvm::Error error = execution->prepare(arguments))
    return std::move(error);
  return execution;
}

llvm::Expected<std::unique_ptr<Execution>>
makeCompiled(FunctionOpInterface function, const Tensors &arguments,
             StringRef weights, CompileOptions options) {
  auto program = compileFunctions(function, std::move(options));
  if (!program)
    return program.takeError();
  return makeExecution(*program, function, arguments, weights);
}

} // namespace ag
