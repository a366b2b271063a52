// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/diagram_pane.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "models/format.h"
#include "models/process_relations.h"
#include "views/icons.h"
#include "views/process_diagram.h"

namespace views {

using models::ProcessRelations;
using models::Relation;

DiagramPane::DiagramPane(QWidget* parent)
    : QWidget(parent),
      m_diagram(new ProcessDiagram(this)),
      m_relations(new ProcessRelations(this)),
      m_bar(new QWidget(this)),
      m_relationText(new QLabel(this)),
      m_notice(new QLabel(this)) {
  auto* bar = new QHBoxLayout(m_bar);
  bar->setContentsMargins(0, 0, 0, 0);
  m_links = addButton("diagramLinks", tr("Links"),
                      tr("Ask the processes that are shown for their links and monitors"));
  m_links->setCheckable(true);
  m_again = addButton("diagramLinksAgain", tr("Ask again"), tr("Ask for links and monitors anew"));
  m_again->setIcon(icon(IconId::Refresh));
  m_again->hide();
  m_relationText->setObjectName(QStringLiteral("diagramRelations"));
  bar->addWidget(m_relationText);
  bar->addStretch(1);
  QToolButton* out = addButton("diagramZoomOut", QStringLiteral("−"), tr("Zoom out (-)"));
  out->setAccessibleName(tr("Zoom out"));
  QToolButton* in = addButton("diagramZoomIn", QStringLiteral("+"), tr("Zoom in (+)"));
  in->setAccessibleName(tr("Zoom in"));
  QToolButton* fit = addButton("diagramFit", tr("Fit"), tr("Show all of it (0)"));
  QToolButton* save = addButton("diagramExport", tr("Export…"), tr("Save it as SVG or PNG"));
  save->setIcon(icon(IconId::Save));
  m_notice->setObjectName(QStringLiteral("diagramNotice"));
  m_notice->setWordWrap(true);
  m_notice->hide();
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_bar);
  layout->addWidget(m_notice);
  layout->addWidget(m_diagram, 1);

  connect(m_links, &QToolButton::toggled, m_relations, &ProcessRelations::setActive);
  connect(m_links, &QToolButton::toggled, m_again, &QWidget::setVisible);
  connect(m_again, &QToolButton::clicked, m_relations, &ProcessRelations::refresh);
  connect(m_relations, &ProcessRelations::changed, this, &DiagramPane::updateRelations);
  connect(out, &QToolButton::clicked, m_diagram, &ProcessDiagram::zoomOut);
  connect(in, &QToolButton::clicked, m_diagram, &ProcessDiagram::zoomIn);
  connect(fit, &QToolButton::clicked, m_diagram, &ProcessDiagram::fit);
  connect(save, &QToolButton::clicked, this, &DiagramPane::exportRequested);
}

QToolButton* DiagramPane::addButton(const char* name, const QString& text,
                                    const QString& toolTip) {
  auto* button = new QToolButton(m_bar);
  button->setObjectName(QLatin1String(name));
  button->setText(text);
  button->setToolTip(toolTip);
  button->setAccessibleName(text);
  button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  button->setAutoRaise(true);
  m_bar->layout()->addWidget(button);
  return button;
}

void DiagramPane::showProcesses(const std::vector<genmsg::Pid>& pids,
                                const models::NodeViewPtr& view, const QString& notice) {
  m_notice->setText(notice);
  m_notice->setVisible(!notice.isEmpty());
  m_diagram->showProcesses(pids, view);
  m_relations->setProcesses(pids, view);
}

void DiagramPane::updateRelations() {
  const std::vector<Relation>& relations = m_relations->relations();
  m_diagram->setRelations(relations);
  if (!m_relations->isActive()) return m_relationText->clear();
  const auto links = static_cast<std::uint64_t>(
      std::ranges::count(relations, Relation::Kind::Link, &Relation::kind));
  //: what the lines of the diagram are, with counts
  QString text = tr("Dashed: links, %1 · Dotted: monitors, %2")
                     .arg(models::formatCount(links),
                          models::formatCount(relations.size() - links));
  if (const std::size_t waiting = m_relations->waitingCount())
    text += tr(" · %1 still to answer").arg(models::formatCount(waiting));
  if (const std::size_t failed = m_relations->failedCount())
    text += tr(" · %1 did not tell").arg(models::formatCount(failed));
  m_relationText->setText(text);
}

}  // namespace views
