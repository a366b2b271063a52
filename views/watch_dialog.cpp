// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/watch_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QGridLayout>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTreeView>
#include <QVBoxLayout>
#include <limits>

#include "models/suspension_text.h"
#include "models/watch_model.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/process_delegate.h"

namespace views {

using Comparison = genmsg::sys::StateField::Comparison;
using models::WatchInputError;

WatchDialog::WatchDialog(genmsg::Pid pid, const QString& processName, QWidget* parent)
    : QDialog(parent), m_pid(pid), m_watches(new models::WatchModel(this)) {
  setObjectName(QStringLiteral("watchDialog"));
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Watch %1").arg(processName));
  auto* heading = new QLabel(processName, this);
  heading->setTextFormat(Qt::PlainText);
  QFont bold = font();
  bold.setBold(true);
  heading->setFont(bold);
  m_strip = new MessageStrip(this);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(heading);
  layout->addWidget(m_strip);
  layout->addWidget(setUpConditions());
  layout->addWidget(setUpList(), 1);
  layout->addWidget(buttons);
  choose(Kind::MailboxDeeper);
  applyTheme();
  updateList();
  resize(fontMetrics().averageCharWidth() * 100, fontMetrics().lineSpacing() * 34);
  m_than->setFocus();
  m_than->selectAll();
}

QWidget* WatchDialog::setUpConditions() {
  auto* box = new QGroupBox(tr("Suspend the process when"), this);
  auto* grid = new QGridLayout(box);
  grid->setColumnStretch(1, 1);
  setUpMailbox(grid);
  setUpMessage(grid);
  setUpState(grid);
  addChoice(grid, Kind::Raises, QStringLiteral("raisesChoice"),
            tr("a callback raises an e&xception"));
  m_error = new QLabel(box);
  m_error->setObjectName(QStringLiteral("watchError"));
  m_error->setTextFormat(Qt::PlainText);
  m_error->setWordWrap(true);
  m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
  m_error->setMinimumHeight(fontMetrics().lineSpacing());
  m_add = new QPushButton(icon(IconId::Watch), tr("&Add watch"), box);
  m_add->setObjectName(QStringLiteral("addWatchButton"));
  m_add->setDefault(true);
  connect(m_add, &QPushButton::clicked, this, &WatchDialog::add);
  auto* under = new QHBoxLayout;
  under->addWidget(m_error, 1);
  under->addWidget(m_add, 0, Qt::AlignTop);
  grid->addLayout(under, grid->rowCount(), 0, 1, 2);
  return box;
}

QRadioButton* WatchDialog::addChoice(QGridLayout* grid, Kind kind, const QString& name,
                                     const QString& text) {
  auto* choice = new QRadioButton(text, grid->parentWidget());
  choice->setObjectName(name);
  grid->addWidget(choice, static_cast<int>(kind), 0);
  m_choices << choice;
  connect(choice, &QRadioButton::toggled, this, &WatchDialog::clearMistake);
  return choice;
}

QLineEdit* WatchDialog::makeEdit(const QString& name, const QString& accessibleName, Kind kind) {
  auto* edit = new QLineEdit(this);
  edit->setObjectName(name);
  edit->setAccessibleName(accessibleName);
  edit->setFont(monospaced(font()));
  connect(edit, &QLineEdit::textEdited, this, [this, kind] {
    choose(kind);
    clearMistake();
  });
  return edit;
}

void WatchDialog::setUpMailbox(QGridLayout* grid) {
  addChoice(grid, Kind::MailboxDeeper, QStringLiteral("mailboxChoice"),
            tr("its &mailbox is deeper than"));
  m_than = new QSpinBox(this);
  m_than->setObjectName(QStringLiteral("mailboxDepth"));
  m_than->setAccessibleName(tr("Messages in the mailbox"));
  m_than->setRange(0, std::numeric_limits<int>::max());
  m_than->setValue(1000);
  m_than->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
  m_than->setGroupSeparatorShown(true);
  connect(m_than, &QSpinBox::valueChanged, this, [this] { choose(Kind::MailboxDeeper); });
  grid->addWidget(m_than, 0, 1, Qt::AlignLeft);
}

void WatchDialog::setUpMessage(QGridLayout* grid) {
  addChoice(grid, Kind::MessageMatches, QStringLiteral("messageChoice"),
            tr("its &next message matches"));
  m_pattern = makeEdit(QStringLiteral("messagePattern"), tr("Pattern of the message"),
                       Kind::MessageMatches);
  m_pattern->setPlaceholderText(QStringLiteral("{add,'_'}"));
  m_pattern->setToolTip(tr("An Erlang term in which '_' stands for anything; a map matches if it "
                           "has at least these keys"));
  grid->addWidget(m_pattern, 1, 1);
}

void WatchDialog::setUpState(QGridLayout* grid) {
  addChoice(grid, Kind::StateField, QStringLiteral("stateChoice"), tr("in its &state"));
  m_path = makeEdit(QStringLiteral("statePath"), tr("Path of the field"), Kind::StateField);
  m_path->setPlaceholderText(QStringLiteral("jobs.3"));
  m_path->setToolTip(tr("Names of fields and keys of maps with dots between them; in lists and "
                        "tuples places from 1: jobs.3 is the third of jobs. Empty: the whole "
                        "state"));
  m_comparison = new QComboBox(this);
  m_comparison->setObjectName(QStringLiteral("stateComparison"));
  m_comparison->setAccessibleName(tr("Comparison"));
  m_comparison->setToolTip(tr("In Erlang's order of terms"));
  for (const Comparison one : {Comparison::Equal, Comparison::NotEqual, Comparison::Less,
                               Comparison::AtMost, Comparison::Greater, Comparison::AtLeast}) {
    m_comparison->addItem(models::comparisonSign(one), static_cast<int>(one));
  }
  connect(m_comparison, &QComboBox::activated, this, [this] { choose(Kind::StateField); });
  m_value = makeEdit(QStringLiteral("stateValue"), tr("Value to compare with"), Kind::StateField);
  m_value->setPlaceholderText(QStringLiteral("7"));
  m_value->setToolTip(tr("An Erlang term"));
  auto* line = new QHBoxLayout;
  line->addWidget(m_path, 3);
  line->addWidget(m_comparison);
  line->addWidget(m_value, 2);
  grid->addLayout(line, 2, 1);
}

QWidget* WatchDialog::setUpList() {
  auto* box = new QGroupBox(tr("Watches of this process"), this);
  m_list = new QTreeView(box);
  m_list->setObjectName(QStringLiteral("watchList"));
  m_list->setAccessibleName(tr("Watches of this process"));
  m_list->setModel(m_watches);
  m_list->setRootIsDecorated(false);
  m_list->setUniformRowHeights(true);
  m_list->setItemDelegate(new ProcessDelegate(m_list));
  m_list->setTextElideMode(Qt::ElideRight);
  m_list->setAllColumnsShowFocus(true);
  QHeaderView* header = m_list->header();
  const int letter = fontMetrics().averageCharWidth();
  header->setStretchLastSection(false);
  header->setSectionResizeMode(models::WatchModel::Condition, QHeaderView::Stretch);
  header->resizeSection(models::WatchModel::Hits, letter * 10);
  header->resizeSection(models::WatchModel::SetBy, letter * 24);
  m_empty = new EmptyOverlay(m_list);
  m_remove = new QPushButton(icon(IconId::Clear), tr("&Remove"), box);
  m_remove->setObjectName(QStringLiteral("removeWatchButton"));
  m_remove->setToolTip(tr("Forget the watch; a process that it has suspended stays suspended"));
  m_remove->setAutoDefault(false);
  connect(m_remove, &QPushButton::clicked, this, &WatchDialog::removeSelected);
  connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &WatchDialog::updateList);
  auto* layout = new QVBoxLayout(box);
  layout->addWidget(m_list, 1);
  layout->addWidget(m_remove, 0, Qt::AlignRight);
  return box;
}

void WatchDialog::setWatches(const models::WatchInfos& watches) {
  m_watches->setWatches(watches);
  updateList();
}

void WatchDialog::showError(const QString& text) { m_strip->showMessage(Tone::Error, text); }

void WatchDialog::changeEvent(QEvent* event) {
  QDialog::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && m_list != nullptr) applyTheme();
}

void WatchDialog::choose(Kind kind) { m_choices[static_cast<int>(kind)]->setChecked(true); }

models::WatchInput WatchDialog::input() const {
  models::WatchInput input;
  for (int i = 0; i < m_choices.size(); ++i) {
    if (m_choices[i]->isChecked()) input.kind = Kind(i);
  }
  input.than = static_cast<std::uint32_t>(m_than->value());
  input.pattern = m_pattern->text();
  input.path = m_path->text();
  input.comparison = Comparison(m_comparison->currentData().toInt());
  input.value = m_value->text();
  return input;
}

void WatchDialog::add() {
  clearMistake();
  m_strip->dismiss();
  const auto condition = models::toCondition(input());
  if (condition) {
    emit addRequested(models::watchId(*condition), *condition);
  } else {
    showMistake(condition.error());
  }
}

void WatchDialog::removeSelected() {
  const genmsg::sys::WatchInfo* const watch = m_watches->watchAt(m_list->currentIndex().row());
  if (watch == nullptr) return;
  const genmsg::Term id = watch->id;  // the answer may replace the list
  emit removeRequested(id);
}

void WatchDialog::showMistake(const WatchInputError& error) {
  QString field;
  switch (error.field) {
    case WatchInputError::Field::Pattern:
      m_mistaken = m_pattern;
      field = tr("Pattern");
      break;
    case WatchInputError::Field::Path:
      m_mistaken = m_path;
      field = tr("Path");
      break;
    case WatchInputError::Field::Value:
      m_mistaken = m_value;
      field = tr("Value");
      break;
  }
  //: "Path, column 3: expected a term, found '}'"
  m_error->setText(tr("%1, %2").arg(field, error.text));
  m_mistaken->setAccessibleDescription(m_error->text());
  m_mistaken->setFocus();
  m_mistaken->setCursorPosition(static_cast<int>(error.position));
  applyTheme();
}

void WatchDialog::clearMistake() {
  if (m_mistaken == nullptr) return;
  m_mistaken->setAccessibleDescription(QString());
  m_mistaken = nullptr;
  m_error->clear();
  applyTheme();
}

void WatchDialog::applyTheme() {
  // Fusion draws the rings in the window's colour, darkened: on a dark one nobody sees them.
  for (QRadioButton* choice : m_choices) {
    QPalette rings = palette();
    rings.setColor(QPalette::Window, secondaryTextColor(rings));
    choice->setPalette(rings);
  }
  for (QLineEdit* edit : {m_pattern, m_path, m_value}) edit->setPalette(QPalette());
  QPalette label = palette();
  label.setColor(QPalette::WindowText, toneColor(label, Tone::Error));
  m_error->setPalette(label);
  if (m_mistaken == nullptr) return;
  QPalette colors = palette();
  colors.setColor(QPalette::Base, toneSurface(colors, Tone::Error));
  colors.setColor(QPalette::Highlight, toneColor(colors, Tone::Error));
  colors.setColor(QPalette::HighlightedText, palette().color(QPalette::Base));
  // Fusion draws the frame of a field in the window's colour, darkened.
  colors.setColor(QPalette::Window, toneColor(colors, Tone::Error));
  m_mistaken->setPalette(colors);
}

void WatchDialog::updateList() {
  m_empty->setMessage(m_watches->rowCount() == 0 ? tr("No watch is set") : QString());
  m_remove->setEnabled(m_list->selectionModel()->hasSelection());
}

}  // namespace views
