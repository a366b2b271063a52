// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QToolBar>

namespace views {

/// The names of a chart's lines with their latest values, as check boxes that show and hide them.
/// What has no room goes into the tool bar's extension menu.
/// Threads: GUI thread.
class ChartLegend final : public QToolBar {
  Q_OBJECT

 public:
  explicit ChartLegend(QWidget* parent = nullptr);

  void addEntry(const QString& name);
  void setValue(int index, const QString& value);
  bool isChecked(int index) const;

 signals:
  void entryToggled(int index, bool visible);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  QIcon swatch(int index) const;
  void refreshIcons();

  struct Entry {
    QAction* action;
    QString name;
  };
  QList<Entry> m_entries;
};

}  // namespace views
