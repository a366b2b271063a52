// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace views {

class LegendEntry;

/// The names of a chart's lines with their latest values, as flat check boxes that show and hide
/// them, in as many rows as they need.
/// Threads: GUI thread.
class ChartLegend final : public QWidget {
  Q_OBJECT

 public:
  explicit ChartLegend(QWidget* parent = nullptr);

  void addEntry(const QString& name);
  void clear();
  void setValue(int index, const QString& value);

  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void entryToggled(int index, bool visible);

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  /// Moves the entries there if `place`; returns the height they need.
  int arrange(int width, bool place) const;

  QList<LegendEntry*> m_entries;
};

}  // namespace views
