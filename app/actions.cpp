// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/actions.h"

#include <QAction>
#include <QActionGroup>
#include <QLocale>
#include <QWidget>

#include "app/settings.h"
#include "views/action_text.h"
#include "views/icons.h"

namespace app {
namespace {

struct PageText {
  const char* name;
  views::IconId icon;
  QString text;
  QString toolTip;
};

void setKey(QAction* action, const QKeySequence& key) {
  action->setShortcut(key);
  views::describeAction(*action, action->statusTip());
}

}  // namespace

QString intervalText(int intervalMs) {
  return Actions::tr("%1 s").arg(QLocale().toString(intervalMs / 1000.0, 'g', 3));
}

Actions::Actions(QWidget* window) : QObject(window), m_window(window) {
  makePages();
  makeIntervals();
  makePalettes();
  makeUpdating();
  makeOthers();
}

QAction* Actions::make(const char* name, const QString& text, const QString& toolTip) {
  auto* action = new QAction(text, this);
  action->setObjectName(QLatin1String(name));
  views::describeAction(*action, toolTip);
  m_window->addAction(action);
  return action;
}

QAction* Actions::makeChoice(QActionGroup* group, const char* name, const QString& text,
                             int value) {
  auto* action = new QAction(text, group);
  action->setObjectName(QString::fromLatin1(name).arg(value));
  action->setCheckable(true);
  action->setData(value);
  return action;
}

void Actions::makePages() {
  const PageText texts[pageCount] = {
      {"overviewPageAction", views::IconId::Overview, tr("&Overview"),
       tr("What the node is, what it uses, and who stands out")},
      {"processesPageAction", views::IconId::Processes, tr("&Processes"),
       tr("All processes in a table")},
      {"treePageAction", views::IconId::Tree, tr("&Tree"), tr("Who started whom")},
      {"chartsPageAction", views::IconId::Charts, tr("&Charts"), tr("The node over time")},
      {"loadTestPageAction", views::IconId::LoadTest, tr("Load te&st"),
       tr("Put load on the node and time it")},
      {"tracePageAction", views::IconId::Trace, tr("T&race"),
       tr("What traced processes receive and send")},
      {"alarmsPageAction", views::IconId::Alarms, tr("Alar&ms"),
       tr("What the observer finds wrong by itself")},
      {"logPageAction", views::IconId::Log, tr("Lo&g"),
       tr("Crashes, restarts, dead letters, and what was done to processes")}};
  auto* group = new QActionGroup(this);
  for (int i = 0; i < pageCount; ++i) {
    QAction* action = make(texts[i].name, texts[i].text, texts[i].toolTip);
    action->setIcon(views::icon(texts[i].icon));
    action->setCheckable(true);
    const QKeySequence number(Qt::CTRL | Qt::Key(Qt::Key_1 + i));
    setKey(action, number);
    if (Page(i) == Page::Alarms) action->setShortcuts({number, QKeySequence(Qt::CTRL | Qt::Key_L)});
    group->addAction(action);
    connect(action, &QAction::triggered, this, [this, i] { emit pageChosen(Page(i)); });
    m_pages << action;
  }
}

void Actions::makeIntervals() {
  auto* group = new QActionGroup(this);
  for (const int ms : offeredIntervalsMs) {
    QAction* action = makeChoice(group, "interval%1Action", intervalText(ms), ms);
    connect(action, &QAction::triggered, this, [this, ms] { emit intervalChosen(ms); });
    m_intervals << action;
  }
}

void Actions::makePalettes() {
  using views::PaletteChoice;
  auto* group = new QActionGroup(this);
  const std::pair<PaletteChoice, QString> choices[] = {{PaletteChoice::System, tr("&System")},
                                                       {PaletteChoice::Light, tr("&Light")},
                                                       {PaletteChoice::Dark, tr("&Dark")}};
  for (const auto& [choice, text] : choices) {
    QAction* action = makeChoice(group, "palette%1Action", text, static_cast<int>(choice));
    connect(action, &QAction::triggered, this, [this, choice = choice] {
      emit paletteChosen(choice);
    });
    m_palettes << action;
  }
}

void Actions::makeUpdating() {
  m_pause = make("pauseAction", tr("Pa&use"), tr("Keep the display still; processes go on"));
  m_pause->setIcon(views::icon(views::IconId::Pause));
  m_pause->setCheckable(true);
  setKey(m_pause, Qt::Key_F6);
  m_refresh = make("refreshAction", tr("Refres&h"), tr("Take a snapshot now"));
  m_refresh->setIcon(views::icon(views::IconId::Refresh));
  m_refresh->setShortcuts({QKeySequence(Qt::Key_F5), QKeySequence(Qt::CTRL | Qt::Key_R)});
  views::describeAction(*m_refresh, m_refresh->statusTip());
  m_faster = make("fasterAction", tr("&Faster"), tr("Take snapshots more often"));
  m_faster->setShortcuts({QKeySequence(Qt::CTRL | Qt::Key_Plus),
                          QKeySequence(Qt::CTRL | Qt::Key_Equal)});
  views::describeAction(*m_faster, m_faster->statusTip());
  m_slower = make("slowerAction", tr("&Slower"), tr("Take snapshots less often"));
  setKey(m_slower, Qt::CTRL | Qt::Key_Minus);
  m_resort = make("resortAction", tr("Re-sort &now"), tr("Let go of the frozen order"));
  setKey(m_resort, Qt::SHIFT | Qt::Key_F5);  // not F4, which opens a combo box
}

void Actions::makeOthers() {
  m_filter = make("filterAction", tr("&Filter or find"), tr("Go to the page's filter"));
  m_filter->setIcon(views::icon(views::IconId::Filter));
  setKey(m_filter, QKeySequence::Find);
  m_backToLive = make("backToLiveAction", tr("Charts back to li&ve"),
                      tr("Let the charts follow the newest samples again"));
  m_backToLive->setIcon(views::icon(views::IconId::Live));
  m_timeline = make("timelineAction", tr("Tim&eline"),
                    tr("Show or hide the last ten minutes below every page"));
  m_timeline->setCheckable(true);
  m_restoreLayout = make("restoreLayoutAction", tr("Restore &default layout"),
                         tr("Window, columns, sorting and splitters as at the first start"));
  m_manual = make("manualAction", tr("&Manual"), tr("What the manual says of what has the keyboard"));
  m_manual->setShortcutContext(Qt::ApplicationShortcut);  // also in dialogs
  setKey(m_manual, QKeySequence::HelpContents);
  m_tour = make("tourAction", tr("&Tour"), tr("Find, stop and mend a slow process, step by step"));
  m_shortcuts = make("shortcutsAction", tr("&Keyboard shortcuts"), tr("All shortcuts"));
  setKey(m_shortcuts, QKeySequence(Qt::Key_Question));
  m_about = make("aboutAction", tr("&About genmsg observer"), tr("Version and licence"));
  m_exportTable = make("exportTableAction", tr("&Export table…"),
                       tr("Save the processes that the table shows, for a spreadsheet or as JSON"));
  m_exportTable->setIcon(views::icon(views::IconId::Save));
  setKey(m_exportTable, Qt::CTRL | Qt::Key_E);
  m_quit = make("quitAction", tr("&Quit"), tr("End the observer and what runs inside it"));
  setKey(m_quit, QKeySequence::Quit);
}

void Actions::setCurrentPage(Page current) { page(current)->setChecked(true); }

void Actions::setCurrentInterval(int intervalMs) {
  for (QAction* action : m_intervals) action->setChecked(action->data().toInt() == intervalMs);
}

void Actions::setCurrentPalette(views::PaletteChoice choice) {
  for (QAction* action : m_palettes) {
    action->setChecked(action->data().toInt() == static_cast<int>(choice));
  }
}

}  // namespace app
