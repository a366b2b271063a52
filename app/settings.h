// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include "app/page.h"
#include "models/alarm.h"
#include "views/theme.h"

namespace app {

/// What the observer remembers between two starts, apart from what views/view_state keeps.
/// Threads: GUI thread. Storage: QSettings' default (organisation and application name).
/// A value that is missing or senseless reads as its default.
class Settings {
 public:
  int intervalMs() const;
  void setIntervalMs(int intervalMs);
  /// Processes at the first start.
  Page page() const;
  void setPage(Page page);
  views::PaletteChoice paletteChoice() const;
  void setPaletteChoice(views::PaletteChoice choice);

  /// The texts of messages that were sent, the latest first, at most sentMessagesMax.
  QStringList sentMessages() const;
  void addSentMessage(const QString& text);

  bool isTimelineShown() const;
  void setTimelineShown(bool shown);
  /// Thresholds, what is off and what is muted.
  models::AlarmSettings alarms() const;
  void setAlarms(const models::AlarmSettings& alarms);

  /// QMainWindow's own blobs; empty if the layout version has moved on since.
  QByteArray geometry() const;
  QByteArray windowState() const;
  void setWindow(const QByteArray& geometry, const QByteArray& state);
  void forgetWindow();

  /// Of the process window that was closed last; empty: none was.
  QByteArray processWindowGeometry() const;
  void setProcessWindowGeometry(const QByteArray& geometry);
};

inline constexpr int sentMessagesMax = 20;

/// The intervals that one can choose, in ms.
inline constexpr int offeredIntervalsMs[] = {250, 500, 1000, 2000, 5000, 10'000};
inline constexpr int defaultIntervalMs = 1000;

}  // namespace app
