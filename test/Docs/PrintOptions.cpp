//===- PrintOptions.cpp - the table of options as Markdown ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What does docs/Options.md say of each option? What lib/Pipeline/Options.cpp
// says.
//
//===----------------------------------------------------------------------===//
#include "ag/Pipeline/Options.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

namespace {
std::string listTools(const ag::Option &option) {
  constexpr std::pair<ag::OfferedBy, llvm::StringLiteral> tools[] = {
      {ag::AGCompile, "ag-compile"},
      {ag::AGRun, "ag-run"},
      {ag::AGOpt, "ag-opt"}};
  llvm::SmallVector<llvm::StringRef> names;
  for (const auto &[tool, name] : tools)
    if (option.tools & tool)
      names.push_back(name);
  return llvm::join(names, ", ");
}

std::string quote(llvm::StringRef name) {
  return name.empty() ? "" : ("`" + name + "`").str();
}

void printOption(const ag::Option &option) {
  std::string flag = "--" + option.name.str();
  if (!option.value.empty())
    flag += "=" + option.value.str();
  llvm::outs() << "| " << quote(flag) << " | " << listTools(option) << " | "
               << quote(option.field) << " | " << quote(option.argument)
               << " | " << option.fallback << " | "
               << llvm::StringRef(option.help).rtrim(':');
  if (option.choices) {
    auto choices = option.choices();
    llvm::outs() << ": "
                 << llvm::join(llvm::map_range(choices,
                                               [](const auto &choice) {
                                                 return quote(choice.value);
                                               }),
                               ", ");
  }
  llvm::outs() << " |\n";
}
} // namespace

int main() {
  llvm::outs() << "\n| option | tools | C | Python | default | what it does |\n"
                  "| --- | --- | --- | --- | --- | --- |\n";
  for (const ag::Option &option : ag::getOptions())
    printOption(option);
  return 0;
}
