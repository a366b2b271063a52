// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QTextBrowser;
class QToolButton;

namespace views {

/// One page of the manual.
struct HelpPage {
  QString id;     // for links, "processes"; never translated
  QString title;
  QString html;   // headings and rows that can be linked to are <a name="...">
};

/// The manual: pages on the left, found by their words; the page itself on the right, with links
/// and a way back.
/// Threads: GUI thread.
class HelpView final : public QWidget {
  Q_OBJECT

 public:
  explicit HelpView(QList<HelpPage> pages, QWidget* parent = nullptr);

  /// "processes", or "processes#mailbox". False if there is no such page.
  bool showTopic(const QString& topic);
  QString page() const { return m_page; }  // the id of the one that is shown

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void setUpSearch();
  void setUpPages();
  void showPage(int row, const QString& anchor);
  void follow(const QString& topic);
  void goBack();
  void find(const QString& words);
  int rowOf(const QString& id) const;

  QList<HelpPage> m_pages;
  QString m_page;
  QStringList m_past;  // topics, the newest last
  QLineEdit* m_search;
  QListWidget* m_list;
  QTextBrowser* m_text;
  QToolButton* m_back;
};

}  // namespace views
