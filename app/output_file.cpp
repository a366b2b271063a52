// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace app {

namespace {

using Outcome = tl::expected<void, std::string>;

tl::unexpected<std::string> systemReason() {
  return tl::unexpected<std::string>(std::strerror(errno));
}

/// What a link points to: it stays a link. The path itself where that cannot be told.
std::string resolved(const std::string& path) {
  std::error_code error;
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, error);
  return error ? path : target.string();
}

std::string folderOf(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// Whether writeFile() can be expected to do it; a full disk shows only later.
Outcome checkWritable(const std::string& path) {
  const std::string file = resolved(path);
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    if (errno != ENOENT || ::access(folderOf(file).c_str(), W_OK | X_OK) != 0) {
      return systemReason();
    }
    return {};
  }
  if (S_ISDIR(status.st_mode)) errno = EISDIR;
  if (S_ISDIR(status.st_mode) || ::access(file.c_str(), W_OK) != 0) return systemReason();
  return {};
}

/// Closes it, for a full disk may tell only then.
Outcome writeAndClose(int descriptor, std::string_view content) {
  std::FILE* const file = descriptor < 0 ? nullptr : ::fdopen(descriptor, "w");
  if (file == nullptr) return systemReason();
  bool written = std::fwrite(content.data(), 1, content.size(), file) == content.size() &&
                 std::fflush(file) == 0;
  // Before it takes another one's place; what is no file has nothing to sync.
  struct stat status {};
  if (written && ::fstat(::fileno(file), &status) == 0 && S_ISREG(status.st_mode)) {
    written = ::fsync(::fileno(file)) == 0;
  }
  const int writeError = errno;
  const bool closed = std::fclose(file) == 0;
  if (!written) errno = writeError;
  return written && closed ? Outcome() : systemReason();
}

/// Of the file that is replaced, if there is one.
void takeMode(int descriptor, const struct stat& replaced) {
  if (descriptor >= 0) (void)::fchmod(descriptor, replaced.st_mode & 07777);
}

}  // namespace

Outcome writeFile(const std::string& path, std::string_view content) {
  const std::string file = resolved(path);
  struct stat status {};
  const bool exists = ::stat(file.c_str(), &status) == 0;
  // In a folder that takes no new file, one that is there may still be written.
  const bool direct =
      exists && (!S_ISREG(status.st_mode) || ::access(folderOf(file).c_str(), W_OK) != 0);
  constexpr int flags = O_WRONLY | O_CREAT | O_CLOEXEC;
  if (direct) return writeAndClose(::open(file.c_str(), flags | O_TRUNC, 0666), content);
  const std::string beside = fmt::format("{}.{}.part", file, ::getpid());
  const int descriptor = ::open(beside.c_str(), flags | O_EXCL, 0666);
  if (exists) takeMode(descriptor, status);
  Outcome outcome = writeAndClose(descriptor, content);
  if (outcome && std::rename(beside.c_str(), file.c_str()) != 0) outcome = systemReason();
  if (!outcome && descriptor >= 0) ::unlink(beside.c_str());
  return outcome;
}

std::string cannotWrite(std::string_view option, std::string_view path, std::string_view reason) {
  return fmt::format("genmsg-observer: {}: cannot write {}: {}", option, path, reason);
}

Outcome checkOutputFiles(const Options& options) {
  const struct {
    std::string_view option;
    const std::string& path;
  } files[] = {{"--report", options.reportPath}, {"--screenshot", options.screenshotPath}};
  for (const auto& file : files) {
    if (file.path.empty()) continue;
    const Outcome writable = checkWritable(file.path);
    if (!writable) {
      return tl::unexpected(cannotWrite(file.option, file.path, writable.error()));
    }
  }
  return {};
}

}  // namespace app
