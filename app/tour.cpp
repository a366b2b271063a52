// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/tour.h"

#include <QDockWidget>
#include <QMainWindow>

#include "app/selection.h"
#include "views/tour_view.h"

namespace app {
namespace {

constexpr std::uint32_t fallenBehind = 200;  // messages: more than a healthy mailbox here has
constexpr std::uint32_t drained = 100;

}  // namespace

Tour::Tour(models::NodeClient* client, Selection* selection, QMainWindow* window)
    : QObject(window),
      m_client(client),
      m_selection(selection),
      m_window(window),
      m_dock(new QDockWidget(tr("Tour"), window)),
      m_view(new views::TourView(m_dock)),
      m_frame(new views::TourFrame(window)),
      m_steps(makeSteps()) {
  m_dock->setObjectName(QStringLiteral("tourDock"));
  m_dock->setWidget(m_view);
  m_dock->setFeatures(QDockWidget::NoDockWidgetFeatures);
  m_dock->setTitleBarWidget(new QWidget(m_dock));  // the step's own title is enough
  m_window->addDockWidget(Qt::BottomDockWidgetArea, m_dock);
  m_dock->hide();
  connect(m_view, &views::TourView::backRequested, this, [this] { show(m_step - 1); });
  connect(m_view, &views::TourView::nextRequested, this, [this] { show(m_step + 1); });
  connect(m_view, &views::TourView::endRequested, this, &Tour::end);
  connect(m_view, &views::TourView::buttonClicked, this, &Tour::loadRequested);
  connect(m_client, &models::NodeClient::viewReady, this, &Tour::check);
  connect(m_client, &models::NodeClient::tracedChanged, this, &Tour::check);
  connect(m_client, &models::NodeClient::actionFinished, this, &Tour::noteAction);
  connect(m_selection, &Selection::changed, this, &Tour::check);
}

std::vector<Tour::Step> Tour::makeSteps() {
  const auto suspended = [this] {
    const genmsg::ProcessRow* row = selectedRow();
    return row != nullptr && row->status == genmsg::Status::Suspended;
  };
  std::vector<Step> steps;
  steps.push_back({tr("Something to look at"),
                   tr("Start the load test <b>Slow consumer</b>: a supervised pool of workers, one of "
                      "which is far slower than its share. The button does it; so does the Load "
                      "test page."),
                   tr("Start it"), QString(), [this] {
                     const models::NodeViewPtr view = m_client->view();
                     return view != nullptr && view->totals.largestMailbox > fallenBehind;
                   }});
  steps.push_back({tr("Find who falls behind"),
                   tr("The Processes page (<b>Ctrl+2</b>) is sorted by <b>Mailbox</b>: who has most to do is on "
                      "top. Click the first row, or press Home in the table."),
                   QString(), QStringLiteral("processTable"), [this] {
                     const models::NodeViewPtr view = m_client->view();
                     const genmsg::ProcessRow* row = selectedRow();
                     return row != nullptr && row->mailbox > fallenBehind &&
                            row->mailbox >= view->totals.largestMailbox / 2;
                   }});
  steps.push_back({tr("Stop it"),
                   tr("<b>Suspend</b> (F7). It handles nothing now, and its mailbox grows; the others go "
                      "on. Nothing is lost, and it would resume by itself if the observer went away."),
                   QString(), QStringLiteral("toolBar"), suspended});
  steps.push_back({tr("Read why"),
                   tr("Beside the table, the <b>State</b> tab shows the worker's state. Compare "
                      "<code>rounds</code> with that of another worker: this one does far more work for "
                      "each message. Select the slow one again afterwards."),
                   QString(), QStringLiteral("detailsDock"),
                   [this, suspended] { return m_stateShown && suspended(); }});
  steps.push_back({tr("Mend its state"),
                   tr("<b>Edit state</b> (F2). Set <code>rounds</code> to what the others have, look at the "
                      "list of changes, and <b>Apply</b>. Nothing changes if the state moved on "
                      "meanwhile. Close the editor."),
                   QString(), QStringLiteral("toolBar"), [this] { return m_edited; }});
  steps.push_back({tr("Step one message"),
                   tr("<b>Step</b> (F8). It handles exactly one message; <b>Last step</b> beside the table "
                      "shows the message, and what it changed in the state."),
                   QString(), QStringLiteral("detailsDock"), [this] { return m_stepped; }});
  steps.push_back({tr("Let it go on"), tr("<b>Resume</b> (F7 again)."), QString(),
                   QStringLiteral("toolBar"), [this, suspended] {
                     return selectedRow() != nullptr && !suspended();
                   }});
  steps.push_back({tr("Watch it drain"),
                   tr("Its mailbox falls, in the table and on the <b>Charts</b> page, which marks what you "
                      "did."),
                   QString(), QStringLiteral("processTable"), [this] {
                     const genmsg::ProcessRow* row = selectedRow();
                     return row != nullptr && row->mailbox < drained;
                   }});
  steps.push_back({tr("Look at its messages"),
                   tr("<b>Trace</b> (F9) records what it receives and sends, within limits; the <b>Trace</b> "
                      "page shows it."),
                   QString(), QStringLiteral("toolBar"),
                   [this] { return m_client->isTraced(m_selection->pid()); }});
  steps.push_back({tr("What happened?"),
                   tr("The <b>Log</b> page (<b>Ctrl+8</b>) has everything that you did, with crashes and dead "
                      "letters; <b>Alarms</b> (<b>Ctrl+7</b>) would have found the slow worker for you. "
                      "<b>F1</b> explains what has the keyboard, <b>?</b> lists all keys."),
                   QString(), QStringLiteral("pageList"),
                   [this] { return m_page == Page::Log || m_page == Page::Alarms; }});
  return steps;
}

void Tour::begin() {
  m_dock->show();
  show(0);
}

void Tour::end() {
  m_step = -1;
  m_frame->setTarget(nullptr);
  m_dock->hide();
}

void Tour::show(int step) {
  if (step < 0 || step >= static_cast<int>(m_steps.size())) return;
  m_step = step;
  m_done = false;
  m_edited = false;
  m_stepped = false;
  const Step& shown = m_steps[static_cast<std::size_t>(step)];
  m_view->showStep(step + 1, static_cast<int>(m_steps.size()), shown.title, shown.text,
                   shown.button);
  m_frame->setTarget(shown.target.isEmpty() ? nullptr
                                            : m_window->findChild<QWidget*>(shown.target));
  check();
}

/// What is done stays so, whatever the user does next.
void Tour::check() {
  if (m_step < 0 || m_done || !m_steps[static_cast<std::size_t>(m_step)].isDone()) return;
  m_done = true;
  m_view->setDone(true);
}

void Tour::noteTab(views::ProcessDetailsView::Tab tab) {
  m_stateShown = tab == views::ProcessDetailsView::Tab::State;
  check();
}

void Tour::notePage(Page page) {
  m_page = page;
  check();
}

void Tour::noteAction(const models::ActionResult& result) {
  if (!result.ok) return;
  m_edited = m_edited || result.action == models::Action::ReplaceState;
  m_stepped = m_stepped || result.action == models::Action::Step;
  check();
}

const genmsg::ProcessRow* Tour::selectedRow() const {
  const models::NodeViewPtr view = m_client->view();
  const std::uint32_t row =
      view == nullptr ? models::noRow : view->rowOf(m_selection->pid());
  return row == models::noRow ? nullptr : &view->process(row);
}

}  // namespace app
