// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "genmsg/observe/node.h"

namespace models {

/// A trace session as its observer knows it: from the request on, before the node has given it an
/// id, until it is over.
struct TraceSession {
  std::uint64_t number = 0;  // the observer's own, from 1
  genmsg::Pid subject = {};         // whom the log says that it is about
  genmsg::TraceSpec spec;           // without those of `left` that it named
  std::vector<genmsg::Pid> left;    // were taken out of it
  genmsg::TraceSessionState state;  // id 0: the node has not answered yet
  bool isStopping = false;          // asked to
  bool isRefused = false;           // it never began

  bool isRunning() const { return !isRefused && state.end == genmsg::TraceEnd::Running; }
};

}  // namespace models
