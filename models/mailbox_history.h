// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include <QList>
#include <QMetaType>

#include "genmsg/term/pid.h"

namespace models {

/// The mailbox of one process over the last moments, oldest first; -1 where nobody looked.
using MailboxTrend = QList<qint32>;

/// The last mailbox depths of some processes, for a line in a table cell.
/// Threads: one at a time. Limits: `samples` moments of `capacity` processes, about 1 MB; of more
/// it keeps those that were noted last.
class MailboxHistory {
 public:
  static constexpr std::size_t samples = 60;
  static constexpr std::size_t capacity = 4096;

  /// A new moment: what is noted from now on is of it.
  void begin();
  void note(genmsg::Pid pid, std::uint32_t mailbox);
  /// `samples` long, up to the last moment; empty if the process was not noted within it.
  MailboxTrend of(genmsg::Pid pid) const;
  std::size_t size() const { return m_rings.size(); }

 private:
  struct Ring {
    std::array<qint32, samples> values;
    std::uint64_t last;  // the moment of the newest
  };
  void prune();

  std::uint64_t m_moment = samples;
  std::unordered_map<genmsg::Pid, Ring> m_rings;
};

}  // namespace models

Q_DECLARE_METATYPE(models::MailboxTrend)
