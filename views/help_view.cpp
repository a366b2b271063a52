// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/help_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QSplitter>
#include <QTextBrowser>
#include <QTextDocument>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>

#include "views/icons.h"
#include "views/theme.h"

namespace views {
namespace {

constexpr int pastLimit = 100;

/// The page in the palette's colours: a document that is set once keeps the colours of that moment.
QString pageStyle(const QPalette& palette) {
  return QStringLiteral("h2 { margin-top: 14px; } "
                        "td, th { padding: 3px 10px 3px 0; vertical-align: top; } "
                        "th { text-align: left; color: %1; } "
                        "code { color: %2; } "
                        "a { color: %3; }")
      .arg(secondaryTextColor(palette).name(), seriesColor(palette, 0).name(),
           toneColor(palette, Tone::Info).name());
}

QString plainText(const QString& html) {
  QTextDocument document;
  document.setHtml(html);
  return document.toPlainText();
}

}  // namespace

HelpView::HelpView(QList<HelpPage> pages, QWidget* parent)
    : QWidget(parent),
      m_pages(std::move(pages)),
      m_search(new QLineEdit(this)),
      m_list(new QListWidget(this)),
      m_text(new QTextBrowser(this)),
      m_back(new QToolButton(this)) {
  setObjectName(QStringLiteral("helpView"));
  setUpSearch();
  setUpPages();
  auto* top = new QHBoxLayout;
  top->addWidget(m_back);
  top->addWidget(m_search, 1);
  auto* splitter = new QSplitter(this);
  splitter->setObjectName(QStringLiteral("helpSplitter"));
  splitter->addWidget(m_list);
  splitter->addWidget(m_text);
  splitter->setStretchFactor(1, 1);
  const int letter = fontMetrics().averageCharWidth();
  splitter->setSizes({letter * 30, letter * 90});
  auto* layout = new QVBoxLayout(this);
  layout->addLayout(top);
  layout->addWidget(splitter, 1);
}

void HelpView::setUpSearch() {
  m_back->setObjectName(QStringLiteral("helpBack"));
  m_back->setText(tr("Back"));
  m_back->setToolTip(tr("To the page before (Alt+Left)"));
  m_back->setShortcut(QKeySequence(QKeySequence::Back));
  m_back->setEnabled(false);
  connect(m_back, &QToolButton::clicked, this, &HelpView::goBack);
  m_search->setObjectName(QStringLiteral("helpSearch"));
  m_search->setAccessibleName(tr("Find in the manual"));
  m_search->setPlaceholderText(tr("Find in the manual"));
  m_search->setClearButtonEnabled(true);
  connect(m_search, &QLineEdit::textChanged, this, &HelpView::find);
}

void HelpView::setUpPages() {
  m_list->setObjectName(QStringLiteral("helpPages"));
  m_list->setAccessibleName(tr("Pages of the manual"));
  m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  m_list->setTextElideMode(Qt::ElideRight);
  for (const HelpPage& page : m_pages) {
    auto* item = new QListWidgetItem(page.title, m_list);
    item->setToolTip(page.title);
    item->setSizeHint({0, rowHeight(fontMetrics())});
  }
  m_text->setObjectName(QStringLiteral("helpText"));
  m_text->setAccessibleName(tr("Page of the manual"));
  m_text->setOpenLinks(false);  // its pages are no files
  connect(m_text, &QTextBrowser::anchorClicked, this,
          [this](const QUrl& link) { follow(link.toString()); });
  connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0 && m_pages[row].id != m_page) follow(m_pages[row].id);
  });
}

int HelpView::rowOf(const QString& id) const {
  for (int i = 0; i < m_pages.size(); ++i) {
    if (m_pages[i].id == id) return i;
  }
  return -1;
}

bool HelpView::showTopic(const QString& topic) {
  const int row = rowOf(topic.section(QLatin1Char('#'), 0, 0));
  if (row < 0) return false;
  showPage(row, topic.section(QLatin1Char('#'), 1));
  return true;
}

void HelpView::showPage(int row, const QString& anchor) {
  const HelpPage& page = m_pages[row];
  m_page = page.id;
  m_text->document()->setDefaultStyleSheet(pageStyle(palette()));
  m_text->setHtml(page.html);
  m_list->item(row)->setHidden(false);
  m_list->setCurrentRow(row);
  if (!anchor.isEmpty()) m_text->scrollToAnchor(anchor);
}

/// As a reader does, who may want to go back.
void HelpView::follow(const QString& topic) {
  const QString before = m_page;
  const QString target = topic.startsWith(QLatin1Char('#')) ? QString(m_page + topic) : topic;
  if (!showTopic(target) || before.isEmpty()) return;
  m_past << before;
  if (m_past.size() > pastLimit) m_past.removeFirst();
  m_back->setEnabled(true);
}

void HelpView::goBack() {
  if (m_past.isEmpty()) return;
  showTopic(m_past.takeLast());
  m_back->setEnabled(!m_past.isEmpty());
}

/// All words must be somewhere on the page.
void HelpView::find(const QString& words) {
  const QStringList wanted = words.split(QLatin1Char(' '), Qt::SkipEmptyParts);
  for (int i = 0; i < m_pages.size(); ++i) {
    const QString text = m_pages[i].title + QLatin1Char('\n') + plainText(m_pages[i].html);
    const bool found = std::all_of(wanted.begin(), wanted.end(), [&](const QString& word) {
      return text.contains(word, Qt::CaseInsensitive);
    });
    m_list->item(i)->setHidden(!found);
  }
  if (!wanted.isEmpty()) m_text->find(wanted.first());
}

void HelpView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::PaletteChange || m_page.isEmpty()) return;
  showTopic(m_page);
}

}  // namespace views
