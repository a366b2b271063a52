// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/filter_bar.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QTimer>
#include <QVBoxLayout>

#include "views/icons.h"
#include "views/theme.h"

namespace views {

FilterBar::FilterBar(const QString& what, QWidget* parent)
    : QWidget(parent),
      m_edit(new QLineEdit(this)),
      m_error(new QLabel(this)),
      m_counts(new QLabel(this)),
      m_settle(new QTimer(this)) {
  m_edit->setObjectName(QStringLiteral("filterEdit"));
  m_edit->setAccessibleName(tr("Filter %1").arg(what));
  m_edit->setPlaceholderText(tr("Filter %1 (Ctrl+F)").arg(what));
  m_edit->setClearButtonEnabled(true);
  m_edit->addAction(icon(IconId::Filter), QLineEdit::LeadingPosition);
  m_edit->installEventFilter(this);
  m_error->setObjectName(QStringLiteral("filterError"));
  m_error->setTextFormat(Qt::PlainText);
  m_error->hide();
  m_counts->setObjectName(QStringLiteral("filterCounts"));
  m_settle->setSingleShot(true);
  m_settle->setInterval(settleMs);
  connect(m_edit, &QLineEdit::textChanged, m_settle, qOverload<>(&QTimer::start));
  connect(m_edit, &QLineEdit::returnPressed, this, [this] {
    if (m_edit->text() == m_announced) {
      emit returnPressed();
    } else {
      announce();
    }
  });
  connect(m_settle, &QTimer::timeout, this, &FilterBar::announce);

  m_error->setWordWrap(true);
  auto* line = new QHBoxLayout;
  line->addWidget(m_edit, 1);
  line->addWidget(m_counts);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(line);
  layout->addWidget(m_error);
  setFocusProxy(m_edit);
}

QString FilterBar::text() const { return m_edit->text(); }

void FilterBar::setText(const QString& text) {
  m_edit->setText(text);
  announce();
}

void FilterBar::setError(const QString& reason) {
  m_error->setText(reason);
  m_error->setVisible(!reason.isEmpty());
  m_edit->setAccessibleDescription(reason);
  applyTheme();
}

void FilterBar::setCounts(qint64 shown, qint64 total) {
  const QLocale locale;
  m_counts->setText(shown == total
                        ? locale.toString(total)
                        : tr("%1 of %2").arg(locale.toString(shown), locale.toString(total)));
}

void FilterBar::setMemory(const QString& id) {
  m_memory.emplace(id);
  QAction* open = m_edit->addAction(icon(IconId::Save), QLineEdit::TrailingPosition);
  open->setToolTip(tr("Earlier and saved filters (↓)"));
  open->setText(open->toolTip());
  connect(open, &QAction::triggered, this, &FilterBar::showMemory);
  connect(m_edit, &QLineEdit::editingFinished, this, &FilterBar::remember);
}

void FilterBar::remember() {
  if (m_memory && m_error->isHidden()) m_memory->remember(m_announced);
}

void FilterBar::showMemory() {
  remember();
  auto* menu = new QMenu(this);
  menu->setObjectName(QStringLiteral("filterMenu"));
  menu->setAttribute(Qt::WA_DeleteOnClose);
  const auto offer = [this, menu](const QString& title, const QString& text) {
    QAction* action = menu->addAction(QString(title).replace(u'&', QLatin1String("&&")));
    action->setToolTip(text);
    connect(action, &QAction::triggered, this, [this, text] { setText(text); });
  };
  const QList<SavedFilter> saved = m_memory->saved();
  for (const SavedFilter& filter : saved) offer(filter.name, filter.text);
  menu->addSeparator();
  for (const QString& text : m_memory->history()) offer(text, text);
  menu->addSeparator();
  QAction* save = menu->addAction(tr("Save filter as…"));
  save->setEnabled(!m_edit->text().trimmed().isEmpty() && m_error->isHidden());
  connect(save, &QAction::triggered, this, &FilterBar::askForName);
  QMenu* remove = menu->addMenu(tr("Delete saved filter"));
  remove->setEnabled(!saved.isEmpty());
  for (const SavedFilter& filter : saved) {
    connect(remove->addAction(filter.name), &QAction::triggered, this,
            [this, name = filter.name] { m_memory->remove(name); });
  }
  menu->popup(m_edit->mapToGlobal(QPoint(0, m_edit->height())));
}

void FilterBar::askForName() {
  auto* dialog = new QInputDialog(this);
  dialog->setObjectName(QStringLiteral("filterNameDialog"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setWindowTitle(tr("Save filter"));
  dialog->setLabelText(tr("Name of the filter; one of the same name is replaced:"));
  connect(dialog, &QInputDialog::textValueSelected, this,
          [this, text = m_edit->text().trimmed()](const QString& name) {
            if (!name.trimmed().isEmpty()) m_memory->save({name.trimmed(), text});
          });
  dialog->open();
}

void FilterBar::setPlaceholder(const QString& text) { m_edit->setPlaceholderText(text); }

void FilterBar::setSyntaxHelp(const QString& help) { m_edit->setToolTip(help); }

void FilterBar::startEditing() {
  m_edit->setFocus(Qt::ShortcutFocusReason);
  m_edit->selectAll();
}

void FilterBar::clear() { setText(QString()); }

bool FilterBar::eventFilter(QObject* watched, QEvent* event) {
  if (watched == m_edit && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down && m_memory) {
      showMemory();
      return true;
    }
    if (key == Qt::Key_Escape && !m_edit->text().isEmpty()) {
      remember();
      clear();
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void FilterBar::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyTheme();
}

void FilterBar::announce() {
  m_settle->stop();
  if (m_edit->text() == m_announced) return;
  m_announced = m_edit->text();
  emit filterChanged(m_announced);
}

void FilterBar::applyTheme() {
  m_edit->setPalette(QPalette());
  m_error->setPalette(QPalette());
  if (m_error->isHidden()) return;
  QPalette colors = palette();
  colors.setColor(QPalette::Base, toneSurface(colors, Tone::Error));
  colors.setColor(QPalette::Highlight, toneColor(colors, Tone::Error));
  // Fusion draws the frame of a field in the window's colour, darkened.
  colors.setColor(QPalette::Window, toneColor(colors, Tone::Error));
  m_edit->setPalette(colors);
  QPalette label = palette();
  label.setColor(QPalette::WindowText, toneColor(label, Tone::Error));
  m_error->setPalette(label);
}

}  // namespace views
