// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tidy_layout.h"

#include <algorithm>
#include <cstddef>

namespace views {
namespace {

constexpr double siblingGap = 1;
constexpr double otherGap = 1.25;

/// How far a subtree reaches on each level, from its root's place.
struct Contour {
  std::vector<double> low;
  std::vector<double> high;
};

/// How far `next` must be moved to stand beside `before`.
double shiftBeside(const Contour& before, const Contour& next) {
  double shift = 0;
  for (std::size_t level = 0; level < std::min(before.high.size(), next.low.size()); ++level) {
    const double gap = level == 0 ? siblingGap : otherGap;
    shift = std::max(shift, before.high[level] - next.low[level] + gap);
  }
  return shift;
}

void append(Contour& all, const Contour& next, double shift) {
  for (std::size_t level = 0; level < next.low.size(); ++level) {
    if (level < all.low.size()) {
      all.high[level] = next.high[level] + shift;
      continue;
    }
    all.low.push_back(next.low[level] + shift);
    all.high.push_back(next.high[level] + shift);
  }
}

/// Puts siblings side by side, the middle of the first and last at 0, and says how far they reach.
Contour placeSiblings(const std::vector<std::size_t>& siblings, std::vector<Contour>& contours,
                      std::vector<double>& offsets) {
  Contour all;
  for (const std::size_t node : siblings) {
    offsets[node] = shiftBeside(all, contours[node]);
    append(all, contours[node], offsets[node]);
    contours[node] = {};  // not needed any more
  }
  if (siblings.empty()) return all;
  const double middle = (offsets[siblings.front()] + offsets[siblings.back()]) / 2;
  for (const std::size_t node : siblings) offsets[node] -= middle;
  for (double& low : all.low) low -= middle;
  for (double& high : all.high) high -= middle;
  return all;
}

}  // namespace

std::vector<TidyPlace> tidyLayout(std::span<const int> parents) {
  const std::size_t count = parents.size();
  std::vector<std::vector<std::size_t>> children(count + 1);  // the last: the roots
  const auto parentOf = [&](std::size_t node) {
    return parents[node] < 0 ? count : static_cast<std::size_t>(parents[node]);
  };
  for (std::size_t node = 0; node < count; ++node) children[parentOf(node)].push_back(node);

  std::vector<double> offsets(count);  // from the parent
  std::vector<Contour> contours(count);
  for (std::size_t node = count; node-- > 0;) {
    Contour below = placeSiblings(children[node], contours, offsets);
    below.low.insert(below.low.begin(), 0);
    below.high.insert(below.high.begin(), 0);
    contours[node] = std::move(below);
  }
  placeSiblings(children[count], contours, offsets);

  std::vector<TidyPlace> places(count);
  double least = 0;
  for (std::size_t node = 0; node < count; ++node) {
    const bool isRoot = parents[node] < 0;
    const TidyPlace above = isRoot ? TidyPlace{-1, 0} : places[parentOf(node)];
    places[node] = {above.depth + 1, above.place + offsets[node]};
    least = node == 0 ? places[node].place : std::min(least, places[node].place);
  }
  for (TidyPlace& each : places) each.place -= least;
  return places;
}

}  // namespace views
