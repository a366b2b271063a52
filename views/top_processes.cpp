// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/top_processes.h"

#include <QEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

#include "models/format.h"

namespace views {

TopProcesses::TopProcesses(const QString& title, const QString& nothing, QWidget* parent)
    : QGroupBox(title, parent), m_nothing(new QLabel(nothing, this)) {
  auto* grid = new QGridLayout(this);
  grid->setColumnStretch(0, 1);
  grid->setVerticalSpacing(0);
  grid->addWidget(m_nothing, 0, 0, 1, 2);
  for (int i = 0; i < int(models::NodeSummary::topCount); ++i) {
    Line line{new QPushButton(this), new QLabel(this), {}, {}};
    line.link->setFlat(true);
    line.link->setCursor(Qt::PointingHandCursor);
    line.link->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    line.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    grid->addWidget(line.link, i + 1, 0);
    grid->addWidget(line.value, i + 1, 1);
    // Between press and release another process may have come to this place: the one meant is the
    // one that was pressed.
    connect(line.link, &QPushButton::pressed, this, [this, i] {
      m_lines[i].link->setProperty("pressedPid", QVariant::fromValue(m_lines[i].pid));
    });
    connect(line.link, &QPushButton::clicked, this, [this, i] {
      emit activatedPid(m_lines[i].link->property("pressedPid").value<genmsg::Pid>());
    });
    m_lines << line;
  }
  setEntries({});
  applyTheme();
}

/// A style sheet's palette(link) is that of the style, and of the time when it was set.
void TopProcesses::applyTheme() {
  const QString sheet =
      QStringLiteral("QPushButton { text-align: left; border: none; color: %1; padding: 2px; }"
                     "QPushButton:hover, QPushButton:focus { text-decoration: underline; }")
          .arg(QGuiApplication::palette().color(QPalette::Link).name());
  for (const Line& line : std::as_const(m_lines)) {
    if (line.link->styleSheet() != sheet) line.link->setStyleSheet(sheet);
  }
}

void TopProcesses::changeEvent(QEvent* event) {
  QGroupBox::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) applyTheme();
}

void TopProcesses::setEntries(const QList<Entry>& entries) {
  m_nothing->setVisible(entries.isEmpty());
  for (int i = 0; i < m_lines.size(); ++i) {
    setLine(m_lines[i], i < entries.size() ? &entries[i] : nullptr);
  }
}

void TopProcesses::setLine(Line& line, const Entry* entry) {
  line.link->setVisible(entry != nullptr);
  line.value->setVisible(entry != nullptr);
  if (entry == nullptr) return;
  line.pid = entry->pid;
  const QString& text = entry->name;
  if (line.name != text) {
    line.name = text;
    line.link->setText(QString(text).replace(QLatin1Char('&'), QStringLiteral("&&")));
    line.link->setToolTip(tr("Show the details of %1").arg(text));
    line.link->setAccessibleName(text);
  }
  line.value->setText(entry->value);
  line.link->setAccessibleDescription(title() + QStringLiteral(": ") + entry->value);
}

}  // namespace views
