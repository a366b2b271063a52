// SPDX-License-Identifier: Apache-2.0
#include "genmsg/sys/mailbox.h"

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "genmsg/scheduler/queue_walk.h"
#include "genmsg/scheduler/trace.h"
#include "genmsg/sys/call.h"

namespace genmsg::sys {

namespace {

Atom type_of(const Message& message) {
  return message.type->alternative_name(message.alternative());
}

/// Counts messages by type and alternative; names them when all are counted.
class TypeCounts {
 public:
  void add(const Message& message) {
    if (message.type != last_type_) {  // most come in runs of one type
      last_type_ = message.type;
      last_ = &counts_[message.type];
    }
    const std::size_t alternative = message.alternative();
    if (alternative >= last_->size()) last_->resize(alternative + 1);
    ++(*last_)[alternative];
  }

  /// Most first; those of one name, sent as a variant and as its alternative, are one.
  std::vector<MailboxPeek::TypeCount> by_name() const {
    std::unordered_map<Atom, std::uint64_t> sums;
    for (const auto& [type, counts] : counts_) {
      for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] == 0) continue;
        sums[type->alternative_name(static_cast<std::uint8_t>(i))] += counts[i];
      }
    }
    std::vector<MailboxPeek::TypeCount> made;
    for (const auto& [type, count] : sums) made.push_back({type, count});
    std::sort(made.begin(), made.end(), [](const auto& a, const auto& b) {
      return a.count != b.count ? a.count > b.count : a.type.name() < b.type.name();
    });
    return made;
  }

 private:
  using ByAlternative = std::vector<std::uint64_t>;
  std::unordered_map<const MessageType*, ByAlternative> counts_;  // its elements stay where they are
  const MessageType* last_type_ = nullptr;
  ByAlternative* last_ = nullptr;
};

/// The last of a row of messages whose end is not known before.
class Last {
 public:
  struct Seen {
    const Message* message;
    std::uint64_t index;
    bool priority;
  };

  explicit Last(std::size_t most) : most_(most) {}

  void add(Seen seen) {
    if (most_ == 0) return;
    if (ring_.size() < most_) {
      ring_.push_back(seen);
      return;
    }
    ring_[oldest_] = seen;
    if (++oldest_ == most_) oldest_ = 0;
  }
  template <class Visit>
  void each(Visit&& visit) const {
    for (std::size_t i = 0; i < ring_.size(); ++i) {
      visit(ring_[(oldest_ + i) % ring_.size()]);
    }
  }

 private:
  std::size_t most_;
  std::size_t oldest_ = 0;
  std::vector<Seen> ring_;
};

MailboxPeek::Queued shown(const Last::Seen& seen) {
  return {seen.index, seen.priority, seen.message->sender, type_of(*seen.message),
          bounded(*seen.message)};
}

MailboxPeek peek(Process& process, const MessagePool& pool, MailboxRange range) {
  const std::uint32_t most_first = std::min(range.first, MailboxRange::most);
  Last last(std::min(range.last, MailboxRange::most));
  TypeCounts counts;
  MailboxPeek made;
  made.pid = process.pid();
  const std::uint64_t queued = process.mailbox.depth(process.reader);
  std::uint64_t ordinary = 0;
  bool is_cut = false;
  QueueWalk(process, pool, true).each([&](const Message& message, bool priority) {
    is_cut = made.counted == MailboxRange::most_walked;
    if (is_cut) return false;
    counts.add(message);
    const Last::Seen seen{&message, made.counted++, priority};
    ordinary += priority ? 0 : 1;
    if (seen.index < most_first) {
      made.first.push_back(shown(seen));
    } else {
      last.add(seen);
    }
    return true;
  });
  made.by_type = counts.by_name();
  made.total = made.counted;
  if (is_cut) {
    made.total += queued - std::min(queued, ordinary);
  } else {
    last.each([&made](const Last::Seen& seen) { made.last.push_back(shown(seen)); });
  }
  return made;
}

}  // namespace

Pending<MailboxPeek> mailbox(Runtime& runtime, Name name, MailboxRange range) {
  constexpr std::string_view function = "mailbox";
  const Pid pid = name.resolve(runtime);
  if (auto error = self_error(runtime, pid, function, name.to_term())) {
    return Pending<MailboxPeek>::ready(tl::unexpected(std::move(*error)));
  }
  const auto look = [&pool = runtime.pool(), range](Process& process) -> Result<MailboxPeek> {
    return peek(process, pool, range);
  };
  auto request =
      std::make_unique<Call<MailboxPeek, decltype(look)>>(look, function, name.to_term());
  Pending<MailboxPeek> answer = request->future();
  runtime.look(pid, std::move(request));
  return answer;
}

}  // namespace genmsg::sys
