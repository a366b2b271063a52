// SPDX-License-Identifier: GPL-3.0-or-later
#include <span>
#include <string>

#include "app/command_line.h"
#include "app/console.h"
#include "app/headless.h"
#include "app/output_file.h"
#include "app/windowed.h"
#include "genmsg/version.h"

int main(int argc, char** argv) {
  const auto options =
      app::parseCommandLine(std::span<const char* const>(argv, static_cast<std::size_t>(argc)).subspan(1));
  if (!options) {
    app::fail(options.error());
    return app::usageError;
  }
  if (options->showHelp) {
    app::printText(app::helpText());
    return app::endOutput(0);
  }
  if (options->showVersion) {
    app::printLine(std::string("genmsg-observer ") + genmsg::version);
    return app::endOutput(0);
  }
  // Now, not when the figures are taken that nobody could read then.
  if (const auto writable = app::checkOutputFiles(*options); !writable) {
    return app::fail(writable.error());
  }
  return app::endOutput(options->headless ? app::runHeadless(*options)
                                          : app::runWindowed(*options, argc, argv));
}
