// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/process_memory.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <unistd.h>

#include <cstdio>
#include <memory>
#endif

namespace models {

std::optional<std::uint64_t> residentBytes() {
#ifdef Q_OS_LINUX
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen("/proc/self/statm", "r"),
                                                             &std::fclose);
  unsigned long long all = 0;
  unsigned long long resident = 0;
  if (!file || std::fscanf(file.get(), "%llu %llu", &all, &resident) != 2) return std::nullopt;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
#else
  return std::nullopt;
#endif
}

}  // namespace models
