//===- Size.cpp - sizes as polynomials ------------------------------------===//
//
// Part of the ag project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "ag/Support/Sizes/Size.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace llvm;

namespace ag {

Size Size::ofAtom(unsigned atom) {
  Size size;
  size.terms.push_back({{atom}, 1});
  return size;
}

std::optional<int64_t> Size::getNumber() const {
  if (hasOverflow || terms.size() > 1)
    return std::nullopt;
  if (terms.empty())
    return 0;
  if (!terms.front().factors.empty())
    return std::nullopt;
  return terms.front().coefficient;
}

std::vector<int64_t> Size::encode() const {
  std::vector<int64_t> key = {int64_t(hasOverflow), int64_t(terms.size())};
  for (const Term &term : terms) {
    key.push_back(term.coefficient);
    key.push_back(int64_t(term.factors.size()));
    key.insert(key.end(), term.factors.begin(), term.factors.end());
  }
  return key;
}

std::pair<std::vector<int64_t>, int64_t> Size::splitNumber() const {
  bool hasNumber = !terms.empty() && terms.front().factors.empty();
  Size rest = *this;
  if (hasNumber)
    rest.terms.erase(rest.terms.begin());
  return {rest.encode(), hasNumber ? terms.front().coefficient : 0};
}

/// Returns a + factor * b.
Size Size::addMultiple(const Size &a, const Size &b, int64_t factor) {
  Size sum;
  sum.hasOverflow = a.hasOverflow || b.hasOverflow;
  const Term *left = a.terms.begin(), *right = b.terms.begin();
  while (left != a.terms.end() || right != b.terms.end()) {
    bool takesLeft = left != a.terms.end() && (right == b.terms.end() ||
                                               left->factors <= right->factors);
    bool takesRight =
        right != b.terms.end() &&
        (left == a.terms.end() || right->factors <= left->factors);
    Term term{takesLeft ? left->factors : right->factors, 0};
    if (takesLeft)
      term.coefficient = (left++)->coefficient;
    int64_t other = 0;
    if (takesRight)
      sum.hasOverflow |=
          MulOverflow((right++)->coefficient, factor, other) != 0;
    sum.hasOverflow |=
        AddOverflow(term.coefficient, other, term.coefficient) != 0;
    if (term.coefficient != 0)
      sum.terms.push_back(std::move(term));
  }
  return sum;
}

Size operator*(const Size &a, const Size &b) {
  Size product;
  for (const Size::Term &right : b.terms) {
    Size part;
    for (const Size::Term &left : a.terms) {
      Size::Term term = left;
      append_range(term.factors, right.factors);
      sort(term.factors);
      part.hasOverflow |= MulOverflow(left.coefficient, right.coefficient,
                                      term.coefficient) != 0;
      part.terms.push_back(std::move(term));
    }
    sort(part.terms, [](const Size::Term &one, const Size::Term &other) {
      return one.factors < other.factors;
    });
    product = product + part;
  }
  product.hasOverflow |= a.hasOverflow || b.hasOverflow;
  return product;
}

} // namespace ag
