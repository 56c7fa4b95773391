//===- EntryABI.cpp - how a function is called for an entry ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/EntryABI.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;

namespace ag {

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

bool isEntryOrLoad(FunctionOpInterface function) {
  return function.isPublic() && !function.isExternal();
}

bool isEntry(FunctionOpInterface function) {
  return isEntryOrLoad(function) && !function->hasAttr(loadAttrName);
}

StringRef getEntryName(FunctionOpInterface function) {
  StringRef name = function.getName();
  if (isa<LLVM::LLVMFuncOp>(function.getOperation()))
    name.consume_front(loweredNamePrefix);
  return name;
}

std::string getLoweredName(const Twine &name) {
  return (loweredNamePrefix + name).str();
}

//===----------------------------------------------------------------------===//
// Helper functions of an entry
//===----------------------------------------------------------------------===//

static StringRef getAttrName(EntryHelper helper) {
  switch (helper) {
  case EntryHelper::Shapes:
    return "ag.shapes";
  case EntryHelper::Workspace:
    return "ag.workspace";
  case EntryHelper::Demands:
    return "ag.demands";
  }
  llvm_unreachable("all helpers are listed");
}

std::string getHelperName(StringRef entry, EntryHelper helper) {
  return (entry + "." + getAttrName(helper).split('.').second).str();
}

FlatSymbolRefAttr getHelper(FunctionOpInterface entry, EntryHelper helper) {
  return entry->getAttrOfType<FlatSymbolRefAttr>(getAttrName(helper));
}

func::FuncOp findHelper(func::FuncOp entry, const EntrySignature &signature,
                        EntryHelper helper, const SymbolTable *functions) {
  FlatSymbolRefAttr name = getHelper(entry, helper);
  if (!name)
    return nullptr;
  auto found =
      functions
          ? functions->lookup<func::FuncOp>(name.getAttr())
          : SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(entry, name);
  bool fits = found && !found.isExternal() &&
              found.getNumArguments() == signature.symbols.size() &&
              found.getNumResults() == EntryABI(signature).countResults(helper);
  return fits ? found : nullptr;
}

func::FuncOp makeHelper(OpBuilder &builder, func::FuncOp entry,
                        const EntrySignature &signature, EntryHelper helper) {
  Type index = builder.getIndexType();
  SmallVector<Type> symbols(signature.symbols.size(), index);
  SmallVector<Type> results(EntryABI(signature).countResults(helper), index);
  auto function = func::FuncOp::create(
      builder, entry.getLoc(), getHelperName(entry.getName(), helper),
      builder.getFunctionType(symbols, results));
  function.setPrivate();
  entry->setAttr(getAttrName(helper), FlatSymbolRefAttr::get(function));
  builder.setInsertionPointToStart(function.addEntryBlock());
  return function;
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

DictionaryAttr markParameter(StringRef name, MLIRContext *context) {
  NamedAttribute mark(StringAttr::get(context, parameterAttrName),
                      StringAttr::get(context, name));
  return DictionaryAttr::get(context, mark);
}

StringAttr getParameterName(BlockArgument argument) {
  auto function = dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
  return function ? function.getArgAttrOfType<StringAttr>(
                        argument.getArgNumber(), parameterAttrName)
                  : StringAttr();
}

EntryABI::EntryABI(const EntrySignature &signature) : signature(signature) {
  unsigned count = 0;
  for (const TensorSignature &result : signature.results) {
    extentsBefore.push_back(count);
    count += result.dims.size();
  }
  extentsBefore.push_back(count);
}

EntryTensor EntryABI::getTensor(unsigned argument) const {
  unsigned given = signature.arguments.size();
  if (argument < given)
    return {EntryTensor::Argument, argument};
  if (argument < countInputs())
    return {EntryTensor::Parameter, argument - given};
  return {EntryTensor::Result, argument - countInputs()};
}

const TensorSignature &EntryABI::describe(EntryTensor tensor) const {
  switch (tensor.kind) {
  case EntryTensor::Argument:
    return signature.arguments[tensor.number];
  case EntryTensor::Parameter:
    return signature.parameters[tensor.number];
  case EntryTensor::Result:
    return signature.results[tensor.number];
  }
  llvm_unreachable("all kinds are listed");
}

unsigned EntryABI::countResults(EntryHelper helper) const {
  switch (helper) {
  case EntryHelper::Shapes:
    return extentsBefore.back();
  case EntryHelper::Workspace:
    return 1;
  case EntryHelper::Demands:
    return 0;
  }
  llvm_unreachable("all helpers are listed");
}

std::optional<EntrySize> EntryABI::getSize(unsigned argument,
                                           int64_t dim) const {
  if (argument >= countTensors())
    return std::nullopt;
  EntryTensor tensor = getTensor(argument);
  ArrayRef<SizeSignature> dims = describe(tensor).dims;
  if (dim < 0 || dim >= static_cast<int64_t>(dims.size()))
    return std::nullopt;
  switch (dims[dim].kind) {
  case SizeSignature::Number:
    return EntrySize{EntrySize::Number, dims[dim].value};
  case SizeSignature::Symbol:
    return EntrySize{EntrySize::Symbol, dims[dim].value};
  case SizeSignature::Computed:
    assert(tensor.kind == EntryTensor::Result && "parsing a signature checks");
    return EntrySize{EntrySize::Extent, extentsBefore[tensor.number] + dim};
  }
  llvm_unreachable("all kinds are listed");
}

/// The numbers of pointers and of integers that a memref is lowered to.
constexpr unsigned memrefPointers = 2;
static unsigned countNumbers(size_t rank) { return 1 + 2 * rank; }

static void appendMemref(size_t rank, MLIRContext *context,
                         SmallVectorImpl<Type> &types) {
  types.append(memrefPointers, LLVM::LLVMPointerType::get(context));
  types.append(countNumbers(rank), IntegerType::get(context, 64));
}

unsigned EntryABI::countLoweredArguments(unsigned argument) const {
  return memrefPointers +
         countNumbers(describe(getTensor(argument)).dims.size());
}

LLVM::LLVMFunctionType EntryABI::getLoweredType(MLIRContext *context,
                                                bool takesLauncher) const {
  SmallVector<Type> arguments;
  for (unsigned number = 0; number < countTensors(); ++number)
    appendMemref(describe(getTensor(number)).dims.size(), context, arguments);
  appendMemref(/*rank=*/1, context, arguments);
  arguments.append(takesLauncher ? 2 : 1, LLVM::LLVMPointerType::get(context));
  return LLVM::LLVMFunctionType::get(IntegerType::get(context, 32), arguments);
}

LLVM::LLVMFunctionType EntryABI::getLoweredType(EntryHelper helper,
                                                MLIRContext *context) const {
  Type i64 = IntegerType::get(context, 64);
  SmallVector<Type> arguments(signature.symbols.size(), i64);
  switch (helper) {
  case EntryHelper::Shapes:
    appendMemref(/*rank=*/1, context, arguments);
    return LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(context),
                                       arguments);
  case EntryHelper::Workspace:
    return LLVM::LLVMFunctionType::get(i64, arguments);
  case EntryHelper::Demands:
    arguments.push_back(LLVM::LLVMPointerType::get(context));
    return LLVM::LLVMFunctionType::get(IntegerType::get(context, 32),
                                       arguments);
  }
  llvm_unreachable("all helpers are listed");
}

/// Returns true if `type` has these dimensions, static where `dims` has numbers
/// and dynamic elsewhere.
static bool fits(Type type, ArrayRef<SizeSignature> dims) {
  auto shaped = dyn_cast<ShapedType>(type);
  if (!shaped || !shaped.hasRank() ||
      shaped.getRank() != static_cast<int64_t>(dims.size()))
    return false;
  return llvm::all_of(llvm::zip(shaped.getShape(), dims), [](auto pair) {
    auto [size, known] = pair;
    return known.kind == SizeSignature::Number ? size == known.value
                                               : ShapedType::isDynamic(size);
  });
}

std::optional<EntrySignature> getEntrySignature(FunctionOpInterface function) {
  auto attr = function->getAttrOfType<DictionaryAttr>(signatureAttrName);
  auto entry = attr ? parseEntrySignature(function.getName(), attr)
                    : std::optional<EntrySignature>();
  if (!entry)
    return std::nullopt;
  EntryABI abi(*entry);
  ArrayRef<Type> types = function.getArgumentTypes();
  if (types.size() < abi.countInputs())
    return std::nullopt;
  for (auto [number, type] :
       llvm::enumerate(types.take_front(abi.countInputs())))
    if (!fits(type, abi.describe(abi.getTensor(number)).dims))
      return std::nullopt;
  return entry;
}

SmallVector<int64_t> getAliases(FunctionOpInterface function) {
  std::optional<EntrySignature> entry = getEntrySignature(function);
  if (!entry)
    return {};
  return llvm::map_to_vector(
      entry->results, [](const TensorSignature &each) { return each.alias; });
}

ArrayRef<BlockArgument> getResultMemory(FunctionOpInterface entry) {
  std::optional<EntrySignature> signature = getEntrySignature(entry);
  ArrayRef<BlockArgument> arguments = entry.getArguments();
  if (!signature || arguments.size() < EntryABI(*signature).countTensors())
    return {};
  return arguments.slice(EntryABI(*signature).countInputs(),
                         signature->results.size());
}

BlockArgument getWorkspace(FunctionOpInterface entry) {
  ArrayRef<BlockArgument> arguments = entry.getArguments();
  return getHelper(entry, EntryHelper::Workspace) && !arguments.empty()
             ? arguments.back()
             : BlockArgument();
}

} // namespace ag
