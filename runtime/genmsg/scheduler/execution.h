// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "genmsg/process/message_pool.h"
#include "genmsg/process/process.h"

namespace genmsg {

class Runtime;
class Scheduler;

/// What this thread is executing just now. All null on a plain thread.
struct Execution {
  Runtime* runtime = nullptr;
  Scheduler* scheduler = nullptr;
  Process* process = nullptr;
  MessagePool::Cache* cache = nullptr;
};
inline thread_local constinit Execution execution;

}  // namespace genmsg
