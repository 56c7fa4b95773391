//===- PrintOptions.cpp - the table of options as Markdown ----------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which text do docs/Options.md and the C API have for each option?
//
// The text is that of lib/Pipeline/Options.cpp. The argument --struct prints
// the struct of ag-c/CompileOptions.h, and --fields the list of
// CompileOptions.def.
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
               << quote(option.field.name) << " | " << quote(option.argument)
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
/// Returns the options of the C API, in the order of the struct.
llvm::SmallVector<const ag::Option *> listFields() {
  llvm::SmallVector<const ag::Option *> fields;
  for (const ag::Option &option : ag::getOptions())
    if (option.field.since > 0)
      fields.push_back(&option);
  llvm::sort(fields, [](const ag::Option *a, const ag::Option *b) {
    return a->field.since < b->field.since;
  });
  return fields;
}

llvm::StringRef spellType(ag::CType type) {
  switch (type) {
  case ag::CType::Text:
    return "const char *";
  case ag::CType::Number:
    return "unsigned ";
  case ag::CType::Flag:
    return "int ";
  case ag::CType::List:
    return "const char *const *";
  }
  llvm_unreachable("these are all");
}

/// Returns what the option does, its choices, and the meaning of its initial
/// value.
std::string describe(const ag::Option &option) {
  std::string text = llvm::StringRef(option.help).rtrim(':').str();
  if (option.choices)
    text += ": " + llvm::join(llvm::map_range(option.choices(),
                                              [](const auto &choice) {
                                                return choice.value.str();
                                              }),
                              ", ");
  const ag::CField &field = option.field;
  bool isUnset = field.initial == "NULL" || field.initial == "0";
  if (field.type != ag::CType::Flag && isUnset)
    text += ". " + field.initial.str() + ": " +
            (option.fallback.empty() ? "not requested" : option.fallback.str());
  return text;
}

/// Prints a comment of at most 80 columns.
void printComment(llvm::StringRef text) {
  std::string line = "  /*";
  llvm::SmallVector<llvm::StringRef> words;
  text.split(words, ' ');
  for (llvm::StringRef word : words) {
    if (line.size() + 1 + word.size() > 80 - 4) {
      llvm::outs() << line << "\n";
      line = "   *";
    }
    line += (" " + word).str();
  }
  llvm::outs() << line << ". */\n";
}

void printStruct() {
  llvm::outs() << "typedef struct AgCompileOptions {\n";
  printComment("The size of this struct, which determines the version");
  llvm::outs() << "  size_t size;\n";
  for (const ag::Option *option : listFields()) {
    printComment(describe(*option));
    llvm::outs() << "  " << spellType(option->field.type) << option->field.name
                 << ";\n";
    if (option->field.type == ag::CType::List)
      llvm::outs() << "  size_t " << option->field.count << ";\n";
  }
  llvm::outs() << "} AgCompileOptions;\n\n#define AG_COMPILE_OPTIONS_INIT";
  std::string line = " {sizeof(AgCompileOptions)";
  for (const ag::Option *option : listFields()) {
    line += ", " + option->field.initial.str();
    if (option->field.type == ag::CType::List)
      line += ", 0";
  }
  llvm::outs() << " \\\n " << line << "}\n";
}

void printFields() {
  for (const ag::Option *option : listFields()) {
    const ag::CField &field = option->field;
    switch (field.type) {
    case ag::CType::Text:
      llvm::outs() << "AG_TEXT(" << field.name;
      break;
    case ag::CType::Number:
      llvm::outs() << "AG_NUMBER(" << field.name << ", " << field.initial;
      break;
    case ag::CType::Flag:
      llvm::outs() << "AG_FLAG(" << field.name;
      break;
    case ag::CType::List:
      llvm::outs() << "AG_LIST(" << field.name << ", " << field.count;
      break;
    }
    llvm::outs() << ", \"" << option->name << "\")\n";
  }
}

void printTable() {
  llvm::outs() << "\n| option | tools | C | Python | default | what it does |\n"
                  "| --- | --- | --- | --- | --- | --- |\n";
  for (const ag::Option &option : ag::getOptions())
    printOption(option);
}
} // namespace

int main(int argc, char **argv) {
  llvm::StringRef what = argc > 1 ? argv[1] : "";
  if (what == "--struct")
    printStruct();
  else if (what == "--fields")
    printFields();
  else
    printTable();
  return 0;
}
