//===- Mutator.h - programs that are nearly right ---------------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What could a user pass to a tool by mistake?
//
//===----------------------------------------------------------------------===//
#ifndef AG_TEST_FUZZ_MUTATOR_H
#define AG_TEST_FUZZ_MUTATOR_H

#include "GenericForm.h"
#include "llvm/ADT/ArrayRef.h"
#include <random>
#include <string>
#include <vector>

namespace ag {

/// Changes programs. The same seeds and number give the same mutant.
class Mutator {
public:
  explicit Mutator(llvm::ArrayRef<std::string> seeds);

  /// Returns a seed with one to four changes. Bytecode has changed bytes. Texts
  /// have changed bytes, lines or words. Most changed texts in generic form
  /// still parse.
  std::string make(uint64_t number);

private:
  size_t pick(size_t count) { return random() % count; }
  const std::string &pickLike(const std::string &word);
  void changeBytes(std::string &program);
  void changeLines(std::string &program);
  void changeWords(std::string &program);

  llvm::ArrayRef<std::string> seeds;
  /// The words of all seeds, as often as they occur there
  std::vector<std::string> words;
  GenericCorpus corpus;
  std::mt19937_64 random;
};

} // namespace ag

#endif // AG_TEST_FUZZ_MUTATOR_H
