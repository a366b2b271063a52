// SPDX-License-Identifier: GPL-3.0-or-later
// Qt's libraries are not built for the thread sanitizer, so it misses how they synchronise: Qt
// Test's watchdog thread would be a race in each test. What our code does is not touched by this.

extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libQt6Core.so.6\n"
         "called_from_lib:libQt6Test.so.6\n";
}
