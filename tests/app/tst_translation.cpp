// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QGroupBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QTabWidget>
#include <QTranslator>

#include "app/main_window.h"
#include "support/fake_node.h"
#include "support/snapshot_builder.h"
#include "support/widget_test.h"

namespace {

/// Translates everything: what a reader sees without the mark never asked for a translation.
class MarkingTranslator final : public QTranslator {
 public:
  static constexpr QChar mark{u'⟦'};
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* text, const char*, int) const override {
    return mark + QString::fromUtf8(text);
  }
};

bool hasLetters(const QString& text) {
  return std::any_of(text.begin(), text.end(), [](QChar letter) { return letter.isLetter(); });
}

}  // namespace

/// Every text of the window goes through tr().
class TestTranslation : public test::WidgetTest {
  Q_OBJECT

 private:
  QStringList m_missing;
  int m_checked = 0;

  void check(const QObject& where, const QString& text) {
    if (!hasLetters(text)) return;
    ++m_checked;
    if (text.contains(MarkingTranslator::mark)) return;
    m_missing << QStringLiteral("%1 “%2”: %3")
                     .arg(QLatin1String(where.metaObject()->className()), where.objectName(), text);
  }

  void checkWidget(const QWidget& widget) {
    if (widget.objectName().startsWith(QLatin1String("qt_"))) return;
    check(widget, widget.toolTip());
    check(widget, widget.accessibleName());
    check(widget, widget.windowTitle());
    if (const auto* label = qobject_cast<const QLabel*>(&widget)) check(widget, label->text());
    if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) {
      check(widget, button->text());
    }
    if (const auto* box = qobject_cast<const QGroupBox*>(&widget)) check(widget, box->title());
    if (const auto* tabs = qobject_cast<const QTabWidget*>(&widget)) {
      for (int i = 0; i < tabs->count(); ++i) check(widget, tabs->tabText(i));
    }
    if (const auto* header = qobject_cast<const QHeaderView*>(&widget)) checkHeader(*header);
  }

  void checkHeader(const QHeaderView& header) {
    if (header.model() == nullptr || header.orientation() != Qt::Horizontal) return;
    for (int i = 0; i < header.count(); ++i) {
      check(header, header.model()->headerData(i, Qt::Horizontal).toString());
      check(header, header.model()->headerData(i, Qt::Horizontal, Qt::ToolTipRole).toString());
    }
  }

 private Q_SLOTS:
  void everyText_canBeTranslated() {
    MarkingTranslator translator;
    QCoreApplication::installTranslator(&translator);
    auto node = std::make_shared<test::FakeNode>();
    {
      app::MainWindow window(node);
      window.show();
      for (int i = 0; i < app::pageCount; ++i) {
        window.setPage(app::Page(i));
        QCoreApplication::processEvents();
      }
      for (const QWidget* widget : window.findChildren<QWidget*>()) {
        // The node's name is no text of ours.
        if (widget->objectName() != QLatin1String("nodeLabel")) checkWidget(*widget);
      }
      for (const QAction* action : window.findChildren<QAction*>()) {
        if (action->objectName().startsWith(QLatin1Char('_'))) continue;
        check(*action, action->text());
        check(*action, action->toolTip());
      }
    }
    QCoreApplication::removeTranslator(&translator);
    QCOMPARE_GE(m_checked, 300);
    QVERIFY2(m_missing.isEmpty(), qPrintable(m_missing.join(QLatin1Char('\n'))));
  }
};

QTEST_MAIN(TestTranslation)
#include "tst_translation.moc"
