//===- CompileFlags.cpp - the options of compiling as flags ---------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Compile/CompileFlags.h"
#include "ag/Driver/Tool.h"

using namespace llvm;

namespace ag {

/// Returns the text of --help for an option: its effect, its default, and its
/// choices, each on a line of its own.
static std::string describeOption(const Option &option) {
  std::string text = option.help.str();
  if (!option.fallback.empty())
    text += "; default is " + option.fallback.str();
  if (option.choices)
    for (const Option::Choice &choice : option.choices())
      text += ("\n  =" + choice.value + ": " + choice.help).str();
  return text;
}

CompileFlags::Flag::Flag(const Option &option, cl::OptionCategory &category)
    : option(&option), help(describeOption(option)),
      values(StringRef(option.name), cl::cat(category),
             cl::value_desc(option.value), cl::desc(help),
             option.isList ? cl::ZeroOrMore : cl::Optional) {
  if (option.isList)
    values.setMiscFlag(cl::CommaSeparated);
  if (option.isValueOptional)
    values.setValueExpectedFlag(cl::ValueOptional);
}

CompileFlags::CompileFlags(OfferedBy tool, cl::OptionCategory &category) {
  for (const Option &option : getOptions())
    if (option.tools & tool)
      flags.push_back(std::make_unique<Flag>(option, category));
}

Error CompileFlags::read(CompileOptions &options) const {
  for (const auto &flag : flags)
    for (const std::string &text : flag->values)
      if (Error error = setOption(*flag->option, text, options))
        return asWrongUse(std::move(error));
  return Error::success();
}

bool CompileFlags::isGiven(StringRef name) const {
  return any_of(flags, [&](const auto &flag) {
    return flag->option->name == name && !flag->values.empty();
  });
}

} // namespace ag
