// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace app {

namespace {

// Why the first write failed; 0 if none did. Of the program, as stdout is.
int outputError = 0;

}  // namespace

void printText(std::string_view text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if ((!written || std::fflush(stdout) != 0) && outputError == 0) outputError = errno;
}

void printLine(std::string_view line) { printText(std::string(line) + '\n'); }

int fail(std::string_view line) {
  const std::string text = std::string(line) + '\n';
  std::fputs(text.c_str(), stderr);
  return 1;
}

int endOutput(int status) {
  if (outputError == 0) return status;
  return fail(std::string("genmsg-observer: cannot write to standard output: ") +
              std::strerror(outputError));
}

}  // namespace app
