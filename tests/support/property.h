// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdlib>
#include <string>
#include <utility>

#include <rapidcheck.h>

namespace test {

/// Checks a property on random cases; false if it fails, and then the smallest case that does and
/// how to replay it are on standard error. The cases are the same ones each time, unless RC_PARAMS
/// says otherwise, in rapidcheck's words:
///   RC_PARAMS="max_success=100000" ctest ... -V     other ones, and many; the seed is printed
///   RC_PARAMS="seed=7 max_success=500"              those of a seed
///   RC_PARAMS="reproduce=..."                       the one that failed, as it was printed
/// @pre `parameters` are the same for all properties of a program: rapidcheck reads them once.
template <class Property>
bool holds(const std::string& name, const char* parameters, Property&& property) {
  setenv("RC_PARAMS", parameters, 0);
  return rc::check(name, std::forward<Property>(property));
}

}  // namespace test
