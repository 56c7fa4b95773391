//===- CompiledExecution.cpp - an entry, compiled and run -----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Driver/CompiledExecution.h"
#include "ag/Driver/Jit.h"
#include "ag/Driver/Signature.h"
#include "ag/Driver/Weights.h"
#include "ag/Support/Report/WriteFile.h"
#include "ag/Support/Tensor/DLPack.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/FileUtilities.h"
#include <cstdlib>
#include <cstring>

using namespace mlir;

namespace ag {
namespace {
//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Bytes that begin at a multiple of `alignment`, a power of two.
class Memory {
public:
  static llvm::Expected<Memory> allocate(size_t bytes, size_t alignment) {
    size_t whole = llvm::alignTo(std::max(bytes, size_t(1)), alignment);
    Memory memory;
    memory.bytes.reset(
        static_cast<char *>(std::aligned_alloc(alignment, whole)));
    if (!memory.bytes)
      return llvm::createStringError("out of memory: " + Twine(bytes) +
                                     " bytes");
    return memory;
  }
  char *data() const { return bytes.get(); }

private:
  struct Free {
    void operator()(char *memory) const { std::free(memory); }
  };
  std::unique_ptr<char, Free> bytes;
};

constexpr size_t tensorAlignment = 64;

/// A tensor as compiled programs take it, compact, with its own memory.
struct Operand {
  ScalarType type;
  SmallVector<int64_t> shape;
  Memory memory;
  size_t bytes;

  static llvm::Expected<Operand> create(ScalarType type,
                                        ArrayRef<int64_t> shape) {
    auto count = countElements(shape);
    if (!count)
      return count.takeError();
    size_t bytes = *count * getByteWidth(type);
    auto memory = Memory::allocate(bytes, tensorAlignment);
    if (!memory)
      return memory.takeError();
    return Operand{type, SmallVector<int64_t>(shape), std::move(*memory),
                   bytes};
  }
  DLTensor view() {
    return {memory.data(),
            {kDLCPU, 0},
            int32_t(shape.size()),
            toDLDataType(type),
            shape.data(),
            nullptr,
            0};
  }
  Tensor toTensor() const {
    return llvm::cantFail(Tensor::fromBytes(
        type, shape,
        ArrayRef(reinterpret_cast<const uint8_t *>(memory.data()), bytes)));
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
  /// A run may overwrite arguments, which the next one needs.
  llvm::Error run() override {
    for (auto [view, operand] : llvm::zip(argumentViews, arguments))
      if (view.data != operand.memory.data())
        std::memcpy(view.data, operand.memory.data(), operand.bytes);
    return model.run(entry, argumentViews, resultViews, &workspace);
  }
  Tensors results() override {
    return llvm::map_to_vector(resultOperands, [](const Operand &operand) {
      return operand.toTensor();
    });
  }

private:
  llvm::Error makeArguments(ArrayRef<Tensor> tensors);
  llvm::Error makeResults(ArrayRef<int64_t> extents);

  LoadedModel model;
  size_t entry;
  const EntrySignature &signature;
  std::vector<Operand> arguments, resultOperands;
  SmallVector<DLTensor> argumentViews, resultViews;
  Memory workspaceMemory;
  ag_workspace workspace;
};

llvm::Error CompiledExecution::makeArguments(ArrayRef<Tensor> tensors) {
  for (const Tensor &tensor : tensors) {
    auto operand = Operand::create(tensor.type(), tensor.shape());
    if (!operand)
      return operand.takeError();
    llvm::copy(tensor.toBytes(), operand->memory.data());
    arguments.push_back(std::move(*operand));
  }
  argumentViews = llvm::map_to_vector(
      arguments, [](Operand &operand) { return operand.view(); });
  return llvm::Error::success();
}

llvm::Error CompiledExecution::makeResults(ArrayRef<int64_t> extents) {
  for (const TensorSignature &result : signature.results) {
    auto operand =
        Operand::create(result.type, extents.take_front(result.dims.size()));
    if (!operand)
      return operand.takeError();
    extents = extents.drop_front(result.dims.size());
    resultOperands.push_back(std::move(*operand));
  }
  resultViews = llvm::map_to_vector(
      resultOperands, [](Operand &operand) { return operand.view(); });
  // What a result takes over is an argument in the result's memory.
  for (auto [result, operand] : llvm::zip(signature.results, resultOperands))
    if (result.alias >= 0 && arguments[result.alias].bytes == operand.bytes)
      argumentViews[result.alias].data = operand.memory.data();
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
  auto memory = Memory::allocate(workspace.bytes, workspace.alignment);
  if (!memory)
    return memory.takeError();
  workspaceMemory = std::move(*memory);
  workspace.data = workspaceMemory.data();
  return llvm::Error::success();
}

//===----------------------------------------------------------------------===//
// Compiling and loading
//===----------------------------------------------------------------------===//

/// Compiles a copy with the one entry, and links it into this process. Where
/// nothing says for which machine, that is this one.
llvm::Expected<LoadedProgram> compileEntry(FunctionOpInterface function,
                                           CompileOptions options) {
  OwningOpRef<ModuleOp> copy = function->getParentOfType<ModuleOp>().clone();
  // Past the phases, its entries stay as they are.
  if (auto entry = copy->lookupSymbol<func::FuncOp>(function.getName())) {
    entry.setPublic();
    options.request.entries = {function.getName().str()};
  }
  FailureOr<Target> target = readTarget(*copy);
  if (succeeded(target) && target->march.empty() &&
      options.target.march.empty())
    options.target.march = "native";
  auto artefact = compile(*copy, Emission::Object, options);
  if (failed(artefact))
    return llvm::createStringError("the program can't be compiled");
  return linkProgram(artefact->signature, artefact->code);
}

/// Generated parameters, as the file that load takes.
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
  // Once mapped, a file may lose its name.
  llvm::FileRemover remover(path);
  if (llvm::Error error = writeFile(path, *contents))
    return std::move(error);
  return program.load(path.str().str());
}
} // namespace

llvm::Expected<std::unique_ptr<Execution>>
makeCompiled(FunctionOpInterface function, const Tensors &arguments,
             StringRef weights, CompileOptions options) {
  auto program = compileEntry(function, std::move(options));
  if (!program)
    return program.takeError();
  auto entry = program->findEntry(getEntryName(function));
  if (!entry)
    return entry.takeError();
  auto model = load(*program, weights, function.getContext());
  if (!model)
    return model.takeError();
  auto execution =
      std::make_unique<CompiledExecution>(std::move(*model), *entry);
  if (llvm::Error error = execution->prepare(arguments))
    return std::move(error);
  return execution;
}

} // namespace ag
