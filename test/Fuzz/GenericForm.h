//===- GenericForm.h - mutants that parse -----------------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// How is a program changed so that it still parses? In MLIR's generic form,
// each line names its operands, results and their types:
//
//   %2 = "ag.pow"(%0, %1) <{...}> : (tensor<4xf32>, tensor<4xf32>) -> ...
//
// A value can be replaced by another one of its type, and an op by one with the
// same signature. An attribute gets a value from elsewhere. A size or an
// element type is replaced in the whole program.
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_GENERICFORM_H
#define AG_TEST_FUZZ_GENERICFORM_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace ag {

/// A line with an op that has no regions. All strings are slices of the line.
struct GenericLine {
  llvm::StringRef result; // "%2" or "%2:3", or empty
  llvm::StringRef name;
  llvm::SmallVector<llvm::StringRef> operands, operandTypes, resultTypes;
  /// Each attribute is "key = value".
  llvm::SmallVector<llvm::StringRef> attributes;

  /// Returns std::nullopt if the line is not such an op.
  static std::optional<GenericLine> parse(llvm::StringRef line);
};

/// The names and attributes of all programs, by what they can replace
class GenericCorpus {
public:
  void add(llvm::StringRef program);

  /// Changes a program in generic form once.
  void change(std::string &program, std::mt19937_64 &random) const;

private:
  using Words = llvm::StringMap<std::vector<std::string>>;

  void changeName(std::vector<std::string> &lines,
                  std::mt19937_64 &random) const;
  void changeAttribute(std::vector<std::string> &lines,
                       std::mt19937_64 &random) const;

  Words namesByUse, valuesByKey;
};

/// Returns true if a program is a text in generic form.
bool isGenericForm(llvm::StringRef program);

} // namespace ag

#endif // AG_TEST_FUZZ_GENERICFORM_H
