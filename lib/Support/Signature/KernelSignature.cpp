//===- KernelSignature.cpp - what an entry lets a GPU do ------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Signature/KernelSignature.h"

namespace ag {

static void writeFormula(llvm::StringRef key, const SizeFormula &formula,
                         llvm::json::OStream &json) {
  if (const auto *number = std::get_if<int64_t>(&formula))
    json.attribute(key, *number);
  else if (const auto *text = std::get_if<std::string>(&formula))
    json.attribute(key, *text);
  else
    json.attribute(key, nullptr);
}

void writeKernel(const KernelSignature &kernel, llvm::json::OStream &json) {
  json.attribute("name", kernel.name);
  if (kernel.line > 0) {
    json.attribute("file", llvm::json::fixUTF8(kernel.file));
    json.attribute("line", kernel.line);
    json.attribute("column", kernel.column);
  }
  writeFormula("grid", kernel.grid, json);
  json.attribute("threads", kernel.threads);
  if (kernel.sharedBytes)
    json.attribute("shared_bytes", *kernel.sharedBytes);
  writeFormula("flops", kernel.flops, json);
  writeFormula("bytes", kernel.bytes, json);
}

static bool readFormula(const llvm::json::Object &object, llvm::StringRef key,
                        SizeFormula &formula, llvm::json::Path path) {
  const llvm::json::Value *json = object.get(key);
  if (json && json->getAsNull())
    return true;
  auto number = json ? json->getAsInteger() : std::nullopt;
  auto text = json ? json->getAsString() : std::nullopt;
  if (number)
    formula = *number;
  else if (text)
    formula = text->str();
  else
    path.field(key).report("expected a number, a formula or null");
  return number || text;
}

bool fromJSON(const llvm::json::Value &json, KernelSignature &kernel,
              llvm::json::Path path) {
  llvm::json::ObjectMapper mapper(json, path);
  return mapper && mapper.map("name", kernel.name) &&
         mapper.mapOptional("file", kernel.file) &&
         mapper.mapOptional("line", kernel.line) &&
         mapper.mapOptional("column", kernel.column) &&
         mapper.map("threads", kernel.threads) &&
         mapper.mapOptional("shared_bytes", kernel.sharedBytes) &&
         readFormula(*json.getAsObject(), "grid", kernel.grid, path) &&
         readFormula(*json.getAsObject(), "flops", kernel.flops, path) &&
         readFormula(*json.getAsObject(), "bytes", kernel.bytes, path);
}

} // namespace ag
