//===- Descriptors.cpp - the constants that describe an artefact ----------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which bytes does the runtime read? The structs of ag-runtime/Descriptors.h
// and Cuda.h, field by field. An LLVM struct with equal field types has the
// same layout as the C struct.
//
//===----------------------------------------------------------------------===//
#include "Descriptors.h"
#include "ag-runtime/Cuda.h"
#include "ag/Emit/PublicSignature.h"
#include "ag/Support/Tensor/DLPack.h"
#include "llvm/IR/Constants.h"

using namespace llvm;

namespace ag {
namespace {
int64_t encode(SizeSignature size) {
  switch (size.kind) {
  case SizeSignature::Number:
    return size.value;
  case SizeSignature::Symbol:
    return AG_RT_SYMBOL(size.value);
  case SizeSignature::Computed:
    return AG_RT_COMPUTED;
  }
  llvm_unreachable("all kinds are listed");
}

class DescriptorBuilder {
public:
  explicit DescriptorBuilder(Module &program)
      : program(program), context(program.getContext()) {}

  Constant *number(int64_t value, unsigned bits = 64) {
    return ConstantInt::getSigned(IntegerType::get(context, bits), value);
  }
  Constant *null() {
    return ConstantPointerNull::get(PointerType::get(context, 0));
  }
  Constant *global(Constant *value) {
    return new GlobalVariable(program, value->getType(), /*isConstant=*/true,
                              GlobalValue::PrivateLinkage, value);
  }
  DeclaredConstant declare(Constant *constant) {
    auto *defined = cast<GlobalVariable>(constant);
    auto *declaration = new GlobalVariable(
        program, defined->getValueType(), /*isConstant=*/true,
        GlobalValue::ExternalLinkage, /*Initializer=*/nullptr);
    return {declaration, defined};
  }
  Constant *string(StringRef text) {
    return global(ConstantDataArray::getString(context, text));
  }
  /// Creates a constant that is aligned to a cache line, for elements of any
  /// type.
  GlobalVariable *bytes(Constant *values) {
    auto *data = cast<GlobalVariable>(global(values));
    data->setAlignment(Align(64));
    return data;
  }
  /// Returns the parameter's value, zeros that are filled later, or a null
  /// pointer if the parameter is not embedded.
  Constant *parameter(const std::string &name,
                      const EmbeddedParameters &embedded) {
    auto found = embedded.values.find(name);
    if (found == embedded.values.end())
      return null();
    ArrayRef<char> value = found->second;
    Constant *elements =
        embedded.areFilledLater
            ? ConstantAggregateZero::get(
                  ArrayType::get(Type::getInt8Ty(context), value.size()))
            : ConstantDataArray::get(
                  context,
                  ArrayRef(reinterpret_cast<const uint8_t *>(value.data()),
                           value.size()));
    GlobalVariable *data = bytes(elements);
    data->setSection(
        getSectionName(std::distance(embedded.values.begin(), found)));
    return data;
  }
  Constant *record(ArrayRef<Constant *> fields) {
    return ConstantStruct::getAnon(context, fields);
  }
  /// Returns a pointer to the elements, or a null pointer if there are none.
  Constant *list(ArrayRef<Constant *> elements) {
    if (elements.empty())
      return null();
    auto *type = ArrayType::get(elements.front()->getType(), elements.size());
    return global(ConstantArray::get(type, elements));
  }
  template <typename Range, typename Function>
  Constant *list(const Range &range, Function &&toConstant) {
    SmallVector<Constant *> elements;
    for (const auto &element : range)
      elements.push_back(toConstant(element));
    return list(elements);
  }

  /// Returns a record of the fields that ag_rt_tensor and ag_rt_parameter have
  /// in common, followed by `rest`.
  Constant *tensor(const TensorSignature &tensor, ArrayRef<Constant *> rest) {
    DLDataType type = toDLDataType(tensor.type);
    Constant *dtype = record(
        {number(type.code, 8), number(type.bits, 8), number(type.lanes, 16)});
    Constant *dims = list(
        tensor.dims, [&](SizeSignature size) { return number(encode(size)); });
    SmallVector<Constant *> fields = {string(tensor.name), dtype,
                                      number(tensor.dims.size(), 32), dims};
    fields.append(rest.begin(), rest.end());
    return record(fields);
  }

  Constant *entry(const EntrySignature &entry, EntryFunctions functions,
                  int64_t alignment) {
    Constant *symbols = list(entry.symbols, [&](const SymbolSignature &symbol) {
      return record(
          {string(symbol.name), number(symbol.least), number(symbol.greatest)});
    });
    auto toTensor = [&](const TensorSignature &each) {
      return tensor(each, {number(each.alias)});
    };
    return record({string(entry.name), number(entry.symbols.size()), symbols,
                   number(entry.arguments.size()),
                   list(entry.arguments, toTensor),
                   number(entry.results.size()), list(entry.results, toTensor),
                   number(alignment), functions.shapes, functions.kernel});
  }

private:
  Module &program;
  LLVMContext &context;
};
} // namespace

std::string getSectionName(size_t number) {
  // In a large section, which linkers put behind the others: code reaches the
  // data behind .rodata only if that has less than 2 GB. The code reaches the
  // values by 64-bit addresses.
  return ".lrodata.ag." + std::to_string(number);
}

void Descriptors::define() {
  for (DeclaredConstant *each : {&declaredModule, &declaredEntries}) {
    each->declaration->replaceAllUsesWith(each->definition);
    each->declaration->eraseFromParent();
  }
}

Descriptors makeDescriptors(Module &program, const ArtefactSignature &artefact,
                            const CpuTarget &target,
                            const ArtefactFunctions &functions,
                            const EmbeddedParameters &embedded) {
  DescriptorBuilder builder(program);
  int64_t alignment =
      artefact.isForCuda ? cudaWorkspaceAlignment : workspaceAlignment;
  SmallVector<Constant *> entries;
  for (auto [entry, own] : zip(artefact.entries, functions.entries))
    entries.push_back(builder.entry(entry, own, alignment));
  Constant *entryList = builder.list(entries);
  std::vector<TensorSignature> parameters = artefact.parameters;
  Constant *load = builder.null();
  if (artefact.load) {
    append_range(parameters, artefact.load->function.results);
    load = builder.global(
        builder.entry(artefact.load->function, functions.load, alignment));
  }
  auto toParameter = [&](const TensorSignature &parameter) {
    Constant *data = builder.parameter(parameter.name, embedded);
    bool inRun = isUsedByRun(artefact, parameter.name);
    return builder.tensor(parameter, {data, builder.number(inRun)});
  };
  auto toString = [&](StringRef text) { return builder.string(text); };
  int64_t given = artefact.parameters.size();
  Constant *module = builder.record(
      {builder.string(artefact.name),
       builder.number(target.machine.features.size()),
       builder.list(target.machine.features, toString), builder.number(given),
       builder.number(parameters.size() - given),
       builder.list(parameters, toParameter), load,
       builder.string(artefact.load ? artefact.load->hash : ""),
       builder.string(target.machine.march), builder.number(entries.size()),
       entryList, builder.number(artefact.threads),
       builder.string(formatInfo(artefact))});
  Constant *defined = builder.global(module);
  Descriptors result{
      defined, builder.declare(defined), builder.declare(entryList), {}};
  for (unsigned index = 0; index < entries.size(); ++index)
    result.entries.push_back(ConstantExpr::getInBoundsGetElementPtr(
        entries.front()->getType(), result.declaredEntries.declaration,
        builder.number(index)));
  return result;
}

Constant *makeDeviceCode(Module &program, const DeviceCode &code) {
  DescriptorBuilder builder(program);
  Constant *kernels = builder.list(
      code.kernels, [&](StringRef name) { return builder.string(name); });
  Constant *constants = builder.list(code.constants, [&](StringRef name) {
    GlobalVariable *data = program.getNamedGlobal(name);
    TypeSize bytes =
        program.getDataLayout().getTypeAllocSize(data->getValueType());
    return builder.record({data, builder.number(bytes.getFixedValue())});
  });
  return builder.global(
      builder.record({builder.string(code.ptx), builder.number(code.capability),
                      builder.number(code.kernels.size()), kernels,
                      builder.number(code.constants.size()), constants}));
}

} // namespace ag
