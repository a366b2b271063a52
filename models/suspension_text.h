// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

#include "genmsg/observe/node.h"

namespace models {

/// How this observer calls itself when it suspends a process, so that a person recognises who it
/// was: {observer, <<"user@host">>, OsPid}. The same for the life of the program.
const genmsg::Term& observerOwner();
bool isThisObserver(const genmsg::Term& owner);

/// "this observer", "observer user@host (4711)", "<0.5.1>", "somebody without a pid".
QString ownerText(const genmsg::Term& owner);

/// What a watch of this observer is called in its process: {Owner, Condition}, with its condition as
/// text, so that everybody can read it in Suspension::why, and the same condition is set once by
/// each observer: one that removes its own leaves the other's.
genmsg::Term watchId(const genmsg::sys::Condition& condition);
/// The condition in such an id, and the text of a binary; any other term as it prints.
QString watchText(const genmsg::Term& id);

/// The watch that suspended a process.
struct WatchHit {
  genmsg::Term id;
  std::optional<genmsg::Term> reason;  // of the exception that it was set on

  friend bool operator==(const WatchHit&, const WatchHit&) = default;
};
/// Nothing: it was asked for.
std::optional<WatchHit> watchHitOf(const genmsg::Suspension& suspension);

/// Whether its callback has raised: then it takes no message more, and ends when it is resumed.
bool isHeld(const genmsg::Suspension& suspension);

/// Who, how long, why and until when, in one line: "by this observer for 12 s, lease renewed while the
/// observer is there", "by <0.5.1> for 3 m 2 s, watch mailbox > 100, no lease". `nowNs`: the node's
/// clock.
QString suspensionText(const genmsg::Suspension& suspension, std::int64_t nowNs);

}  // namespace models
