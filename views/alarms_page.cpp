// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/alarms_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/alarm_model.h"
#include "models/format.h"
#include "models/roles.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/theme.h"

namespace views {
namespace {

using models::Alarm;
using models::AlarmLevel;
using models::AlarmModel;

Tone toneOf(AlarmLevel level) {
  switch (level) {
    case AlarmLevel::Info: return Tone::Info;
    case AlarmLevel::Warning: return Tone::Warning;
    case AlarmLevel::Error: return Tone::Error;
  }
  return Tone::Info;
}

IconId iconOf(AlarmLevel level) {
  switch (level) {
    case AlarmLevel::Info: return IconId::Info;
    case AlarmLevel::Warning: return IconId::Warning;
    case AlarmLevel::Error: return IconId::Error;
  }
  return IconId::Info;
}

class AlarmDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    const int column = index.column();
    if (column == AlarmModel::Level) {
      const auto level = static_cast<AlarmLevel>(index.data(models::RawValueRole).toInt());
      option->palette.setColor(QPalette::Text, toneColor(option->palette, toneOf(level)));
      option->features |= QStyleOptionViewItem::HasDecoration;
      option->icon = icon(iconOf(level));
    } else if (column == AlarmModel::Process && index.data(models::PidRole).value<genmsg::Pid>()) {
      option->palette.setColor(QPalette::Text, option->palette.color(QPalette::Link));
      option->font.setUnderline(true);
    }
  }
};

}  // namespace

AlarmsPage::AlarmsPage(AlarmModel* model, QWidget* parent)
    : Page(parent), m_model(model), m_sorted(new QSortFilterProxyModel(this)) {
  setObjectName(QStringLiteral("alarmsPage"));
  m_sorted->setSourceModel(model);
  m_sorted->setSortRole(models::RawValueRole);
  QWidget* bar = setUpBar();
  setUpTable();
  setUpHelp();
  m_empty = new EmptyOverlay(m_table);
  connect(m_empty, &EmptyOverlay::buttonClicked, this, &AlarmsPage::settingsRequested);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setObjectName(QStringLiteral("alarmsSplitter"));
  splitter->addWidget(m_table);
  splitter->addWidget(m_help);
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(bar);
  layout->addWidget(splitter, 1);
  connect(model, &AlarmModel::updated, this, &AlarmsPage::updateTexts);
  showCurrent();
  updateTexts();
}

QToolButton* AlarmsPage::makeButton(const char* name, const QString& text,
                                    const QString& toolTip) {
  auto* button = new QToolButton(this);
  button->setObjectName(QLatin1String(name));
  button->setText(text);
  button->setToolTip(toolTip);
  button->setAccessibleName(text);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setFocusPolicy(Qt::StrongFocus);
  return button;
}

QWidget* AlarmsPage::setUpBar() {
  auto* bar = new QWidget(this);
  m_count = new QLabel(bar);
  m_count->setObjectName(QStringLiteral("alarmCount"));
  m_goTo = makeButton("goToAlarmButton", tr("Go to"), tr("Show the details of the process"));
  m_goTo->setIcon(icon(IconId::Locate));
  m_mute = makeButton("muteAlarmButton", tr("Mute for this class"),
                      tr("No such alarms any more of processes with this initial call; Settings "
                         "brings them back"));
  m_mute->setIcon(icon(IconId::Clear));
  m_settings = makeButton("alarmSettingsButton", tr("Settings…"),
                          tr("Thresholds, and what is muted"));
  m_settings->setIcon(icon(IconId::Edit));
  connect(m_goTo, &QToolButton::clicked, this, &AlarmsPage::goTo);
  connect(m_mute, &QToolButton::clicked, this, [this] {
    const Alarm* alarm = current();
    if (alarm == nullptr) return;
    emit muteRequested(alarm->id, models::formatAtom(alarm->initialCall));
  });
  connect(m_settings, &QToolButton::clicked, this, &AlarmsPage::settingsRequested);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_count, 1);
  for (QToolButton* button : {m_goTo, m_mute, m_settings}) layout->addWidget(button);
  return bar;
}

void AlarmsPage::setUpTable() {
  m_table = new QTableView(this);
  m_table->setObjectName(QStringLiteral("alarmTable"));
  m_table->setAccessibleName(tr("Alarms"));
  m_table->setModel(m_sorted);
  m_table->setItemDelegate(new AlarmDelegate(this));
  m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
  m_table->setSelectionMode(QAbstractItemView::SingleSelection);
  m_table->setTabKeyNavigation(false);
  m_table->setShowGrid(false);
  m_table->setWordWrap(false);
  m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  m_table->verticalHeader()->hide();
  m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  m_table->verticalHeader()->setDefaultSectionSize(rowHeight(fontMetrics()));
  m_table->horizontalHeader()->setHighlightSections(false);
  m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  m_table->setSortingEnabled(true);
  restoreDefaultColumns();
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &AlarmsPage::showCurrent);
  connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
    const auto pid = index.data(models::PidRole).value<genmsg::Pid>();
    if (pid && index.column() == AlarmModel::Process) emit pidSelected(pid);
  });
  connect(m_table, &QTableView::activated, this, &AlarmsPage::goTo);
}

void AlarmsPage::setUpHelp() {
  m_help = new QTextBrowser(this);
  m_help->setObjectName(QStringLiteral("alarmHelp"));
  m_help->setAccessibleName(tr("Cause, check and fix of the selected alarm"));
  m_help->setPlaceholderText(tr("Select an alarm to read its cause, what to check and how to mend "
                                "it"));
  m_help->setTabChangesFocus(true);
}

void AlarmsPage::restoreDefaultColumns() {
  QHeaderView* header = m_table->horizontalHeader();
  const int character = fontMetrics().averageCharWidth();
  const auto wide = [header, character](AlarmModel::Column column, int characters) {
    header->resizeSection(column, character * characters);
  };
  wide(AlarmModel::Level, 14);
  wide(AlarmModel::Title, 20);
  wide(AlarmModel::Process, 26);
  wide(AlarmModel::Text, 58);
  wide(AlarmModel::Since, 11);
  wide(AlarmModel::Value, 18);
  wide(AlarmModel::Threshold, 18);
  m_table->sortByColumn(AlarmModel::Level, Qt::DescendingOrder);
}

const Alarm* AlarmsPage::current() const {
  return m_model->alarmAt(m_sorted->mapToSource(m_table->currentIndex()).row());
}

void AlarmsPage::goTo() {
  const Alarm* alarm = current();
  if (alarm != nullptr && alarm->pid) emit activatedPid(alarm->pid);
}

void AlarmsPage::showCurrent() {
  const Alarm* alarm = current();
  m_goTo->setEnabled(alarm != nullptr && alarm->pid);
  m_mute->setEnabled(alarm != nullptr && alarm->pid);
  const int id = alarm == nullptr ? -1 : static_cast<int>(alarm->id);
  if (id == m_helpOf) return;  // who reads it has scrolled
  m_helpOf = id;
  m_help->setHtml(id < 0 ? QString() : models::alarmHelp(models::AlarmId(id)));
}

void AlarmsPage::updateTexts() {
  const QLocale locale;
  const auto all = m_model->total();
  const auto listed = static_cast<std::uint32_t>(m_model->rowCount());
  m_count->setText(all > listed ? tr("%1 alarms, the first %2 listed")
                                      .arg(locale.toString(all), locale.toString(listed))
                                : tr("%1 alarms").arg(locale.toString(all)));
  m_empty->setMessage(listed > 0 ? QString()
                                 : tr("Nothing is wrong: no mailbox grows, no process is stuck, "
                                      "no supervisor restarts too often"),
                      tr("What is watched…"));
  showCurrent();
}

}  // namespace views
