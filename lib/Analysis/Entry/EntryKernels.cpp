//===- EntryKernels.cpp - what is known of an entry's kernels -------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Analysis/Entry/EntryKernels.h"
#include "mlir/IR/Builders.h"

using namespace mlir;

namespace ag {

constexpr StringLiteral kernelsAttrName = "ag.kernels";

namespace {
/// Builds a dictionary, without the fields whose values are not known.
class Fields {
public:
  explicit Fields(MLIRContext *context) : builder(context) {}

  void add(StringRef name, int64_t number) {
    fields.append(name, builder.getI64IntegerAttr(number));
  }
  void add(StringRef name, StringRef text) {
    fields.append(name, builder.getStringAttr(text));
  }
  void add(StringRef name, const SizeFormula &formula) {
    if (const auto *number = std::get_if<int64_t>(&formula))
      add(name, *number);
    else if (const auto *text = std::get_if<std::string>(&formula))
      add(name, StringRef(*text));
  }
  DictionaryAttr get() { return fields.getDictionary(builder.getContext()); }

private:
  Builder builder;
  NamedAttrList fields;
};
} // namespace

static SizeFormula readFormula(DictionaryAttr fields, StringRef name) {
  if (auto number = fields.getAs<IntegerAttr>(name))
    return number.getInt();
  if (auto text = fields.getAs<StringAttr>(name))
    return text.str();
  return {};
}

static std::optional<int64_t> readNumber(DictionaryAttr fields,
                                         StringRef name) {
  auto number = fields.getAs<IntegerAttr>(name);
  return number ? number.getInt() : std::optional<int64_t>();
}

static std::string readText(DictionaryAttr fields, StringRef name) {
  auto text = fields.getAs<StringAttr>(name);
  return text ? text.str() : "";
}

void writeLoopWork(Operation *loop, const LoopWork &work) {
  Fields fields(loop->getContext());
  fields.add("flops", work.flops);
  fields.add("bytes", work.bytes);
  loop->setAttr(workAttrName, fields.get());
}

LoopWork readLoopWork(Operation *loop) {
  auto fields = loop->getAttrOfType<DictionaryAttr>(workAttrName);
  return fields ? LoopWork{readFormula(fields, "flops"),
                           readFormula(fields, "bytes")}
                : LoopWork();
}

void writeKernels(FunctionOpInterface entry,
                  ArrayRef<KernelSignature> kernels) {
  SmallVector<Attribute> rows;
  for (const KernelSignature &kernel : kernels) {
    Fields fields(entry->getContext());
    fields.add("name", StringRef(kernel.name));
    if (kernel.line > 0) {
      fields.add("file", StringRef(kernel.file));
      fields.add("line", kernel.line);
      fields.add("column", kernel.column);
    }
    fields.add("grid", kernel.grid);
    fields.add("threads", kernel.threads);
    if (kernel.sharedBytes)
      fields.add("shared_bytes", *kernel.sharedBytes);
    fields.add("flops", kernel.flops);
    fields.add("bytes", kernel.bytes);
    rows.push_back(fields.get());
  }
  entry->setAttr(kernelsAttrName, ArrayAttr::get(entry->getContext(), rows));
}

std::vector<KernelSignature> readKernels(FunctionOpInterface entry) {
  std::vector<KernelSignature> kernels;
  auto rows = entry->getAttrOfType<ArrayAttr>(kernelsAttrName);
  for (Attribute row : rows ? rows.getValue() : ArrayRef<Attribute>())
    if (auto fields = dyn_cast<DictionaryAttr>(row))
      kernels.push_back({readText(fields, "name"), readText(fields, "file"),
                         readNumber(fields, "line").value_or(0),
                         readNumber(fields, "column").value_or(0),
                         readFormula(fields, "grid"),
                         readNumber(fields, "threads").value_or(0),
                         readNumber(fields, "shared_bytes"),
                         readFormula(fields, "flops"),
                         readFormula(fields, "bytes")});
  return kernels;
}

} // namespace ag
