// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/log_page.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include "models/log_filter_model.h"
#include "models/log_model.h"
#include "models/roles.h"
#include "views/empty_overlay.h"
#include "views/icons.h"
#include "views/message_strip.h"
#include "views/theme.h"

namespace views {
namespace {

using models::LogKind;
using models::LogLevel;
using models::LogModel;

Tone toneOf(LogLevel level) {
  switch (level) {
    case LogLevel::Error: return Tone::Error;
    case LogLevel::Warning: return Tone::Warning;
    case LogLevel::Notice: return Tone::Info;
    case LogLevel::Info: return Tone::Neutral;
  }
  return Tone::Neutral;
}

/// A level with its icon and in its colour, a process as a link.
class LogDelegate final : public QStyledItemDelegate {
 public:
  using QStyledItemDelegate::QStyledItemDelegate;

 protected:
  void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.column() == LogModel::Level) {
      const auto level = static_cast<LogLevel>(index.data(models::RawValueRole).toInt());
      option->palette.setColor(QPalette::Text, toneColor(option->palette, toneOf(level)));
      option->features |= QStyleOptionViewItem::HasDecoration;
      option->icon = icon(level == LogLevel::Error     ? IconId::Error
                          : level == LogLevel::Warning ? IconId::Warning
                                                       : IconId::Info);
    } else if (index.column() == LogModel::Process &&
               index.data(models::PidRole).value<genmsg::Pid>()) {
      option->palette.setColor(QPalette::Text, option->palette.color(QPalette::Link));
      option->font.setUnderline(true);
    }
  }
};

}  // namespace

LogPage::LogPage(models::LogModel* model, QWidget* parent)
    : Page(parent), m_model(model), m_filtered(new models::LogFilterModel(model, this)) {
  setObjectName(QStringLiteral("logPage"));
  m_strip = new MessageStrip(this);
  QWidget* bar = setUpBar();
  setUpTable();
  setUpDetail();
  m_empty = new EmptyOverlay(m_table);
  auto* splitter = new QSplitter(Qt::Vertical, this);
  splitter->setObjectName(QStringLiteral("logSplitter"));
  splitter->addWidget(m_table);
  splitter->addWidget(m_detail);
  splitter->setStretchFactor(0, 2);
  splitter->setStretchFactor(1, 1);
  splitter->setChildrenCollapsible(false);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(bar);
  layout->addWidget(splitter, 1);
  layout->addWidget(m_strip);
  connectFilter();
  connect(model, &LogModel::appended, this, &LogPage::noteEntry);
  for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
    connect(m_filtered, signal, this, &LogPage::updateTexts);
  }
  connect(model, &QAbstractItemModel::rowsInserted, this, &LogPage::updateTexts);
  connect(m_empty, &EmptyOverlay::buttonClicked, this, &LogPage::showAll);
  updateTexts();
}

QWidget* LogPage::setUpBar() {
  auto* bar = new QWidget(this);
  m_filter = new QLineEdit(bar);
  m_filter->setObjectName(QStringLiteral("logFilter"));
  m_filter->setAccessibleName(tr("Filter the log"));
  m_filter->setPlaceholderText(tr("Filter process and text (Ctrl+F)"));
  m_filter->setClearButtonEnabled(true);
  m_kind = new QComboBox(bar);
  m_kind->setObjectName(QStringLiteral("logKind"));
  m_kind->setAccessibleName(tr("Kind of the lines to show"));
  m_kind->setToolTip(tr("Kind of the lines to show"));
  m_kind->addItem(tr("All kinds"), -1);
  for (int i = 0; i < models::logKindCount; ++i) {
    m_kind->addItem(models::logKindText(LogKind(i)), i);
  }
  m_level = new QComboBox(bar);
  m_level->setObjectName(QStringLiteral("logLevel"));
  m_level->setAccessibleName(tr("Least level to show"));
  m_level->setToolTip(tr("Least level to show; what a node reports at all is decided there"));
  m_level->addItem(tr("All levels"), int(LogLevel::Info));
  m_level->addItem(tr("Notices and above"), int(LogLevel::Notice));
  m_level->addItem(tr("Warnings and above"), int(LogLevel::Warning));
  m_level->addItem(tr("Errors"), int(LogLevel::Error));
  m_count = new QLabel(bar);
  m_count->setObjectName(QStringLiteral("logCount"));
  m_save = new QToolButton(bar);
  m_save->setObjectName(QStringLiteral("saveLogButton"));
  m_save->setText(tr("Save…"));
  m_save->setToolTip(tr("Write the lines that are shown to a text file, with all their details"));
  m_save->setAccessibleName(tr("Save the log"));
  m_save->setIcon(icon(IconId::Save));
  m_save->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  m_save->setFocusPolicy(Qt::StrongFocus);
  connect(m_save, &QToolButton::clicked, this, &LogPage::save);
  auto* layout = new QHBoxLayout(bar);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_filter, 1);
  layout->addWidget(m_kind);
  layout->addWidget(m_level);
  layout->addWidget(m_count);
  layout->addWidget(m_save);
  return bar;
}

void LogPage::setUpTable() {
  m_table = new QTableView(this);
  m_table->setObjectName(QStringLiteral("logTable"));
  m_table->setAccessibleName(tr("Log"));
  m_table->setModel(m_filtered);
  m_table->setItemDelegate(new LogDelegate(this));
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
  m_table->horizontalHeader()->setStretchLastSection(true);
  restoreDefaultColumns();
  connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          &LogPage::showDetailOf);
  connect(m_table, &QTableView::clicked, this, [this](const QModelIndex& index) {
    const auto pid = index.data(models::PidRole).value<genmsg::Pid>();
    if (pid && index.column() == LogModel::Process) emit pidSelected(pid);
  });
  connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
    const auto pid = index.data(models::PidRole).value<genmsg::Pid>();
    if (pid) emit activatedPid(pid);
  });
  // The end stays in sight for who looks at the end.
  QScrollBar* bar = m_table->verticalScrollBar();
  connect(bar, &QScrollBar::valueChanged, this,
          [this, bar](int value) { m_atEnd = value == bar->maximum(); });
  connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
    if (m_atEnd) bar->setValue(maximum);
  });
}

void LogPage::setUpDetail() {
  m_detail = new QPlainTextEdit(this);
  m_detail->setObjectName(QStringLiteral("logDetail"));
  m_detail->setAccessibleName(tr("All that is known of the selected line"));
  m_detail->setReadOnly(true);
  m_detail->setTabChangesFocus(true);
  m_detail->setLineWrapMode(QPlainTextEdit::NoWrap);
  m_detail->setFont(monospaced(font()));
  m_detail->setPlaceholderText(tr("Select a line to read the whole report"));
}

void LogPage::connectFilter() {
  connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
    m_filtered->setText(text.trimmed());
    updateTexts();
  });
  connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
    const int kind = m_kind->currentData().toInt();
    m_filtered->setKind(kind < 0 ? std::nullopt : std::optional(LogKind(kind)));
    updateTexts();
  });
  connect(m_level, &QComboBox::currentIndexChanged, this, [this] {
    m_filtered->setLevel(LogLevel(m_level->currentData().toInt()));
    updateTexts();
  });
}

void LogPage::restoreDefaultColumns() {
  QHeaderView* header = m_table->horizontalHeader();
  const int character = fontMetrics().averageCharWidth();
  header->resizeSection(LogModel::Time, character * 16);
  header->resizeSection(LogModel::Level, character * 14);
  header->resizeSection(LogModel::Kind, character * 15);
  header->resizeSection(LogModel::Process, character * 28);
}

bool LogPage::startFinding() {
  m_filter->setFocus(Qt::ShortcutFocusReason);
  m_filter->selectAll();
  return true;
}

bool LogPage::showEntry(std::uint64_t number) {
  const int row = m_model->rowOf(number);
  if (row < 0) return false;
  const QModelIndex source = m_model->index(row, 0);
  if (!m_filtered->mapFromSource(source).isValid()) showAll();
  const QModelIndex index = m_filtered->mapFromSource(source);
  m_table->setCurrentIndex(index);
  m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
  m_table->setFocus();
  return true;
}

void LogPage::showAll() {
  const QSignalBlocker blockers[] = {QSignalBlocker(m_filter), QSignalBlocker(m_kind),
                                     QSignalBlocker(m_level)};
  m_filter->clear();
  m_kind->setCurrentIndex(0);
  m_level->setCurrentIndex(0);
  m_filtered->showAll();
  updateTexts();
}

void LogPage::noteEntry(const models::LogEntry& entry) {
  if (isVisible() || entry.level > LogLevel::Warning) return;
  emit unreadChanged(++m_unread);
}

void LogPage::showEvent(QShowEvent* event) {
  Page::showEvent(event);
  if (m_unread == 0) return;
  m_unread = 0;
  emit unreadChanged(0);
}

void LogPage::showDetailOf(const QModelIndex& index) {
  const models::LogEntry* entry = m_model->entryAt(m_filtered->mapToSource(index).row());
  m_detail->setPlainText(entry == nullptr ? QString() : models::logDetails(*entry));
}

void LogPage::updateTexts() {
  const QLocale locale;
  const int shown = m_filtered->rowCount();
  const int all = m_model->rowCount();
  m_count->setText(shown == all ? tr("%1 lines").arg(locale.toString(all))
                                : tr("%1 of %2").arg(locale.toString(shown), locale.toString(all)));
  m_save->setEnabled(shown > 0);
  if (shown > 0) {
    m_empty->setMessage(QString());
  } else if (all > 0) {
    m_empty->setMessage(tr("0 of %1 lines").arg(locale.toString(all)), tr("Clear filter"));
  } else {
    m_empty->setMessage(tr("Nothing happened yet: crashes, restarts, dead letters and what you do "
                           "to processes is written down here"));
  }
}

void LogPage::save() {
  // Not exec(): the pages go on while somebody looks for a folder.
  auto* dialog = new QFileDialog(this, tr("Save the log"), QStringLiteral("log.txt"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setAcceptMode(QFileDialog::AcceptSave);
  dialog->setDefaultSuffix(QStringLiteral("txt"));
  connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
    QList<int> rows;
    for (int i = 0; i < m_filtered->rowCount(); ++i) {
      rows << m_filtered->mapToSource(m_filtered->index(i, 0)).row();
    }
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && m_model->saveAsText(file, rows) && file.commit()) {
      m_strip->showMessage(Tone::Good, tr("Saved to %1").arg(path));
    } else {
      m_strip->showMessage(Tone::Error, tr("%1: %2").arg(path, file.errorString()));
    }
  });
  dialog->open();
}

}  // namespace views
