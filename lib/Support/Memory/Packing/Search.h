//===- Search.h - is there a packing within a capacity? ---------*- C++ -*-===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Is there a packing within a capacity?
//
// Asked of one section at a time: what lies on its floor? One of its supports,
// the items whose place is the floor; or nothing. The section is one where all
// supports are flat, so that no room is lost under the one that is placed. If
// nothing lies there, the lowest item x of the section lies higher, upon what
// is placed (its place is higher) or upon an item outside of this section: the
// floor rises to the least of all such heights.
//
// Each answer is tried. Where the sections fall into parts that no unplaced
// item joins, the parts are searched one by one, and one that is impossible
// ends it.
//
//===----------------------------------------------------------------------===//
#ifndef AG_LIB_SUPPORT_MEMORY_PACKING_SEARCH_H
#define AG_LIB_SUPPORT_MEMORY_PACKING_SEARCH_H

#include "Memo.h"
#include "SearchState.h"
#include <random>

namespace ag {

/// Which of the sections is asked next, and which answer is tried first. None
/// is good for all problems.
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
  /// How much chance there is in the order of answers, from 0 to 1.
  double noise;
};

enum class SearchOutcome { Found, Impossible, GaveUp };

class Search {
public:
  explicit Search(const Problem &problem);

  /// Looks for a packing whose peak is `capacityBytes` at most, until it has
  /// failed so often, or `state.steps` have come to so many.
  SearchOutcome run(int64_t capacityBytes, SearchRule rule, int64_t mostFails,
                    int64_t mostSteps);
  /// Where it found the items.
  const Offsets &offsets() const { return state.places; }

  SearchState state;

private:
  /// What lies on the floor of a section?
  struct Question {
    unsigned section = 0;
    llvm::SmallVector<unsigned, 8> items;
    /// To which the floor rises if none of the items lies there; or -1.
    int64_t waste = -1;
  };
  /// A question with its answers, or parts.
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
  /// Equal numbers for items that are interchangeable.
  std::vector<unsigned> kinds;
  std::vector<double> lengths;
  int64_t questions = 0;
  /// Of each item, twice the question at which it was last seen, and 1 if flat.
  std::vector<int64_t> flatAt;
  std::mt19937_64 random;
  int64_t fails = 0;
};

} // namespace ag

#endif // AG_LIB_SUPPORT_MEMORY_PACKING_SEARCH_H
