//===- CompileFlags.h - the options of compiling as flags -------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How do the options of the table in ag/Pipeline/Options.h become flags of a
// tool?
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_DRIVER_COMPILE_COMPILEFLAGS_H
#define AG_LIB_DRIVER_COMPILE_COMPILEFLAGS_H

#include "ag/Pipeline/Options.h"
#include "llvm/Support/CommandLine.h"
#include <memory>

namespace ag {

/// The flags of a tool. They exist while it reads its command line.
class CompileFlags {
public:
  CompileFlags(OfferedBy tool, llvm::cl::OptionCategory &category);

  /// Sets the options that the command line gives. Returns an error of wrong
  /// use if a flag does not have the given value.
  llvm::Error read(CompileOptions &options) const;

  bool isGiven(llvm::StringRef name) const;

private:
  /// Passes values on as text, because the table parses them.
  class TextParser : public llvm::cl::parser<std::string> {
  public:
    explicit TextParser(llvm::cl::Option &flag) : parser(flag), flag(flag) {}

    /// A flag needs no value if the table does not describe one.
    llvm::cl::ValueExpected getValueExpectedFlagDefault() const {
      return flag.ValueStr.empty() ? llvm::cl::ValueOptional
                                   : llvm::cl::ValueRequired;
    }
    llvm::StringRef getValueName() const override { return flag.ValueStr; }

  private:
    llvm::cl::Option &flag;
  };

  struct Flag {
    const Option *option;
    std::string help;
    llvm::cl::list<std::string, bool, TextParser> values;

    Flag(const Option &option, llvm::cl::OptionCategory &category);
  };

  std::vector<std::unique_ptr<Flag>> flags;
};

} // namespace ag

#endif // AG_LIB_DRIVER_COMPILE_COMPILEFLAGS_H
