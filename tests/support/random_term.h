// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "genmsg/term/term.h"

namespace test {

/// Random terms of all kinds that have a text, the same ones for a seed. Numbers, atoms and
/// characters are often those at which something changes: where they are quoted, where an integer
/// outgrows a double or a word. Many are alike, so that orders are decided late.
class RandomTerms {
 public:
  explicit RandomTerms(std::uint64_t seed) : random_(seed) {}

  /// @pre depth >= 0, the containers around a leaf
  genmsg::Term term(int depth);

 private:
  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  genmsg::Term integer();
  genmsg::Term real();
  genmsg::Term atom();
  genmsg::Term string();
  genmsg::Term map(int depth);
  std::vector<genmsg::Term> terms(int depth);
  std::uint64_t count();
  char32_t character();
  std::string utf8();
  std::string bytes();

  std::mt19937_64 random_;
};

}  // namespace test
