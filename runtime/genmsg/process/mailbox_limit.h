// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace genmsg {

/// How many messages a process lets queue, and what becomes of those beyond. Every message that is
/// lost so is counted, see Runtime::messages_lost(), sys::Status and ProcessRow.
/// What signals become (Exit, Down) is never lost: it counts as queued, but always gets in, so that
/// the depth may pass the limit by it. So does what a timer sends, but DropOldest may drop it later.
/// Sys requests and priority messages are no messages here.
/// OTP has no such limit; Exit is what process_flag(max_heap_size) does.
struct MailboxLimit {
  enum class Policy : std::uint8_t {
    Reject,      // the sender is told: Delivery::Full. Exact: the depth never passes the limit
    DropNewest,  // the new message is lost, the sender is not told. Exact
    DropOldest,  // the process drops from the front between two messages: until it gets to it the
                 // depth may pass the limit. While suspended it drops too
    Exit,        // the message is lost, and the process exits with {mailbox_limit, N}, trapped or not
  };
  static constexpr std::uint32_t most = 0x3fff'ffff;

  std::uint32_t messages = 0;  // 0: no limit; beyond `most` it is `most`
  Policy policy = Policy::Reject;

  friend bool operator==(MailboxLimit, MailboxLimit) noexcept = default;
};

}  // namespace genmsg
