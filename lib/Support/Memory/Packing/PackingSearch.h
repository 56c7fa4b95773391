//===- PackingSearch.h - is there a packing within a capacity? --*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is there a packing within a capacity?
//
// The search asks about one section at a time: which item lies on its floor?
// Either one of its supports, which are the items whose place is the floor, or
// none. The section must be one where all supports are flat, so that no space
// is lost below the placed item. If no item lies there, the lowest item of the
// section lies higher, upon a placed item (then its place is higher) or upon an
// item outside of this section. The floor rises to the least of all these
// heights.
//
// The search tries each answer. If the sections fall into parts that no
// unplaced item connects, it handles the parts one by one; an impossible part
// ends the search.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_PACKINGSEARCH_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_PACKINGSEARCH_H

#include "Memo.h"
#include "SearchState.h"
#include <random>

namespace ag {

/// Determines the section that is asked about next, and the order of answers.
/// No rule is good for all problems.
struct SearchRule {
  enum class Section {
    LowestThenFullest,
    LowestThenHardest,
    FewestAnswers,
    FewestThenTightest,
    FewestThenHardest,
    FewestThenFullest,
    TightestFirst,
    Hardest,
  } section;
  enum class Item { Longest, LargestArea, Largest } item;
  /// The randomness in the order of answers, from 0 to 1.
  double noise;
};

enum class SearchOutcome { Found, Impossible, GaveUp };

class Search {
public:
  explicit Search(const Problem &problem);

  /// Searches for a packing whose peak is at most `capacityBytes`. Gives up
  /// after `mostFails` failures, or when `state.steps` reaches `mostSteps`.
  SearchOutcome run(int64_t capacityBytes, SearchRule rule, int64_t mostFails,
                    int64_t mostSteps);
  /// Returns the offsets of the packing that was found.
  const Offsets &offsets() const { return state.places; }

  SearchState state;

private:
  /// Asks which item lies on the floor of a section.
  struct Question {
    unsigned section = 0;
    llvm::SmallVector<unsigned, 8> items;
    /// The height to which the floor rises if none of the items lies there, or
    /// -1 if that is impossible.
    int64_t waste = -1;
  };
  /// An open question with its answers, or a list of parts.
  struct Frame {
    SearchState::Mark mark;
    SectionRange range;
    Memo::Key key;
    Question question;
    llvm::SmallVector<SectionRange, 4> parts;
    unsigned next = 0;
  };
  enum class Status { Open, Solved, Failed };

  Status enter(SectionRange range);
  Status advance();
  Status leave(Status outcome);
  Status close(Status status);
  llvm::SmallVector<SectionRange, 4> split(SectionRange range) const;

  Question choose(SectionRange range);
  bool findSupports(unsigned section, llvm::SmallVectorImpl<unsigned> &items);
  bool isFlat(unsigned item);
  std::array<double, 3> rate(unsigned section, size_t answers) const;
  void sortAnswers(llvm::SmallVectorImpl<unsigned> &items);
  int64_t wasteOf(unsigned section);
  int64_t restingPlace(unsigned item, unsigned section);
  bool couldBeHindered(unsigned item, unsigned section, int64_t floor);

  const Problem &problem;
  Memo memo;
  SearchRule rule{};
  int64_t capacityBytes = 0;
  std::vector<Frame> frames;
  /// Interchangeable items have equal numbers.
  std::vector<unsigned> kinds;
  std::vector<double> lengths;
  int64_t questions = 0;
  /// For each item, twice the question at which it was last tested, plus 1 if
  /// it is flat.
  std::vector<int64_t> flatAt;
  std::mt19937_64 random;
  int64_t fails = 0;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_PACKINGSEARCH_H
