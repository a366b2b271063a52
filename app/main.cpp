// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdio>
#include <span>

#include <fmt/format.h>

#include "app/command_line.h"
#include "app/headless.h"
#include "app/windowed.h"
#include "genmsg/version.h"

int main(int argc, char** argv) {
  const auto options =
      app::parseCommandLine(std::span<const char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
  if (!options) {
    fmt::print(stderr, "{}\n", options.error());
    return app::usageError;
  }
  if (options->showHelp) {
    fmt::print("{}", app::helpText());
    return 0;
  }
  if (options->showVersion) {
    fmt::print("genmsg-observer {}\n", genmsg::version);
    return 0;
  }
  return options->headless ? app::runHeadless(*options) : app::runWindowed(*options, argc, argv);
}
