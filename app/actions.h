// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

#include "app/page.h"
#include "views/theme.h"

class QAction;
class QActionGroup;
class QWidget;

namespace app {

/// The actions of the window; those of a process are views::ProcessActions. Names, icons, shortcuts
/// and tool tips are here and nowhere else; what they do is connected by the window.
/// Threads: GUI thread. Ownership: all actions belong to this object and are added to `window`, so
/// that their shortcuts work while menus and tool bars are hidden.
class Actions final : public QObject {
  Q_OBJECT

 public:
  explicit Actions(QWidget* window);

  QAction* page(Page page) const { return m_pages[static_cast<int>(page)]; }
  const QList<QAction*>& intervals() const { return m_intervals; }
  const QList<QAction*>& palettes() const { return m_palettes; }
  QAction* pause() const { return m_pause; }
  QAction* refresh() const { return m_refresh; }
  QAction* filter() const { return m_filter; }
  QAction* resort() const { return m_resort; }
  QAction* faster() const { return m_faster; }
  QAction* slower() const { return m_slower; }
  QAction* backToLive() const { return m_backToLive; }
  QAction* timeline() const { return m_timeline; }
  QAction* restoreLayout() const { return m_restoreLayout; }
  QAction* manual() const { return m_manual; }
  QAction* tour() const { return m_tour; }
  QAction* shortcuts() const { return m_shortcuts; }
  QAction* about() const { return m_about; }
  QAction* exportTable() const { return m_exportTable; }
  QAction* quit() const { return m_quit; }

  void setCurrentPage(Page page);
  void setCurrentInterval(int intervalMs);
  void setCurrentPalette(views::PaletteChoice choice);

 signals:
  void pageChosen(app::Page page);
  void intervalChosen(int intervalMs);
  void paletteChosen(views::PaletteChoice choice);

 private:
  QAction* make(const char* name, const QString& text, const QString& toolTip);
  QAction* makeChoice(QActionGroup* group, const char* name, const QString& text, int value);
  void makePages();
  void makeIntervals();
  void makePalettes();
  void makeUpdating();
  void makeOthers();

  QWidget* m_window;
  QList<QAction*> m_pages;
  QList<QAction*> m_intervals;
  QList<QAction*> m_palettes;
  QAction* m_pause = nullptr;
  QAction* m_refresh = nullptr;
  QAction* m_filter = nullptr;
  QAction* m_resort = nullptr;
  QAction* m_faster = nullptr;
  QAction* m_slower = nullptr;
  QAction* m_backToLive = nullptr;
  QAction* m_timeline = nullptr;
  QAction* m_restoreLayout = nullptr;
  QAction* m_manual = nullptr;
  QAction* m_tour = nullptr;
  QAction* m_shortcuts = nullptr;
  QAction* m_about = nullptr;
  QAction* m_exportTable = nullptr;
  QAction* m_quit = nullptr;
};

/// "0.25 s", "1 s"
QString intervalText(int intervalMs);

}  // namespace app
