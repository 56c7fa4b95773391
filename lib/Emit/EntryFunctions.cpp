//===- EntryFunctions.cpp - what the runtime calls of an entry ------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime passes bare pointers and the values of symbols. The kernel
// computes the memrefs that the lowered entry takes from them. Each memref is
// its pointer twice, an offset of 0, its sizes, and the strides of a contiguous
// tensor. An entry for CUDA also takes the launcher, after the context. The
// body of the entry becomes that of the kernel:
//
//   define i32 @ag.f(ptr %x, ptr %x_aligned, i64 %x_offset, ...) {
//     call void @ag.f.nest(ptr %x_aligned, ...)
//
// becomes
//
//   define i32 @ag.f(ptr %buffers, ptr %dims, ptr %workspace, ptr %context) {
//     %x = load ptr, ptr %buffers
//     call void @ag.f.nest(ptr %x, ...)
//
//===----------------------------------------------------------------------===//
#include "EntryFunctions.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/IRBuilder.h"

using namespace llvm;

namespace ag {

//===----------------------------------------------------------------------===//
// The pointers that the runtime passes
//===----------------------------------------------------------------------===//

static Value *loadAt(Value *base, Type *type, uint64_t index,
                     IRBuilder<> &builder) {
  return builder.CreateLoad(
      type, builder.CreateConstInBoundsGEP1_64(type, base, index));
}

/// Returns the tensor's index in the pointers that the runtime passes: those of
/// the entry's arguments, its results and the artefact's parameters.
static uint64_t findBuffer(EntryTensor tensor, const EntrySignature &entry,
                           const ArtefactSignature &artefact) {
  uint64_t given = entry.arguments.size();
  switch (tensor.kind) {
  case EntryTensor::Argument:
    return tensor.number;
  case EntryTensor::Result:
    return given + tensor.number;
  case EntryTensor::Parameter:
    return given + entry.results.size() +
           artefact.findParameter(entry.parameters[tensor.number].name);
  }
  llvm_unreachable("all kinds are listed");
}

/// Returns the launcher's index in these pointers. It follows all tensors
/// (ag-runtime/Cuda.h).
static uint64_t findLauncher(const EntrySignature &entry,
                             const ArtefactSignature &artefact) {
  size_t computed = artefact.load ? artefact.load->function.results.size() : 0;
  return entry.arguments.size() + entry.results.size() +
         artefact.parameters.size() + computed;
}

/// Appends the memref of a contiguous tensor as the arguments that a lowered
/// function takes for it.
static void appendMemref(Value *data, ArrayRef<Value *> sizes,
                         SmallVectorImpl<Value *> &arguments,
                         IRBuilder<> &builder) {
  arguments.append({data, data, builder.getInt64(0)});
  arguments.append(sizes.begin(), sizes.end());
  SmallVector<Value *> strides(sizes.size());
  Value *stride = builder.getInt64(1);
  for (size_t dim = sizes.size(); dim > 0; --dim) {
    strides[dim - 1] = stride;
    stride = builder.CreateMul(stride, sizes[dim - 1]);
  }
  arguments.append(strides);
}

/// An instruction, and the number of instructions before it in its block
using CountedPlace = std::pair<size_t, Instruction *>;

/// For each argument of an entry, returns the last position before which it
/// must be loaded: its first use in the first block, or else that block's
/// terminator.
static SmallVector<CountedPlace> findFirstUses(Function &entry) {
  BasicBlock &block = entry.getEntryBlock();
  SmallVector<CountedPlace> places(entry.arg_size(),
                                   {block.size(), block.getTerminator()});
  for (auto [number, instruction] : enumerate(block))
    for (Value *operand : instruction.operands())
      if (auto *argument = dyn_cast<Argument>(operand)) {
        CountedPlace &place = places[argument->getArgNo()];
        place = std::min(place, CountedPlace(number, &instruction));
      }
  return places;
}

//===----------------------------------------------------------------------===//
// The address sanitizer
//===----------------------------------------------------------------------===//

static void callSanitizer(StringRef name, Value *data, Value *bytes,
                          IRBuilder<> &builder) {
  Type *i64 = builder.getInt64Ty();
  FunctionCallee callee =
      builder.GetInsertBlock()->getModule()->getOrInsertFunction(
          name, builder.getVoidTy(), i64, i64);
  builder.CreateCall(callee, {builder.CreatePtrToInt(data, i64), bytes});
}

/// Makes the workspace inaccessible from the insertion point at the entry's
/// beginning on, except where the entry unpoisons it. Makes it accessible to
/// the caller again before each return, including the returns after a failed
/// requirement.
static void watch(Function &kernel, Value *workspace, Value *bytes,
                  IRBuilder<> &builder) {
  callSanitizer("__asan_poison_memory_region", workspace, bytes, builder);
  for (BasicBlock &block : kernel)
    if (auto *end = dyn_cast<ReturnInst>(block.getTerminator())) {
      builder.SetInsertPoint(end);
      callSanitizer("__asan_unpoison_memory_region", workspace, bytes, builder);
    }
}

//===----------------------------------------------------------------------===//
// The functions
//===----------------------------------------------------------------------===//

namespace {
class EntryBuilder {
public:
  EntryBuilder(Module &program, const ArtefactSignature &artefact,
               const EntrySignature &entry)
      : program(program), artefact(artefact), entry(entry), abi(entry),
        builder(program.getContext()), i64(builder.getInt64Ty()),
        pointer(builder.getPtrTy()) {}

  Function *makeShapes();
  Function *makeKernel();
  Function *makeThreadedKernel(Function *kernel);

private:
  Function *own() { return program.getFunction(getLoweredName(entry.name)); }
  Function *own(EntryHelper helper) {
    return program.getFunction(
        getLoweredName(getHelperName(entry.name, helper)));
  }
  Function *define(StringRef suffix, Type *result, ArrayRef<Type *> parameters);
  SmallVector<Value *> loadSymbols(Value *dims);
  void callShapes(ArrayRef<Value *> symbols, Value *extents);
  void returnUnlessMet(ArrayRef<Value *> symbols, Value *context);
  Value *valueOf(EntrySize size, ArrayRef<Value *> symbols, Value *extents);
  Function *takeBody(Function &lowered);
  Value *computeExtents(ArrayRef<Value *> symbols);
  SmallVector<Value *> loadTensor(unsigned number, Value *buffers,
                                  ArrayRef<Value *> symbols, Value *extents);

  Module &program;
  const ArtefactSignature &artefact;
  const EntrySignature &entry;
  EntryABI abi;
  IRBuilder<> builder;
  Type *i64, *pointer;
};

Function *EntryBuilder::define(StringRef suffix, Type *result,
                               ArrayRef<Type *> parameters) {
  auto *type = FunctionType::get(result, parameters, /*isVarArg=*/false);
  auto *function =
      Function::Create(type, GlobalValue::InternalLinkage,
                       getLoweredName(entry.name + suffix), program);
  builder.SetInsertPoint(
      BasicBlock::Create(program.getContext(), "", function));
  return function;
}

SmallVector<Value *> EntryBuilder::loadSymbols(Value *dims) {
  SmallVector<Value *> symbols;
  for (uint64_t index = 0; index < entry.symbols.size(); ++index)
    symbols.push_back(loadAt(dims, i64, index, builder));
  return symbols;
}

/// Stores the sizes of all results to `extents`, one result after the other.
void EntryBuilder::callShapes(ArrayRef<Value *> symbols, Value *extents) {
  SmallVector<Value *> arguments(symbols);
  appendMemref(extents,
               {builder.getInt64(abi.countResults(EntryHelper::Shapes))},
               arguments, builder);
  builder.CreateCall(own(EntryHelper::Shapes), arguments);
}

/// Calls the function that checks the entry's size requirements, if there is
/// one, and returns its status if that is not 0.
void EntryBuilder::returnUnlessMet(ArrayRef<Value *> symbols, Value *context) {
  Function *demands = own(EntryHelper::Demands);
  if (!demands)
    return;
  SmallVector<Value *> arguments(symbols);
  arguments.push_back(context);
  Value *status = builder.CreateCall(demands, arguments);
  Function *function = builder.GetInsertBlock()->getParent();
  auto *fail = BasicBlock::Create(program.getContext(), "", function);
  auto *next = BasicBlock::Create(program.getContext(), "", function);
  builder.CreateCondBr(builder.CreateIsNull(status), next, fail);
  builder.SetInsertPoint(fail);
  builder.CreateRet(status);
  builder.SetInsertPoint(next);
}

Function *EntryBuilder::makeShapes() {
  Function *function = define(".describe", builder.getInt32Ty(),
                              {pointer, pointer, pointer, pointer});
  SmallVector<Value *> symbols = loadSymbols(function->getArg(0));
  returnUnlessMet(symbols, function->getArg(3));
  callShapes(symbols, function->getArg(1));
  Value *bytes = builder.CreateCall(own(EntryHelper::Workspace), symbols);
  builder.CreateStore(bytes, function->getArg(2));
  builder.CreateRet(builder.getInt32(0));
  return function;
}

Value *EntryBuilder::valueOf(EntrySize size, ArrayRef<Value *> symbols,
                             Value *extents) {
  switch (size.kind) {
  case EntrySize::Number:
    return builder.getInt64(size.value);
  case EntrySize::Symbol:
    return symbols[size.value];
  case EntrySize::Extent:
    return loadAt(extents, i64, size.value, builder);
  }
  llvm_unreachable("all kinds are listed");
}

/// Moves the body of the entry to a new function with the signature that the
/// runtime calls, and sets the insertion point to its beginning. If the new
/// function called the entry instead, LLVM would take time and memory quadratic
/// in the number of the entry's arguments.
Function *EntryBuilder::takeBody(Function &lowered) {
  auto *type = FunctionType::get(lowered.getReturnType(),
                                 {pointer, pointer, pointer, pointer},
                                 /*isVarArg=*/false);
  Function *kernel =
      Function::Create(type, GlobalValue::InternalLinkage, "", program);
  kernel->takeName(&lowered);
  kernel->addFnAttrs(
      AttrBuilder(program.getContext(), lowered.getAttributes().getFnAttrs()));
  kernel->splice(kernel->begin(), &lowered);
  kernel->setSubprogram(lowered.getSubprogram());
  builder.SetInsertPoint(&kernel->front(), kernel->front().begin());
  // Calls of functions with debug information need a location, so they get line
  // 0.
  if (DISubprogram *lines = kernel->getSubprogram())
    builder.SetCurrentDebugLocation(
        DILocation::get(program.getContext(), /*Line=*/0, /*Column=*/0, lines));
  return kernel;
}

/// Calls the function of the shapes if a result has a computed size, and
/// returns the memory with the sizes of all results. Returns null if there is
/// no such result.
Value *EntryBuilder::computeExtents(ArrayRef<Value *> symbols) {
  bool isNeeded = any_of(entry.results, [](const TensorSignature &result) {
    return any_of(result.dims, [](SizeSignature size) {
      return size.kind == SizeSignature::Computed;
    });
  });
  if (!isNeeded)
    return nullptr;
  Value *extents = builder.CreateAlloca(
      ArrayType::get(i64, abi.countResults(EntryHelper::Shapes)));
  callShapes(symbols, extents);
  return extents;
}

/// Returns the memref of the tensor as the arguments that the lowered entry
/// takes for it.
SmallVector<Value *> EntryBuilder::loadTensor(unsigned number, Value *buffers,
                                              ArrayRef<Value *> symbols,
                                              Value *extents) {
  EntryTensor tensor = abi.getTensor(number);
  SmallVector<Value *> sizes, memref;
  for (size_t dim = 0; dim < abi.describe(tensor).dims.size(); ++dim)
    sizes.push_back(valueOf(*abi.getSize(number, dim), symbols, extents));
  Value *data =
      loadAt(buffers, pointer, findBuffer(tensor, entry, artefact), builder);
  appendMemref(data, sizes, memref, builder);
  return memref;
}

Function *EntryBuilder::makeKernel() {
  Function *lowered = own();
  SmallVector<CountedPlace> firstUses = findFirstUses(*lowered);
  Function *kernel = takeBody(*lowered);
  Value *buffers = kernel->getArg(0), *workspace = kernel->getArg(2);
  SmallVector<Value *> symbols = loadSymbols(kernel->getArg(1));
  Value *extents = computeExtents(symbols);
  Value *bytes = builder.CreateCall(own(EntryHelper::Workspace), symbols);
  SmallVector<Value *> last;
  appendMemref(workspace, {bytes}, last, builder);
  last.push_back(kernel->getArg(3));
  if (artefact.isForCuda)
    last.push_back(
        loadAt(buffers, pointer, findLauncher(entry, artefact), builder));
  if (artefact.sanitizesAddress)
    watch(*kernel, workspace, bytes, builder);
  // Loads each tensor before its first use. If all were loaded at the
  // beginning, they would exceed the registers and slow down LLVM's scheduler.
  ArrayRef<CountedPlace> uses = firstUses;
  auto *argument = lowered->arg_begin();
  for (unsigned number = 0; number < abi.countTensors(); ++number) {
    size_t words = abi.countLoweredArguments(number);
    builder.SetInsertPoint(min_element(uses.take_front(words))->second);
    uses = uses.drop_front(words);
    for (Value *value : loadTensor(number, buffers, symbols, extents))
      (argument++)->replaceAllUsesWith(value);
  }
  for (Value *value : last)
    (argument++)->replaceAllUsesWith(value);
  lowered->eraseFromParent();
  builder.SetCurrentDebugLocation(DebugLoc());
  return kernel;
}

/// Defines a function that calls the kernel through the runtime's function that
/// provides threads.
Function *EntryBuilder::makeThreadedKernel(Function *kernel) {
  Function *function = define(".threads", builder.getInt32Ty(),
                              {pointer, pointer, pointer, pointer});
  SmallVector<Value *> arguments{kernel,
                                 builder.getInt32(int32_t(artefact.threads))};
  for (Argument &argument : function->args())
    arguments.push_back(&argument);
  FunctionCallee run = program.getOrInsertFunction(
      "ag_rt_run_on_threads", builder.getInt32Ty(), pointer,
      builder.getInt32Ty(), pointer, pointer, pointer, pointer);
  builder.CreateRet(builder.CreateCall(run, arguments));
  return function;
}
} // namespace

EntryFunctions makeEntryFunctions(Module &program,
                                  const ArtefactSignature &artefact,
                                  const EntrySignature &entry) {
  EntryBuilder builder(program, artefact, entry);
  Function *shapes = builder.makeShapes();
  Function *kernel = builder.makeKernel();
  if (artefact.threads > 1)
    kernel = builder.makeThreadedKernel(kernel);
  return {kernel, shapes};
}

} // namespace ag
