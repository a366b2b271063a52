// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/format.h"

#include <array>
#include <cmath>

#include <QCoreApplication>
#include <QLocale>

namespace models {
namespace {

constexpr QChar unknownSign(0x2013);  // an en dash

struct StatusText {
  const char* word;
  char16_t glyph[3];
};

// By RowStatus. Signs that DejaVu Sans has, each of another shape.
constexpr std::array<StatusText, 6> statusTexts{{
    {QT_TRANSLATE_NOOP("models::Status", "Running"), u"\u25b6"},
    {QT_TRANSLATE_NOOP("models::Status", "Runnable"), u"\u25b7"},
    {QT_TRANSLATE_NOOP("models::Status", "Waiting"), u"\u25cb"},
    {QT_TRANSLATE_NOOP("models::Status", "Suspended"), u"\u275a\u275a"},
    {QT_TRANSLATE_NOOP("models::Status", "Exiting"), u"\u25e2"},
    {QT_TRANSLATE_NOOP("models::Status", "Exited"), u"\u2715"},
}};

const StatusText& textOf(RowStatus status) {
  return statusTexts[static_cast<std::size_t>(status)];
}

QString tr(const char* text) {
  return QCoreApplication::translate("models::Format", text);
}

QString number(double value, int decimals) {
  return QLocale().toString(value, 'f', decimals);
}

// Three digits of a value below 1000.
int decimalsFor(double value) {
  if (value >= 99.95) return 0;
  return value >= 9.995 ? 1 : 2;
}

}  // namespace

RowStatus rowStatus(genmsg::Status status) {
  static_assert(static_cast<int>(RowStatus::Exiting) == static_cast<int>(genmsg::Status::Exiting));
  return static_cast<RowStatus>(status);
}

QString statusWord(RowStatus status) {
  return QCoreApplication::translate("models::Status", textOf(status).word);
}

QString statusGlyph(RowStatus status) {
  return QString::fromUtf16(textOf(status).glyph);
}

QString formatPid(genmsg::Pid pid) {
  return pid ? QString::fromStdString(genmsg::to_string(pid)) : QString();
}

QString formatAtom(genmsg::Atom atom) {
  if (atom == genmsg::atoms::undefined) return {};
  const std::string_view name = atom.name();
  return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QString formatProcess(genmsg::Pid pid, genmsg::Atom name, genmsg::Atom initialCall) {
  const QString text = formatAtom(name == genmsg::Atom() ? initialCall : name);
  return text.isEmpty() ? formatPid(pid) : QString(text + u' ' + formatPid(pid));
}

QString formatCount(std::uint64_t count) {
  return QLocale().toString(qulonglong{count});
}

QString formatRate(double perSecond) {
  if (std::isnan(perSecond)) return unknownSign;
  return number(perSecond, perSecond == 0 || perSecond >= 9.95 ? 0 : 1);
}

QString formatMicroseconds(double nanoseconds) {
  if (std::isnan(nanoseconds)) return unknownSign;
  const double us = nanoseconds / 1e3;
  return number(us, decimalsFor(us));
}

QString formatPercent(double fraction) {
  return std::isnan(fraction) ? QString(unknownSign) : number(fraction * 100, 1);
}

QString formatTime(double nanoseconds) {
  if (std::isnan(nanoseconds)) return unknownSign;
  static constexpr std::array units{
      QT_TRANSLATE_NOOP("models::Format", "%1 ns"), QT_TRANSLATE_NOOP("models::Format", "%1 µs"),
      QT_TRANSLATE_NOOP("models::Format", "%1 ms"), QT_TRANSLATE_NOOP("models::Format", "%1 s")};
  std::size_t unit = 0;
  double value = nanoseconds;
  while (value >= 999.5 && unit + 1 < units.size()) {
    value /= 1e3;
    ++unit;
  }
  return tr(units[unit]).arg(number(value, unit == 0 ? 0 : decimalsFor(value)));
}

QString formatBytes(std::uint64_t bytes) {
  return QLocale().formattedDataSize(static_cast<qint64>(bytes), bytes < 1024 ? 0 : 1);
}

QString formatDuration(std::int64_t nanoseconds) {
  const qint64 seconds = std::max<qint64>(nanoseconds / 1'000'000'000, 0);
  const auto text = [](const QString& pattern, qint64 large, qint64 small) {
    return pattern.arg(QLocale().toString(large), QLocale().toString(small));
  };
  if (seconds < 60) return tr("%1 s").arg(QLocale().toString(seconds));
  if (seconds < 3600) return text(tr("%1 m %2 s"), seconds / 60, seconds % 60);
  if (seconds < 86400) return text(tr("%1 h %2 m"), seconds / 3600, seconds / 60 % 60);
  return text(tr("%1 d %2 h"), seconds / 86400, seconds / 3600 % 24);
}

}  // namespace models
