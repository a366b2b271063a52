// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/suspension_text.h"

#include <QCoreApplication>
#include <QSysInfo>
#include <algorithm>

#include "genmsg/term/print.h"
#include "models/format.h"

namespace models {
namespace {

using genmsg::Term;

struct Text {
  Q_DECLARE_TR_FUNCTIONS(models::SuspensionText)
};

constexpr genmsg::PrintLimits reasonLimits{8, 120};

QString userName() {
  for (const char* variable : {"USER", "LOGNAME", "USERNAME"}) {
    const QString name = qEnvironmentVariable(variable);
    if (!name.isEmpty()) return name;
  }
  return QStringLiteral("somebody");
}

QString binaryText(const Term& binary) {
  const std::string_view bytes = binary.as_binary();
  return QString::fromUtf8(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

/// {Tag, ...} of that size.
bool isTagged(const Term& term, const char* tag, std::size_t size) {
  return term.is(Term::Kind::Tuple) && term.elements().size() == size &&
         term.elements()[0].is(genmsg::Atom::intern(tag));
}

bool isObserver(const Term& owner) {
  return isTagged(owner, "observer", 3) && owner.elements()[1].is(Term::Kind::Binary) &&
         owner.elements()[2].is_int64();
}

/// Only as exact as anybody needs: up to the next ten seconds, so that a text that is looked at does
/// not change every second.
QString aboutText(std::int64_t leftNs) {
  constexpr std::int64_t stepNs = 10'000'000'000;
  return formatDuration((std::max<std::int64_t>(leftNs, 0) + stepNs - 1) / stepNs * stepNs);
}

QString leaseText(const genmsg::Suspension& suspension, std::int64_t nowNs) {
  if (suspension.until_ns == genmsg::Suspension::no_end) return Text::tr("no lease");
  // Ours is renewed, so that the end that was told last says nothing; of others nobody knows.
  if (isThisObserver(suspension.owner)) return Text::tr("lease renewed while the observer is there");
  return Text::tr("lease ends in about %1 unless renewed")
      .arg(aboutText(suspension.until_ns - nowNs));
}

}  // namespace

const Term& observerOwner() {
  static const Term owner = Term::tuple_of(
      genmsg::Atom::intern("observer"),
      Term::binary(QString(userName() + u'@' + QSysInfo::machineHostName()).toStdString()),
      QCoreApplication::applicationPid());
  return owner;
}

bool isThisObserver(const Term& owner) {
  return owner == observerOwner();
}

QString ownerText(const Term& owner) {
  if (isThisObserver(owner)) return Text::tr("this observer");
  if (isObserver(owner)) {
    //: another observer: "observer user@host (4711)", with its os pid
    return Text::tr("observer %1 (%2)")
        .arg(binaryText(owner.elements()[1]), QString::number(owner.elements()[2].as_integer()));
  }
  if (owner.is(genmsg::atoms::undefined)) return Text::tr("somebody without a pid");
  return QString::fromStdString(genmsg::print(owner, reasonLimits));
}

Term watchId(const genmsg::sys::Condition& condition) {
  return Term::tuple_of(observerOwner(), Term::binary(genmsg::sys::to_string(condition)));
}

QString watchText(const Term& id) {
  const bool isWatchId = id.is(Term::Kind::Tuple) && id.elements().size() == 2 &&
                         isObserver(id.elements()[0]) &&
                         id.elements()[1].is(Term::Kind::Binary);
  if (isWatchId) return binaryText(id.elements()[1]);
  return id.is(Term::Kind::Binary) ? binaryText(id)
                                   : QString::fromStdString(genmsg::print(id, reasonLimits));
}

std::optional<WatchHit> watchHitOf(const genmsg::Suspension& suspension) {
  const Term& why = suspension.why;
  if (isTagged(why, "watch", 2)) return WatchHit{why.elements()[1], {}};
  if (isTagged(why, "watch", 3)) return WatchHit{why.elements()[1], why.elements()[2]};
  return {};
}

bool isHeld(const genmsg::Suspension& suspension) {
  const std::optional<WatchHit> hit = watchHitOf(suspension);
  return hit && hit->reason;
}

QString suspensionText(const genmsg::Suspension& suspension, std::int64_t nowNs) {
  QString text = Text::tr("by %1 for %2")
                     .arg(ownerText(suspension.owner),
                          formatDuration(nowNs - suspension.since_ns));
  if (const std::optional<WatchHit> hit = watchHitOf(suspension)) {
    text += Text::tr(", watch %1").arg(watchText(hit->id));
    if (hit->reason) {
      text += Text::tr(": %1").arg(
          QString::fromStdString(genmsg::print(*hit->reason, reasonLimits)));
    }
  }
  return text + Text::tr(", %1").arg(leaseText(suspension, nowNs));
}

}  // namespace models
